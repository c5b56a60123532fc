package dev.sealwright.api.shape;

import org.jspecify.annotations.Nullable;

/** Names the CA that was begun. */
public record CreateCertificateAuthorityResponse(
    @ArnText @Nullable String certificateAuthorityArn) {}
