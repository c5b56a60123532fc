package dev.sealwright.api.shape;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The smallest and the largest that a member may be, both inclusive.
 *
 * <p>It counts code points of a string, items of a list, bytes of a blob, and is the value itself
 * of a number. A side that the model leaves open keeps its default.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.RECORD_COMPONENT, ElementType.ANNOTATION_TYPE})
public @interface Bounds {
  long min() default Long.MIN_VALUE;

  long max() default Long.MAX_VALUE;
}
