package dev.sealwright.api.policy;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Reads the Condition of a statement: operators, each with keys, each with values. */
final class ConditionReader {
  private final JsonParser json;
  private final String place;

  ConditionReader(JsonParser json, String place) {
    this.json = json;
    this.place = place;
  }

  List<Condition> conditions() throws IOException {
    requireObject(place);
    List<Condition> conditions = new ArrayList<>();
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String name = json.currentName();
      String at = place + "." + PolicyReader.shortened(name);
      ConditionOperator operator = ConditionOperator.parse(at, name);
      json.nextToken();
      requireObject(at);
      while (json.nextToken() != JsonToken.END_OBJECT) {
        conditions.add(condition(operator, at));
      }
    }
    return conditions;
  }

  private Condition condition(ConditionOperator operator, String at) throws IOException {
    String name = json.currentName();
    String there = at + "." + PolicyReader.shortened(name);
    ConditionKey key = ConditionKey.parse(there, name);
    json.nextToken();
    return operator.on(there, key, Texts.scalars(json, there));
  }

  private void requireObject(String at) {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      throw PolicyException.at(at, "expected a JSON object");
    }
  }
}
