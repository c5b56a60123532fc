package dev.sealwright.api.policy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import dev.sealwright.api.wire.Excerpt;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the JSON of a policy: every member known, none twice, nothing after the object, bounded in
 * length, depth and number of statements (INVARIANT I13). Used once, by one thread.
 */
final class PolicyReader {
  /** Document, statements, statement, conditions, operator, values. */
  private static final int DEPTH = 6;

  private static final int MOST_STATEMENTS = 256;
  private static final Set<String> VERSIONS = Set.of("2012-10-17", "2008-10-17");

  // As for requests: names are neither interned nor kept in a shared table.
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(DEPTH)
                  .maxStringLength(PolicyDocument.LONGEST)
                  .maxNumberLength(32)
                  .maxNameLength(512)
                  .maxTokenCount(PolicyDocument.LONGEST)
                  .build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .build();

  private final JsonParser json;

  private PolicyReader(JsonParser json) {
    this.json = json;
  }

  static PolicyDocument read(String text) {
    if (text.length() > PolicyDocument.LONGEST) {
      throw new PolicyException(
          "The policy has more than " + PolicyDocument.LONGEST + " characters");
    }
    try (JsonParser json = JSON.createParser(text)) {
      json.nextToken();
      PolicyDocument document = new PolicyReader(json).document(text.length());
      if (json.nextToken() != null) {
        throw new PolicyException("The policy must be one JSON object and nothing else");
      }
      return document;
    } catch (StreamConstraintsException _) {
      throw new PolicyException(
          "The policy nests too deeply or holds a name or number that is too long");
    } catch (JsonProcessingException e) {
      throw new PolicyException("The policy is not JSON, or has a member twice" + place(e));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private PolicyDocument document(int length) throws IOException {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      throw new PolicyException("The policy must be a JSON object");
    }
    String version = "2008-10-17"; // What AWS takes when nothing is said.
    List<Statement> statements = null;
    while (json.nextToken() != JsonToken.END_OBJECT) {
      String member = json.currentName();
      json.nextToken();
      switch (member) {
        case "Version" -> version = version();
        case "Id" -> text("Id");
        case "Statement" -> statements = statements();
        default -> throw unknown("The policy", member);
      }
    }
    if (statements == null) {
      throw new PolicyException("The policy has no Statement");
    }
    return new PolicyDocument(version, length, statements);
  }

  private String version() throws IOException {
    String version = text("Version");
    if (!VERSIONS.contains(version)) {
      throw PolicyException.at("Version", "expected 2012-10-17 (or 2008-10-17)");
    }
    return version;
  }

  private List<Statement> statements() throws IOException {
    if (json.currentToken() == JsonToken.START_OBJECT) {
      return List.of(new StatementReader(json, "Statement").statement());
    }
    if (json.currentToken() != JsonToken.START_ARRAY) {
      throw PolicyException.at("Statement", "expected a statement or a list of them");
    }
    List<Statement> statements = new ArrayList<>();
    while (json.nextToken() != JsonToken.END_ARRAY) {
      if (statements.size() == MOST_STATEMENTS) {
        throw PolicyException.at("Statement", "at most " + MOST_STATEMENTS + " are taken");
      }
      statements.add(new StatementReader(json, "Statement[" + statements.size() + "]").statement());
    }
    if (statements.isEmpty()) {
      throw PolicyException.at("Statement", "expected at least one");
    }
    return statements;
  }

  private String text(String place) throws IOException {
    if (json.currentToken() != JsonToken.VALUE_STRING) {
      throw PolicyException.at(place, "expected a string");
    }
    return json.getText();
  }

  static PolicyException unknown(String place, String member) {
    return PolicyException.at(place, "'" + shortened(member) + "' is no member known here");
  }

  /** Names come from strangers and end in messages. */
  static String shortened(String name) {
    return Excerpt.of(name, 100);
  }

  private static String place(JsonProcessingException e) {
    @Nullable JsonLocation at = e.getLocation();
    return at == null ? "" : ", at line " + at.getLineNr() + " column " + at.getColumnNr();
  }
}
