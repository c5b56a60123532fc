package dev.sealwright.api.wire;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Reads a JSON document into a record and holds it against the constraints of its shape.
 *
 * <p>Strict where a lenient reader would let two readers differ: UTF-8 only and without a byte
 * order mark, no member twice, nothing after the object, no number or boolean as a string. Unknown
 * members are ignored and {@code null} counts as absent, as the AWS services do. An empty body is
 * no object, hence refused.
 *
 * <p>The length of a body is for the caller to bound; depth, tokens, strings and numbers are
 * bounded here (INVARIANT I13). Threads: any.
 */
public final class WireReader {
  /** Deeper than any request of the model by far. */
  static final int DEPTH = 32;

  /** A chain of 2 MiB is 2.7 MiB of base64. */
  static final int STRING_LENGTH = 3 << 20;

  static final int NUMBER_LENGTH = 64;
  static final int NAME_LENGTH = 256;

  /** Several times what the largest lists of the model come to when they are full. */
  static final int TOKENS = 500_000;

  // Names are neither interned nor kept in a shared table: they come from strangers.
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(DEPTH)
                  .maxStringLength(STRING_LENGTH)
                  .maxNumberLength(NUMBER_LENGTH)
                  .maxNameLength(NAME_LENGTH)
                  .maxTokenCount(TOKENS)
                  .build())
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .recyclerPool(JsonRecyclerPools.newBoundedPool(64))
          .build();

  private WireReader() {}

  /**
   * Reads one record.
   *
   * @throws WireException SERIALIZATION if the body is not a JSON object of these types, VALIDATION
   *     if it is one but breaks constraints
   */
  public static <T extends Record> T read(Class<T> type, byte[] body) {
    CharBuffer text = utf8(body);
    Violations violations = new Violations();
    try (JsonParser json = JSON.createParser(text.array(), text.arrayOffset(), text.length())) {
      json.nextToken();
      T record = type.cast(new Decoder(json, violations).structure(type));
      if (json.nextToken() != null) {
        throw refused("The body must be one JSON object and nothing else");
      }
      violations.refuse();
      return record;
    } catch (StreamConstraintsException _) {
      throw refused("The body nests too deeply or holds a name, number or string that is too long");
    } catch (JsonProcessingException e) {
      // Jackson's own words would quote the body.
      throw refused("The body is not JSON, or has a member twice" + place(e.getLocation()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static CharBuffer utf8(byte[] body) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body));
    } catch (CharacterCodingException _) {
      throw refused("The body is not UTF-8");
    }
  }

  private static String place(JsonLocation location) {
    return location == null
        ? ""
        : ", at line " + location.getLineNr() + " column " + location.getColumnNr();
  }

  private static WireException refused(String message) {
    return new WireException(ErrorName.SERIALIZATION, message);
  }
}
