package dev.sealwright.api.wire;

/** Asks for all that is known of one CA. */
public record DescribeCertificateAuthorityRequest(
    @Required @ArnText String certificateAuthorityArn) {}
