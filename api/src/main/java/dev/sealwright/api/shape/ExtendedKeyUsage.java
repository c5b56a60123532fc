package dev.sealwright.api.shape;

import org.jspecify.annotations.Nullable;

/** A purpose of a key, by name or by OID. */
public record ExtendedKeyUsage(
    @Nullable ExtendedKeyUsageType extendedKeyUsageType,
    @ObjectIdentifierText @Nullable String extendedKeyUsageObjectIdentifier) {}
