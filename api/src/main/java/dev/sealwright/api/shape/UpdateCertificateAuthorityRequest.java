package dev.sealwright.api.shape;

import org.jspecify.annotations.Nullable;

/** Switches a CA on or off, or changes how it publishes revocation. */
public record UpdateCertificateAuthorityRequest(
    @Required @ArnText String certificateAuthorityArn,
    @Nullable RevocationConfiguration revocationConfiguration,
    @Nullable CertificateAuthorityStatus status) {}
