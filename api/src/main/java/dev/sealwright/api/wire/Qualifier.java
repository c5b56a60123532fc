package dev.sealwright.api.wire;

/** The URI of a certification practice statement. */
public record Qualifier(@Required @Bounds(min = 0, max = 256) String cpsUri) {}
