package dev.sealwright.api.wire;

/** Asks for the signing request of a CA. */
public record GetCertificateAuthorityCsrRequest(
    @Required @ArnText String certificateAuthorityArn) {}
