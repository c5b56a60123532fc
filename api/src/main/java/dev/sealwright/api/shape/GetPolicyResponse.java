package dev.sealwright.api.shape;

import org.jspecify.annotations.Nullable;

/** The resource policy of a CA, as it was put. */
public record GetPolicyResponse(@PolicyText @Nullable String policy) {}
