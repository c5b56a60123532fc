package dev.sealwright.api.shape;

import org.jspecify.annotations.Nullable;

/** An access method, by OID or by name: exactly one of the two. */
public record AccessMethod(
    @ObjectIdentifierText @Nullable String customObjectIdentifier,
    @Nullable AccessMethodType accessMethodType) {}
