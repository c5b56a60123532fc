package dev.sealwright.api.shape;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** A host name in place of the published one (shape CnameString). */
@Bounds(min = 0, max = 253)
@Matching("[-a-zA-Z0-9;/?:@&=+$,%_.!~*()']*")
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface CnameText {}
