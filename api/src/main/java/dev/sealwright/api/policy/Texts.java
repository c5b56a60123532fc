package dev.sealwright.api.policy;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A value or a list of values, as policies write them. */
final class Texts {
  private static final int MOST = 1_024;

  private Texts() {}

  /** At least one string. */
  static List<String> strings(JsonParser json, String place) throws IOException {
    return values(json, place, false);
  }

  /** At least one string, number or boolean, each as text. */
  static List<String> scalars(JsonParser json, String place) throws IOException {
    return values(json, place, true);
  }

  private static List<String> values(JsonParser json, String place, boolean scalars)
      throws IOException {
    if (json.currentToken() != JsonToken.START_ARRAY) {
      return List.of(value(json, place, scalars));
    }
    List<String> values = new ArrayList<>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      if (values.size() == MOST) {
        throw PolicyException.at(place, "at most " + MOST + " values are taken");
      }
      values.add(value(json, place, scalars));
    }
    if (values.isEmpty()) {
      throw PolicyException.at(place, "expected at least one value");
    }
    return values;
  }

  private static String value(JsonParser json, String place, boolean scalars) throws IOException {
    JsonToken token = json.currentToken();
    boolean other = scalars && token != JsonToken.VALUE_NULL && token.isScalarValue();
    if (token != JsonToken.VALUE_STRING && !other) {
      throw PolicyException.at(place, "expected a string or a list of strings");
    }
    String text = json.getText();
    if (text.contains("${")) {
      // Taken as it stands it would match nothing, and a Deny that matches nothing lets pass.
      throw PolicyException.at(place, "policy variables are not evaluated here");
    }
    return text;
  }
}
