package dev.sealwright.api.shape;

import org.jspecify.annotations.Nullable;

/** How a CA tells of revocations; an absent part is off. */
public record RevocationConfiguration(
    @Nullable CrlConfiguration crlConfiguration, @Nullable OcspConfiguration ocspConfiguration) {}
