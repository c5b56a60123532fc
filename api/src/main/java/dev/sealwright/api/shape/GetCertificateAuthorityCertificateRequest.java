package dev.sealwright.api.shape;

/** Asks for the certificate of a CA. */
public record GetCertificateAuthorityCertificateRequest(
    @Required @ArnText String certificateAuthorityArn) {}
