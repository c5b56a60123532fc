package dev.sealwright.api.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BinaryNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.LongFunction;
import java.util.function.UnaryOperator;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * For each constraint that the model puts on a request, the last value inside and the first
 * outside.
 */
class ConstraintTest {
  private static final PublishedModel MODEL = PublishedModel.load();
  private static final Pattern PATH = Pattern.compile("at '([^']*)' failed");

  record Case(Class<? extends Record> type, JsonNode body, String path) {}

  @ParameterizedTest
  @MethodSource("inside")
  void acceptsTheLastValueInside(Case inside) {
    assertThat(WireReader.read(inside.type(), bytes(inside.body()))).isInstanceOf(inside.type());
  }

  @ParameterizedTest
  @MethodSource("outside")
  void refusesTheFirstValueOutsideByItsPath(Case outside) {
    assertThatThrownBy(() -> WireReader.read(outside.type(), bytes(outside.body())))
        .isInstanceOfSatisfying(
            WireException.class,
            refused -> {
              assertThat(refused.error()).isEqualTo(ErrorName.VALIDATION);
              Set<String> paths =
                  PATH.matcher(String.valueOf(refused.getMessage()))
                      .results()
                      .map((MatchResult found) -> found.group(1))
                      .collect(Collectors.toSet());
              assertThat(paths).containsExactly(outside.path());
            });
  }

  @Test
  void coversNestedShapesOnBothSides() {
    assertThat(inside()).hasSizeGreaterThan(300);
    assertThat(outside().map(Named::getPayload).map(Case::path))
        .contains(
            "certificateAuthorityConfiguration.csrExtensions.subjectInformationAccess.1.member"
                + ".accessLocation.directoryName.customAttributes.1.member.objectIdentifier",
            "apiPassthrough.extensions.certificatePolicies.1.member.policyQualifiers.1.member"
                + ".qualifier.cpsUri",
            "validityNotBefore.value",
            "tags.1.member.key");
  }

  static Stream<Named<Case>> inside() {
    return generated().inside.stream();
  }

  static Stream<Named<Case>> outside() {
    return generated().outside.stream();
  }

  private static Generated generated() {
    Generated cases = new Generated();
    for (Operation operation : Operation.values()) {
      cases.visit(
          operation.request(),
          MODEL.operation(operation.wireName()).get("input").asText(),
          UnaryOperator.identity(),
          "");
    }
    return cases;
  }

  private static byte[] bytes(JsonNode body) {
    return body.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static final class Generated {
    private final List<Named<Case>> inside = new ArrayList<>();
    private final List<Named<Case>> outside = new ArrayList<>();

    /** Adds the cases of one structure; {@code embed} puts an object of it into a whole request. */
    void visit(
        Class<? extends Record> type, String name, UnaryOperator<JsonNode> embed, String parent) {
      JsonNode structure = MODEL.shape(name);
      ObjectNode plain = (ObjectNode) minimal(name);
      for (String member : PublishedModel.names(structure.get("members"))) {
        String path = parent + Character.toLowerCase(member.charAt(0)) + member.substring(1);
        if (PublishedModel.requires(structure, member)) {
          JsonNode body = embed.apply(plain.deepCopy().without(member));
          addOutside("missing", new Case(type, body, path));
        }
        UnaryOperator<JsonNode> set = value -> embed.apply(plain.deepCopy().set(member, value));
        values(type, structure.get("members").get(member).asText(), set, path);
      }
    }

    private void values(
        Class<? extends Record> type, String name, UnaryOperator<JsonNode> set, String path) {
      JsonNode shape = MODEL.shape(name);
      switch (shape.get("type").asText()) {
        case "structure" -> visit(type, name, set, path + ".");
        case "list" -> {
          String item = shape.get("member").asText();
          values(type, item, one -> set.apply(array(one, 1)), path + ".1.member");
          sizes(type, shape, n -> set.apply(array(minimal(item), (int) n)), path);
        }
        case "blob" -> sizes(type, shape, n -> set.apply(new BinaryNode(new byte[(int) n])), path);
        case "integer", "long" -> sizes(type, shape, n -> set.apply(new LongNode(n)), path);
        case "boolean" -> addInside("true", new Case(type, set.apply(BooleanNode.TRUE), path));
        case "string" -> strings(type, name, set, path);
        default -> throw new AssertionError("no values for " + name);
      }
    }

    private void strings(
        Class<? extends Record> type, String name, UnaryOperator<JsonNode> set, String path) {
      JsonNode shape = MODEL.shape(name);
      if (shape.has("enum")) {
        for (String value : PublishedModel.texts(shape.get("enum"))) {
          addInside(value, new Case(type, set.apply(new TextNode(value)), path));
        }
        addOutside("unknown", new Case(type, set.apply(new TextNode("UNHEARD_OF")), path));
        return;
      }
      sizes(type, shape, n -> set.apply(new TextNode(text(name, (int) n))), path);
      if (shape.has("pattern")) {
        String spoilt = text(name, (int) shape.get("min").asLong());
        char wrong = name.equals("Principal") ? '*' : '\u0001';
        spoilt = spoilt.isEmpty() ? "" + wrong : spoilt.substring(1) + wrong;
        addOutside("spoilt", new Case(type, set.apply(new TextNode(spoilt)), path));
      }
    }

    private void sizes(
        Class<? extends Record> type, JsonNode shape, LongFunction<JsonNode> body, String path) {
      if (shape.has("min")) {
        long min = shape.get("min").asLong();
        addInside("min", new Case(type, body.apply(min), path));
        if (min > 0) {
          addOutside("below min", new Case(type, body.apply(min - 1), path));
        }
      }
      if (shape.has("max")) {
        long max = shape.get("max").asLong();
        addInside("max", new Case(type, body.apply(max), path));
        addOutside("above max", new Case(type, body.apply(max + 1), path));
      }
    }

    private void addInside(String what, Case added) {
      inside.add(named(what, added));
    }

    private void addOutside(String what, Case added) {
      outside.add(named(what, added));
    }

    private static Named<Case> named(String what, Case added) {
      return Named.of(added.type().getSimpleName() + " " + added.path() + " " + what, added);
    }
  }

  private static ArrayNode array(JsonNode item, int count) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    for (int i = 0; i < count; i++) {
      array.add(item);
    }
    return array;
  }

  /** The smallest valid value of a shape. */
  private static JsonNode minimal(String name) {
    JsonNode shape = MODEL.shape(name);
    return switch (shape.get("type").asText()) {
      case "structure" -> {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        for (String member : PublishedModel.texts(shape.path("required"))) {
          object.set(member, minimal(shape.get("members").get(member).asText()));
        }
        yield object;
      }
      case "blob" -> new BinaryNode(new byte[1]);
      case "integer", "long" -> new LongNode(shape.get("min").asLong());
      case "boolean" -> BooleanNode.FALSE;
      case "list" -> array(minimal(shape.get("member").asText()), shape.path("min").asInt(1));
      case "string" ->
          new TextNode(
              shape.has("enum")
                  ? shape.get("enum").get(0).asText()
                  : text(name, (int) shape.get("min").asLong()));
      default -> throw new AssertionError("no value for " + name);
    };
  }

  /**
   * A text of that length; if no text of so few characters can match the pattern, the shortest that
   * does, unless the length is below the shape's own minimum.
   */
  private static String text(String name, int length) {
    boolean below = length < MODEL.shape(name).get("min").asLong();
    return switch (name) {
      case "Arn" -> padded(below ? "" : "arn:a:acm-pca:::a", length);
      case "CustomObjectIdentifier" -> padded("1.3.1", length).replace('a', '1');
      case "Base64String1To4096" -> padded(below ? "" : "aaaa", length);
      case "AuditReportId" -> padded(below ? "" : "0a0a0a0a-0a0a-0a0a-0a0a-0a0a0a0a0a0a", length);
      case "AccountId" -> "1".repeat(length);
      case "CrlPathString", "Principal" -> padded("a", length);
      default -> padded("", length);
    };
  }

  private static String padded(String start, int length) {
    return start + "a".repeat(Math.max(0, length - start.length()));
  }
}
