package dev.sealwright.api.shape;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A dotted object identifier (shape CustomObjectIdentifier). */
@Bounds(min = 0, max = 64)
@Matching("([0-2])\\.([0-9]|([0-3][0-9]))((\\.([0-9]+)){0,126})")
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface ObjectIdentifierText {}
