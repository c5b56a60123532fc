package dev.sealwright.api.shape;

import org.jspecify.annotations.Nullable;

/** Asks for a page of the permissions on a CA. */
public record ListPermissionsRequest(
    @Bounds(min = 1, max = 1000) @Nullable Integer maxResults,
    @Bounds(min = 1, max = 43739) @Nullable String nextToken,
    @Required @ArnText String certificateAuthorityArn) {}
