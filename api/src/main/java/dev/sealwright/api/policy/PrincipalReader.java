package dev.sealwright.api.policy;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the Principal of a statement: {@code "*"} or {@code {"AWS": ...}}. */
final class PrincipalReader {
  private static final Pattern ACCOUNT = Pattern.compile("[0-9]{12}");
  private static final Pattern ARN =
      Pattern.compile(
          "arn:[a-z][a-z0-9-]{0,31}:(?:iam|sts)::(?<account>[0-9]{12}):"
              + "(?<name>root|(?:user|role|assumed-role|federated-user)/[A-Za-z0-9+=,.@_/-]{1,600})");

  private final JsonParser json;
  private final String place;
  private final Set<String> accounts = new HashSet<>();
  private final Set<String> arns = new HashSet<>();
  private boolean everyone;

  PrincipalReader(JsonParser json, String place) {
    this.json = json;
    this.place = place;
  }

  PrincipalSet principals() throws IOException {
    if (json.currentToken() == JsonToken.VALUE_STRING) {
      if (!json.getText().equals("*")) {
        throw PolicyException.at(place, "expected \"*\" or {\"AWS\": ...}");
      }
      everyone = true;
    } else if (json.currentToken() == JsonToken.START_OBJECT) {
      members();
    } else {
      throw PolicyException.at(place, "expected \"*\" or {\"AWS\": ...}");
    }
    return new PrincipalSet(everyone, accounts, arns);
  }

  private void members() throws IOException {
    boolean any = false;
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String member = json.currentName();
      json.nextToken();
      if (!member.equals("AWS")) {
        throw PolicyException.at(
            place,
            "'"
                + PolicyReader.shortened(member)
                + "' is not taken: principals of accounts are, as AWS; services come by permissions");
      }
      for (String text : Texts.strings(json, place + ".AWS")) {
        add(text);
      }
      any = true;
    }
    if (!any) {
      throw PolicyException.at(place, "names nobody");
    }
  }

  private void add(String text) {
    if (text.equals("*")) {
      everyone = true;
    } else if (ACCOUNT.matcher(text).matches()) {
      accounts.add(text);
    } else {
      Matcher arn = ARN.matcher(text);
      if (!arn.matches()) {
        throw PolicyException.at(
            place + ".AWS",
            "'"
                + PolicyReader.shortened(text)
                + "' is neither an account nor the ARN of a principal; wildcards are not taken");
      }
      if (arn.group("name").equals("root")) {
        accounts.add(arn.group("account"));
      } else {
        arns.add(text);
      }
    }
  }
}
