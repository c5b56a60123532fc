package dev.sealwright.api.wire;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import dev.sealwright.engine.x509.Octets;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Base64;
import java.util.List;

/**
 * Writes a record as a JSON object in UTF-8.
 *
 * <p>Absent members are left out, and so is an optional boolean that is false, which is what its
 * absence means. What it writes {@link WireReader} reads back as an equal record (timestamps to the
 * millisecond). Constraints are not checked: what leaves was checked when it came. Threads: any.
 */
public final class WireWriter {
  private static final JsonFactory JSON =
      JsonFactory.builder().recyclerPool(JsonRecyclerPools.newBoundedPool(64)).build();

  private WireWriter() {}

  public static byte[] write(Record record) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(out, JsonEncoding.UTF8)) {
      structure(json, record);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  private static void structure(JsonGenerator json, Record record) throws IOException {
    json.writeStartObject();
    for (Member member : Shape.of(record.getClass()).members()) {
      Object value = member.in(record);
      if (value != null && (member.required() || !value.equals(false))) {
        json.writeFieldName(member.wireName());
        value(json, member.kind(), value);
      }
    }
    json.writeEndObject();
  }

  private static void value(JsonGenerator json, Kind kind, Object value) throws IOException {
    switch (kind) {
      case Kind.Text _ -> json.writeString((String) value);
      case Kind.Flag _ -> json.writeBoolean((boolean) value);
      case Kind.Whole _ -> json.writeNumber(((Number) value).longValue());
      case Kind.Blob _ ->
          json.writeString(Base64.getEncoder().encodeToString(((Octets) value).toArray()));
      case Kind.Timestamp _ -> json.writeNumber(seconds((Instant) value));
      case Kind.Choice choice -> json.writeString(choice.names().get(value));
      case Kind.Structure _ -> structure(json, (Record) value);
      case Kind.Items(Kind item) -> {
        json.writeStartArray();
        for (Object element : (List<?>) value) {
          value(json, item, element);
        }
        json.writeEndArray();
      }
    }
  }

  /** Whole seconds without a fraction, others with up to three decimals, never an exponent. */
  private static String seconds(Instant time) {
    return BigDecimal.valueOf(time.toEpochMilli(), 3).stripTrailingZeros().toPlainString();
  }
}
