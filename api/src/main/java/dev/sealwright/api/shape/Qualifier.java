package dev.sealwright.api.shape;

/** The URI of a certification practice statement. */
public record Qualifier(@Required @Bounds(min = 0, max = 256) String cpsUri) {}
