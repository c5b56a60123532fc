package dev.sealwright.api.shape;

import org.jspecify.annotations.Nullable;

/** Asks for a page of CAs; no member is required. */
public record ListCertificateAuthoritiesRequest(
    @Bounds(min = 1, max = 1000) @Nullable Integer maxResults,
    @Bounds(min = 1, max = 43739) @Nullable String nextToken,
    @Nullable ResourceOwner resourceOwner) {}
