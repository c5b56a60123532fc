package dev.sealwright.api.cli;

import dev.sealwright.api.action.Realm;
import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.key.SigningKey;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The keys on all tokens, and the CAs whose key is not where it should be.
 *
 * @param missing CA keys that a token of their vault does not hold as a pair
 * @param troubles tokens that could not be read, or not whole
 */
record KeyListing(List<KeyRow> rows, List<Missing> missing, List<String> troubles) {
  KeyListing {
    rows = List.copyOf(rows);
    missing = List.copyOf(missing);
    troubles = List.copyOf(troubles);
  }

  /** A CA without its key on a token. */
  record Missing(Authority authority, SigningKey key, String token) {}

  boolean sound() {
    return missing.isEmpty()
        && troubles.isEmpty()
        && rows.stream().allMatch(row -> row.flaws().isEmpty());
  }

  void print(PrintWriter out) {
    Table table = new Table("token", "key id", "kind", "belongs to", "custody", "look at");
    for (KeyRow row : rows) {
      table.add(
          row.token(),
          row.entry()
              .keyId()
              .map(id -> id.value().toString())
              .orElse(row.entry().id().isEmpty() ? "-" : row.entry().id().hex()),
          kind(row),
          owner(row),
          DiagnosisText.custody(row.entry().attributes()),
          String.join("; ", row.flaws()));
    }
    if (table.isEmpty()) {
      out.println("There are no keys.");
    } else {
      table.print(out, "");
    }
    for (Missing each : missing) {
      out.println(
          "missing: CA "
              + each.authority().id()
              + " ("
              + each.authority().status()
              + ") has no key pair on token "
              + each.token());
    }
    troubles.forEach(trouble -> out.println("not read: " + Table.printable(trouble)));
  }

  private static String kind(KeyRow row) {
    return Optional.ofNullable(row.entry().spec())
        .map(spec -> ApiNames.of(spec).name())
        .orElse(row.entry().kind().name().toLowerCase(Locale.ROOT).replace('_', ' '));
  }

  private static String owner(KeyRow row) {
    Authority authority = row.authority();
    return switch (row.owner()) {
      case CA ->
          authority == null ? "a CA" : "CA of " + authority.owner() + ", " + authority.status();
      case ENDING -> "a removed CA; the server destroys it";
      case ORPHAN -> "nobody";
      case UNKNOWN -> "unknown, there is no store";
      case SEALING -> "sealing of secrets";
      case SCRATCH -> "the doctor";
      case OTHER -> "another program";
    };
  }

  String json(Realm realm) {
    return Json.document(
        "sealwright-hsm-keys",
        1,
        json -> {
          json.writeBooleanField("sound", sound());
          json.writeArrayFieldStart("keys");
          for (KeyRow row : rows) {
            json.writeStartObject();
            json.writeStringField("token", row.token());
            json.writeStringField("ckaId", row.entry().id().hex());
            Json.text(
                json, "keyId", row.entry().keyId().map(id -> id.value().toString()).orElse(null));
            Json.text(json, "label", row.entry().label());
            json.writeStringField("objects", row.entry().kind().name());
            var spec = row.entry().spec();
            Json.text(json, "keyAlgorithm", spec == null ? null : ApiNames.of(spec).name());
            Json.text(json, "publicKeySha256", row.entry().fingerprint());
            json.writeStringField("owner", row.owner().name());
            Authority authority = row.authority();
            Json.text(json, "arn", authority == null ? null : realm.arnOf(authority).toString());
            Json.text(json, "caStatus", authority == null ? null : authority.status().name());
            var attributes = row.entry().attributes();
            if (attributes != null) {
              json.writeFieldName("attributes");
              CustodyJson.attributes(json, attributes);
            }
            json.writeArrayFieldStart("flaws");
            for (String flaw : row.flaws()) {
              json.writeString(flaw);
            }
            json.writeEndArray();
            json.writeEndObject();
          }
          json.writeEndArray();
          json.writeArrayFieldStart("missing");
          for (Missing each : missing) {
            json.writeStartObject();
            json.writeStringField("arn", realm.arnOf(each.authority()).toString());
            json.writeStringField("caStatus", each.authority().status().name());
            json.writeStringField("keyId", each.key().id().value().toString());
            json.writeStringField("token", each.token());
            json.writeEndObject();
          }
          json.writeEndArray();
          json.writeArrayFieldStart("troubles");
          for (String trouble : troubles) {
            json.writeString(trouble);
          }
          json.writeEndArray();
        });
  }
}
