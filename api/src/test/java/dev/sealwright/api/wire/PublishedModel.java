package dev.sealwright.api.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** The published model of the service, as the tests read it. */
public final class PublishedModel {
  private final JsonNode root;

  private PublishedModel(JsonNode root) {
    this.root = root;
  }

  public static PublishedModel load() {
    try (InputStream file = PublishedModel.class.getResourceAsStream("/acm-pca-operations.json")) {
      return new PublishedModel(new ObjectMapper().readTree(Objects.requireNonNull(file)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public List<String> operations() {
    return names(root.get("operations"));
  }

  JsonNode operation(String name) {
    return Objects.requireNonNull(root.get("operations").get(name), name);
  }

  JsonNode shape(String name) {
    return Objects.requireNonNull(root.get("shapes").get(name), name);
  }

  static List<String> names(JsonNode object) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  static List<String> texts(JsonNode array) {
    List<String> texts = new ArrayList<>();
    array.forEach(text -> texts.add(text.asText()));
    return texts;
  }

  static boolean requires(JsonNode structure, String member) {
    return texts(structure.path("required")).contains(member);
  }
}
