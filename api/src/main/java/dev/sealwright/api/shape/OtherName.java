package dev.sealwright.api.shape;

/** A name of a form that an OID defines; the value is text. */
public record OtherName(
    @Required @ObjectIdentifierText String typeId,
    @Required @Bounds(min = 0, max = 256) String value) {}
