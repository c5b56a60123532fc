package dev.sealwright.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;

/**
 * A properly signed request that must be refused with status 400.
 *
 * @param error the name on the wire
 */
record BadInput(String name, String operation, String body, String error) {
  private static final ObjectMapper JSON = new ObjectMapper();

  static BadInput of(String name, String operation, Map<String, Object> body, String error) {
    return new BadInput(name, operation, json(body), error);
  }

  @Override
  public String toString() {
    return operation + ": " + name;
  }

  static String json(Map<String, Object> members) {
    try {
      return JSON.writeValueAsString(members);
    } catch (JsonProcessingException e) {
      throw new AssertionError(e);
    }
  }

  /** A copy with one member more, another, or, for null, one less. */
  static Map<String, Object> with(
      Map<String, Object> members, String member, @Nullable Object value) {
    Map<String, Object> copy = new LinkedHashMap<>(members);
    if (value == null) {
      copy.remove(member);
    } else {
      copy.put(member, value);
    }
    return copy;
  }

  static String base64(SdkBytes bytes) {
    return Base64.getEncoder().encodeToString(bytes.asByteArray());
  }
}
