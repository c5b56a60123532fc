package dev.sealwright.api.wire;

import org.jspecify.annotations.Nullable;

/** Names the CA that was begun. */
public record CreateCertificateAuthorityResponse(
    @ArnText @Nullable String certificateAuthorityArn) {}
