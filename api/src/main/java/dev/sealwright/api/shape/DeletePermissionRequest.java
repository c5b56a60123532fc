package dev.sealwright.api.shape;

import org.jspecify.annotations.Nullable;

/** Takes a service principal its permission back. */
public record DeletePermissionRequest(
    @Required @ArnText String certificateAuthorityArn,
    @Required @Bounds(min = 0, max = 128) @Matching("[^*]+") String principal,
    @AccountText @Nullable String sourceAccount) {}
