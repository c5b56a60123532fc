package dev.sealwright.api.wire;

/** Asks for the certificate of a CA. */
public record GetCertificateAuthorityCertificateRequest(
    @Required @ArnText String certificateAuthorityArn) {}
