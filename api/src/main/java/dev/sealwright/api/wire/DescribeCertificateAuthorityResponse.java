package dev.sealwright.api.wire;

import org.jspecify.annotations.Nullable;

/** One CA as it stands. */
public record DescribeCertificateAuthorityResponse(
    @Nullable CertificateAuthority certificateAuthority) {}
