package dev.sealwright.api.wire;

import dev.sealwright.api.shape.Bounds;
import dev.sealwright.api.shape.Matching;
import dev.sealwright.api.shape.Required;
import dev.sealwright.api.shape.WireName;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One member of a shape with its constraints, read off a record component.
 *
 * @param wireName the name in JSON
 * @param name the name in Java, which is also the one in messages
 * @param min the smallest size or value, or {@link Long#MIN_VALUE} for none
 * @param max the largest size or value, or {@link Long#MAX_VALUE} for none
 */
record Member(
    String wireName,
    String name,
    Kind kind,
    boolean required,
    long min,
    long max,
    @Nullable Pattern pattern,
    Method accessor) {

  static Member of(RecordComponent component) {
    WireName given = component.getAnnotation(WireName.class);
    Bounds bounds = constraint(component, Bounds.class);
    Matching matching = constraint(component, Matching.class);
    Member member =
        new Member(
            given == null ? capitalised(component.getName()) : given.value(),
            component.getName(),
            Kind.of(component.getGenericType()),
            component.isAnnotationPresent(Required.class),
            bounds == null ? Long.MIN_VALUE : bounds.min(),
            bounds == null ? Long.MAX_VALUE : bounds.max(),
            matching == null ? null : Pattern.compile(matching.value()),
            component.getAccessor());
    member.refuseNonsense(component.getType());
    return member;
  }

  /** The value of this member in a record, null when absent. */
  @Nullable Object in(Record record) {
    try {
      return accessor.invoke(record);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * What a record holds for this member when the wire has nothing (JLS: primitives know no null).
   */
  @Nullable Object absent() {
    return switch (kind) {
      case Kind.Flag _ -> false;
      case Kind.Whole(boolean wide) when accessor.getReturnType().isPrimitive() ->
          wide ? (Object) 0L : (Object) 0;
      case Kind.Whole _,
          Kind.Text _,
          Kind.Blob _,
          Kind.Timestamp _,
          Kind.Choice _,
          Kind.Structure _,
          Kind.Items _ ->
          null;
    };
  }

  void checkSize(long size, @Nullable String shown, CharSequence path, Violations violations) {
    checkBounds("length", size, shown, path, violations);
  }

  void checkValue(long value, CharSequence path, Violations violations) {
    checkBounds("value", value, Long.toString(value), path, violations);
  }

  void checkText(String text, CharSequence path, Violations violations) {
    int length = text.codePointCount(0, text.length());
    checkSize(length, text, path, violations);
    // Never before the length: it bounds what backtracking can cost.
    if (pattern != null && length <= max && !pattern.matcher(text).matches()) {
      violations.add(
          text, path, "Member must satisfy regular expression pattern: " + pattern.pattern());
    }
  }

  private void checkBounds(
      String what,
      long measured,
      @Nullable String shown,
      CharSequence path,
      Violations violations) {
    if (measured < min) {
      violations.add(shown, path, "Member must have " + what + " greater than or equal to " + min);
    }
    if (measured > max) {
      violations.add(shown, path, "Member must have " + what + " less than or equal to " + max);
    }
  }

  private void refuseNonsense(Class<?> type) {
    boolean narrow = kind instanceof Kind.Whole(boolean wide) && !wide;
    boolean sound =
        // The bounds of a 32-bit member stand in for a check of its width.
        !(narrow && (min < Integer.MIN_VALUE || max > Integer.MAX_VALUE))
            // A pattern without a bound could be made to run for ever.
            && !(pattern != null && max == Long.MAX_VALUE)
            // An absent number would look like zero.
            && !(kind instanceof Kind.Whole && type.isPrimitive() && !required);
    if (!sound) {
      throw new IllegalStateException("unsound member " + wireName);
    }
  }

  private static <A extends Annotation> @Nullable A constraint(
      RecordComponent component, Class<A> wanted) {
    A own = component.getAnnotation(wanted);
    if (own != null) {
      return own;
    }
    for (Annotation annotation : component.getAnnotations()) {
      A composed = annotation.annotationType().getAnnotation(wanted);
      if (composed != null) {
        return composed;
      }
    }
    return null;
  }

  private static String capitalised(String name) {
    return Character.toUpperCase(name.charAt(0)) + name.substring(1);
  }
}
