package dev.sealwright.api.wire;

import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The plan of a record class: its members in order, read once and kept with the class. */
final class Shape {
  private static final ClassValue<Shape> KNOWN =
      new ClassValue<>() {
        @Override
        protected Shape computeValue(Class<?> type) {
          return new Shape(type.asSubclass(Record.class));
        }
      };

  private final List<Member> members;
  private final Map<String, Integer> positions;
  private final Constructor<? extends Record> constructor;

  private Shape(Class<? extends Record> type) {
    List<Member> found = new ArrayList<>();
    List<Class<?>> types = new ArrayList<>();
    Map<String, Integer> at = new HashMap<>();
    for (RecordComponent component : type.getRecordComponents()) {
      Member member = Member.of(component);
      at.put(member.wireName(), found.size());
      found.add(member);
      types.add(component.getType());
    }
    members = List.copyOf(found);
    positions = Map.copyOf(at);
    try {
      constructor = type.getDeclaredConstructor(types.toArray(new Class<?>[0]));
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException(e);
    }
  }

  static Shape of(Class<? extends Record> type) {
    return KNOWN.get(type);
  }

  List<Member> members() {
    return members;
  }

  /** The position of the member with this wire name, or -1. */
  int position(String wireName) {
    return positions.getOrDefault(wireName, -1);
  }

  Record create(@Nullable Object[] values) {
    try {
      return constructor.newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
