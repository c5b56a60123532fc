package dev.sealwright.api.policy;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads one statement; the parser stands at its first token, and at its last afterwards. */
final class StatementReader {
  private static final Pattern ACTION =
      Pattern.compile("\\*|[A-Za-z0-9-]{1,64}:[A-Za-z0-9*?]{1,128}");

  /** The service is named, as in AWS; every other part may hold wildcards. */
  private static final Pattern RESOURCE =
      Pattern.compile("\\*|arn:[a-z0-9*?-]{1,32}:[a-z0-9-]{1,64}:[\\x21-\\x7E&&[^\"]]{1,1024}");

  private final JsonParser json;
  private final String place;

  private @Nullable Effect effect;
  private @Nullable PrincipalSet principals;
  private @Nullable Selection actions;
  private @Nullable Selection resources;
  private List<Condition> conditions = List.of();

  StatementReader(JsonParser json, String place) {
    this.json = json;
    this.place = place;
  }

  Statement statement() throws IOException {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      throw PolicyException.at(place, "expected a JSON object");
    }
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String member = json.currentName();
      json.nextToken();
      member(member, place + "." + member);
    }
    Effect known = effect;
    if (known == null) {
      throw PolicyException.at(place, "Effect is missing");
    }
    return new Statement(
        known,
        principals,
        present(actions, "Action or NotAction"),
        present(resources, "Resource or NotResource"),
        conditions);
  }

  private void member(String name, String at) throws IOException {
    switch (name) {
      case "Sid" -> single(at);
      case "Effect" -> effect = effect(at);
      case "Principal" -> principals = new PrincipalReader(json, at).principals();
      case "Action", "NotAction" ->
          actions = once(actions, at, selection(name.startsWith("Not"), at, ACTION, true));
      case "Resource", "NotResource" ->
          resources = once(resources, at, selection(name.startsWith("Not"), at, RESOURCE, false));
      case "Condition" -> conditions = new ConditionReader(json, at).conditions();
      case "NotPrincipal" ->
          throw PolicyException.at(at, "not taken here: name who is meant in Principal");
      default -> throw PolicyReader.unknown(place, name);
    }
  }

  private Effect effect(String at) throws IOException {
    return switch (single(at)) {
      case "Allow" -> Effect.ALLOW;
      case "Deny" -> Effect.DENY;
      default -> throw PolicyException.at(at, "expected Allow or Deny");
    };
  }

  private Selection selection(boolean except, String at, Pattern form, boolean anyCase)
      throws IOException {
    List<Wildcard> patterns = new ArrayList<>();
    for (String text : Texts.strings(json, at)) {
      if (!form.matcher(text).matches()) {
        throw PolicyException.at(
            at, "'" + PolicyReader.shortened(text) + "' has not the form it takes");
      }
      patterns.add(anyCase ? Wildcard.anyCase(text) : Wildcard.exactCase(text));
    }
    return new Selection(except, patterns);
  }

  private String single(String at) throws IOException {
    if (json.currentToken() != JsonToken.VALUE_STRING) {
      throw PolicyException.at(at, "expected a string");
    }
    return json.getText();
  }

  private static Selection once(@Nullable Selection earlier, String at, Selection now) {
    if (earlier != null) {
      throw PolicyException.at(at, "a statement has it in the positive or in the negative");
    }
    return now;
  }

  private Selection present(@Nullable Selection selection, String name) {
    if (selection == null) {
      throw PolicyException.at(place, name + " is missing");
    }
    return selection;
  }
}
