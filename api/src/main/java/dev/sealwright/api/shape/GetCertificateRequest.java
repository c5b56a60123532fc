package dev.sealwright.api.shape;

/** Asks for a certificate of a CA. */
public record GetCertificateRequest(
    @Required @ArnText String certificateAuthorityArn, @Required @ArnText String certificateArn) {}
