package dev.sealwright.api.shape;

/** Asks for the signing request of a CA. */
public record GetCertificateAuthorityCsrRequest(
    @Required @ArnText String certificateAuthorityArn) {}
