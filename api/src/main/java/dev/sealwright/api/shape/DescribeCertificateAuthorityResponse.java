package dev.sealwright.api.shape;

import org.jspecify.annotations.Nullable;

/** One CA as it stands. */
public record DescribeCertificateAuthorityResponse(
    @Nullable CertificateAuthority certificateAuthority) {}
