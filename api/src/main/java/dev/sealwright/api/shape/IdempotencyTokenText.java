package dev.sealwright.api.shape;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A token that makes a repeated call harmless (shape IdempotencyToken). */
@Bounds(min = 1, max = 36)
@Matching("[\\u0009\\u000A\\u000D\\u0020-\\u00FF]*")
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface IdempotencyTokenText {}
