package dev.sealwright.api.wire;

import dev.sealwright.api.shape.WireName;
import dev.sealwright.engine.x509.Octets;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What stands on the wire for a member, told from the Java type of its record component. */
sealed interface Kind {

  /** A JSON string. */
  record Text() implements Kind {}

  /** A JSON boolean; an optional one that is absent is false. */
  record Flag() implements Kind {}

  /** A JSON number without fraction: 64 bits if wide, else 32. */
  record Whole(boolean wide) implements Kind {}

  /** Bytes, as a base64 string. */
  record Blob() implements Kind {}

  /** Seconds since 1970, as a JSON number with up to three decimals. */
  record Timestamp() implements Kind {}

  /**
   * A JSON string out of a closed set.
   *
   * @param constants by their names on the wire, in the model's order
   * @param names the same the other way round
   */
  record Choice(Map<String, Object> constants, Map<Object, String> names) implements Kind {}

  /** A JSON object; its shape is looked up when met, so that shapes may nest in any order. */
  record Structure(Class<? extends Record> type) implements Kind {}

  /** A JSON array of one kind. */
  record Items(Kind item) implements Kind {}

  static Kind of(Type type) {
    if (type == String.class) {
      return new Text();
    }
    if (type == boolean.class) {
      return new Flag();
    }
    if (type == Integer.class || type == int.class) {
      return new Whole(false);
    }
    if (type == Long.class || type == long.class) {
      return new Whole(true);
    }
    if (type == Octets.class) {
      return new Blob();
    }
    if (type == Instant.class) {
      return new Timestamp();
    }
    if (type instanceof ParameterizedType list && list.getRawType() == List.class) {
      return new Items(of(list.getActualTypeArguments()[0]));
    }
    if (type instanceof Class<?> named && named.isEnum()) {
      return choice(named);
    }
    if (type instanceof Class<?> named && named.isRecord()) {
      return new Structure(named.asSubclass(Record.class));
    }
    throw new IllegalStateException("no wire form for " + type.getTypeName());
  }

  private static Choice choice(Class<?> type) {
    Map<String, Object> constants = new LinkedHashMap<>();
    Map<Object, String> names = new HashMap<>();
    for (Object constant : type.getEnumConstants()) {
      String name = wireName(type, ((Enum<?>) constant).name());
      constants.put(name, constant);
      names.put(constant, name);
    }
    return new Choice(Collections.unmodifiableMap(constants), Map.copyOf(names));
  }

  private static String wireName(Class<?> type, String constant) {
    try {
      WireName given = type.getField(constant).getAnnotation(WireName.class);
      return given == null ? constant : given.value();
    } catch (NoSuchFieldException e) {
      throw new IllegalStateException(e);
    }
  }
}
