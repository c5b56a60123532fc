package dev.sealwright.api.shape;

import org.jspecify.annotations.Nullable;

/** A key and a value that the caller attached to a CA. */
public record Tag(
    @Required @Bounds(min = 1, max = 128) @Matching("([\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*)") String key,
    @Bounds(min = 0, max = 256) @Matching("([\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*)")
        @Nullable String value) {}
