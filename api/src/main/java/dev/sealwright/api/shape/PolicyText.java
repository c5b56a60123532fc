package dev.sealwright.api.shape;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A resource policy as JSON text (shape AWSPolicy). */
@Bounds(min = 1, max = 81920)
@Matching("[\\u0009\\u000A\\u000D\\u0020-\\u00FF]+")
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface PolicyText {}
