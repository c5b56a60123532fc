package dev.sealwright.api.shape;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Text of the PrintableString alphabet (shape ASN1PrintableString64). */
@Bounds(min = 0, max = 64)
@Matching("[a-zA-Z0-9'()+-.?:/= ]*")
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface PrintableText {}
