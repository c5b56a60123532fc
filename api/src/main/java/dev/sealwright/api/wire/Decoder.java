package dev.sealwright.api.wire;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.sealwright.engine.x509.Octets;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Turns the tokens of one document into records and notes every constraint they break.
 *
 * <p>One thread. A value of the wrong JSON type ends the work at once; a broken constraint does
 * not.
 */
final class Decoder {
  /** The year 9999, in seconds: RFC 5280 4.1.2.5 knows no later time. */
  private static final long LAST_SECOND = 253_402_300_799L;

  private final JsonParser json;
  private final Violations violations;
  private final StringBuilder path = new StringBuilder();

  Decoder(JsonParser json, Violations violations) {
    this.json = json;
    this.violations = violations;
  }

  /** Reads the object whose opening brace is the current token. */
  Record structure(Class<? extends Record> type) throws IOException {
    expect(JsonToken.START_OBJECT, "a JSON object");
    Shape shape = Shape.of(type);
    List<Member> members = shape.members();
    @Nullable Object[] values = new @Nullable Object[members.size()];
    boolean[] present = new boolean[members.size()];
    while (json.nextToken() != JsonToken.END_OBJECT) {
      int at = shape.position(json.currentName());
      JsonToken value = json.nextToken();
      if (at < 0) {
        json.skipChildren();
      } else if (value != JsonToken.VALUE_NULL) {
        int mark = enter(members.get(at).name());
        values[at] = member(members.get(at));
        present[at] = true;
        path.setLength(mark);
      }
    }
    for (int at = 0; at < values.length; at++) {
      Member member = members.get(at);
      if (member.required() && !present[at]) {
        int mark = enter(member.name());
        violations.addMissing(path);
        path.setLength(mark);
      }
      if (values[at] == null) {
        values[at] = member.absent();
      }
    }
    return shape.create(values);
  }

  /** The checked value of a member; null if it broke a constraint that leaves no value. */
  private @Nullable Object member(Member member) throws IOException {
    return switch (member.kind()) {
      case Kind.Items(Kind item) -> items(item, member);
      case Kind.Text _ -> {
        String text = text();
        member.checkText(text, path, violations);
        yield text;
      }
      case Kind.Blob _ -> {
        Octets bytes = blob();
        member.checkSize(bytes.length(), null, path, violations);
        yield bytes;
      }
      case Kind.Whole(boolean wide) -> {
        long value = whole();
        member.checkValue(value, path, violations);
        yield wide ? (Object) value : (Object) (int) value;
      }
      case Kind.Flag _, Kind.Timestamp _, Kind.Choice _, Kind.Structure _ -> plain(member.kind());
    };
  }

  /** A value that carries no constraints but those of its kind: an item, or such a member. */
  private @Nullable Object plain(Kind kind) throws IOException {
    return switch (kind) {
      case Kind.Text _ -> text();
      case Kind.Flag _ -> flag();
      case Kind.Blob _ -> blob();
      case Kind.Timestamp _ -> timestamp();
      case Kind.Choice choice -> choice(choice);
      case Kind.Structure(Class<? extends Record> type) -> structure(type);
      case Kind.Whole _, Kind.Items _ -> throw new IllegalStateException("not the kind of an item");
    };
  }

  private List<Object> items(Kind item, Member member) throws IOException {
    expect(JsonToken.START_ARRAY, "a list");
    List<Object> items = new ArrayList<>();
    int count = 0;
    while (json.nextToken() != JsonToken.END_ARRAY) {
      count++;
      if (count > member.max()) {
        // Counted for the message, but neither kept nor judged.
        json.skipChildren();
        continue;
      }
      int mark = enter(Integer.toString(count));
      enter("member");
      Object value = plain(item);
      if (value != null) {
        items.add(value);
      }
      path.setLength(mark);
    }
    member.checkSize(count, null, path, violations);
    return items;
  }

  private @Nullable Object choice(Kind.Choice choice) throws IOException {
    String name = text();
    Object constant = choice.constants().get(name);
    if (constant == null) {
      violations.add(
          name, path, "Member must satisfy enum value set: " + choice.constants().keySet());
    }
    return constant;
  }

  private String text() throws IOException {
    expect(JsonToken.VALUE_STRING, "a string");
    String text = json.getText();
    if (!wellFormed(text)) {
      throw refused("well-formed Unicode text");
    }
    return text;
  }

  private boolean flag() throws IOException {
    return switch (json.currentToken()) {
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case null, default -> throw refused("a boolean");
    };
  }

  private long whole() throws IOException {
    expect(JsonToken.VALUE_NUMBER_INT, "a number without fraction");
    return switch (json.getNumberType()) {
      case INT, LONG -> json.getLongValue();
      case BIG_INTEGER, FLOAT, DOUBLE, BIG_DECIMAL -> throw refused("a number of at most 64 bits");
    };
  }

  private Octets blob() throws IOException {
    expect(JsonToken.VALUE_STRING, "a base64 string");
    String text = json.getText();
    // The JDK's decoder would take a last group without its padding.
    if (text.length() % 4 != 0) {
      throw refused("base64");
    }
    try {
      return Octets.copyOf(Base64.getDecoder().decode(text));
    } catch (IllegalArgumentException _) {
      throw refused("base64");
    }
  }

  private Instant timestamp() throws IOException {
    JsonToken token = json.currentToken();
    if (token != JsonToken.VALUE_NUMBER_INT && token != JsonToken.VALUE_NUMBER_FLOAT) {
      throw refused("a number of seconds");
    }
    BigDecimal seconds;
    try {
      seconds = new BigDecimal(json.getText());
    } catch (NumberFormatException _) {
      throw refused("a number of seconds");
    }
    // Judged by its digits first: rounding 1e999999999 or 1e-999999999 would take a gigabyte.
    if ((long) seconds.precision() - seconds.scale() > 12
        || seconds.scale() > WireReader.NUMBER_LENGTH
        || seconds.abs().compareTo(BigDecimal.valueOf(LAST_SECOND)) > 0) {
      throw refused("a number of seconds before the year 10000");
    }
    return Instant.ofEpochMilli(
        seconds.setScale(3, RoundingMode.FLOOR).unscaledValue().longValueExact());
  }

  private int enter(String name) {
    int mark = path.length();
    if (mark > 0) {
      path.append('.');
    }
    path.append(name);
    return mark;
  }

  private void expect(JsonToken token, String what) {
    if (json.currentToken() != token) {
      throw refused(what);
    }
  }

  private WireException refused(String what) {
    String where = path.isEmpty() ? "The body" : "Value at '" + path + "'";
    return new WireException(ErrorName.SERIALIZATION, where + " must be " + what);
  }

  private static boolean wellFormed(String text) {
    for (int at = 0; at < text.length(); at++) {
      char unit = text.charAt(at);
      if (Character.isSurrogate(unit)) {
        boolean pair =
            at + 1 < text.length() && Character.isSurrogatePair(unit, text.charAt(at + 1));
        if (!pair) {
          return false;
        }
        at++;
      }
    }
    return true;
  }
}
