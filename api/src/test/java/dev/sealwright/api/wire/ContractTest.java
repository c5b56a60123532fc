package dev.sealwright.api.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Holds the records against the published model, so that the contract cannot drift. */
class ContractTest {
  private static final PublishedModel MODEL = PublishedModel.load();

  @Test
  void everyOperationOfTheModelIsOffered() {
    assertThat(Arrays.stream(Operation.values()).map(Operation::wireName))
        .containsExactlyInAnyOrderElementsOf(MODEL.operations());
  }

  @ParameterizedTest
  @EnumSource
  void operationIsDeclaredAsInTheModel(Operation operation) {
    JsonNode published = MODEL.operation(operation.wireName());

    assertThat(operation.target()).isEqualTo(published.get("target").asText());
    assertThat(operation.request().getSimpleName()).isEqualTo(published.get("input").asText());
    assertThat(operation.response().map(Class::getSimpleName).orElse("null"))
        .isEqualTo(published.get("output").asText());
    Map<String, Integer> errors = new TreeMap<>();
    operation.errors().forEach(error -> errors.put(error.wireName(), error.status()));
    Map<String, Integer> publishedErrors = new TreeMap<>();
    JsonNode declaredErrors = published.get("errors");
    for (String error : PublishedModel.names(declaredErrors)) {
      publishedErrors.put(error, declaredErrors.get(error).asInt());
    }
    assertThat(errors).isEqualTo(publishedErrors);
  }

  @ParameterizedTest
  @EnumSource
  void everyShapeReachedIsTheModelsMemberByMember(Operation operation) {
    JsonNode published = MODEL.operation(operation.wireName());
    List<Class<? extends Record>> records = new ArrayList<>(List.of(operation.request()));
    List<String> shapes = new ArrayList<>(List.of(published.get("input").asText()));
    operation.response().ifPresent(records::add);
    if (!published.get("output").isNull()) {
      shapes.add(published.get("output").asText());
    }

    assertThat(declared(records)).isEqualTo(published(shapes)).isNotEmpty();
  }

  @Test
  void everyModelledErrorOfAnOfferedOperationHasAName() {
    Set<String> names =
        Arrays.stream(ErrorName.values()).map(ErrorName::wireName).collect(Collectors.toSet());
    for (Operation operation : Operation.values()) {
      assertThat(names)
          .containsAll(PublishedModel.names(MODEL.operation(operation.wireName()).get("errors")));
    }
  }

  private static Map<String, Map<String, String>> declared(List<Class<? extends Record>> roots) {
    Map<String, Map<String, String>> shapes = new TreeMap<>();
    Deque<Class<? extends Record>> open = new ArrayDeque<>(roots);
    while (!open.isEmpty()) {
      Class<? extends Record> type = open.pop();
      if (shapes.containsKey(key(type.getSimpleName()))) {
        continue;
      }
      Map<String, String> members = new TreeMap<>();
      for (Member member : Shape.of(type).members()) {
        members.put(
            member.wireName(),
            describe(
                member.required(),
                kind(member.kind(), open),
                member.min() == Long.MIN_VALUE ? null : member.min(),
                member.max() == Long.MAX_VALUE ? null : member.max(),
                patternText(member.pattern())));
      }
      shapes.put(key(type.getSimpleName()), members);
    }
    return shapes;
  }

  private static @Nullable String patternText(@Nullable Pattern pattern) {
    return pattern == null ? null : pattern.pattern();
  }

  private static String kind(Kind kind, Deque<Class<? extends Record>> open) {
    return switch (kind) {
      case Kind.Text _ -> "string";
      case Kind.Flag _ -> "boolean";
      case Kind.Whole(boolean wide) -> wide ? "long" : "integer";
      case Kind.Blob _ -> "blob";
      case Kind.Timestamp _ -> "timestamp";
      case Kind.Choice choice -> "string " + List.copyOf(choice.constants().keySet());
      case Kind.Structure(Class<? extends Record> type) -> {
        open.push(type);
        yield "structure " + key(type.getSimpleName());
      }
      case Kind.Items(Kind item) -> "list of " + kind(item, open);
    };
  }

  private static Map<String, Map<String, String>> published(List<String> roots) {
    Map<String, Map<String, String>> shapes = new TreeMap<>();
    Deque<String> open = new ArrayDeque<>(roots);
    while (!open.isEmpty()) {
      String name = open.pop();
      if (shapes.containsKey(key(name))) {
        continue;
      }
      JsonNode structure = MODEL.shape(name);
      Map<String, String> members = new TreeMap<>();
      for (String member : PublishedModel.names(structure.get("members"))) {
        String target = structure.get("members").get(member).asText();
        JsonNode shape = MODEL.shape(target);
        members.put(
            member,
            describe(
                PublishedModel.requires(structure, member),
                type(target, open),
                number(shape.get("min")),
                number(shape.get("max")),
                shape.has("pattern") ? shape.get("pattern").asText() : null));
      }
      shapes.put(key(name), members);
    }
    return shapes;
  }

  private static String type(String name, Deque<String> open) {
    JsonNode shape = MODEL.shape(name);
    String type = shape.get("type").asText();
    if (type.equals("structure")) {
      open.push(name);
      return "structure " + key(name);
    }
    if (type.equals("list")) {
      return "list of " + type(shape.get("member").asText(), open);
    }
    return shape.has("enum") ? type + " " + PublishedModel.texts(shape.get("enum")) : type;
  }

  private static @Nullable Long number(@Nullable JsonNode node) {
    return node == null ? null : (Long) node.asLong();
  }

  private static String describe(
      boolean required,
      String type,
      @Nullable Long min,
      @Nullable Long max,
      @Nullable String pattern) {
    return (required ? "required " : "optional ")
        + type
        + (min == null ? "" : " from " + min)
        + (max == null ? "" : " to " + max)
        + (pattern == null ? "" : " like " + pattern);
  }

  /** The model writes ASN1Subject where Java writes Asn1Subject. */
  private static String key(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
