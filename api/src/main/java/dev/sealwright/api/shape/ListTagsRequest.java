package dev.sealwright.api.shape;

import org.jspecify.annotations.Nullable;

/** Asks for a page of the tags of a CA. */
public record ListTagsRequest(
    @Bounds(min = 1, max = 1000) @Nullable Integer maxResults,
    @Bounds(min = 1, max = 43739) @Nullable String nextToken,
    @Required @ArnText String certificateAuthorityArn) {}
