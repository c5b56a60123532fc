package dev.sealwright.api.shape;

/** A name attribute by OID. */
public record CustomAttribute(
    @Required @ObjectIdentifierText String objectIdentifier,
    @Required @Bounds(min = 1, max = 256) String value) {}
