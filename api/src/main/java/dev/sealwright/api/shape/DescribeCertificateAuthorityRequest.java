package dev.sealwright.api.shape;

/** Asks for all that is known of one CA. */
public record DescribeCertificateAuthorityRequest(
    @Required @ArnText String certificateAuthorityArn) {}
