package dev.sealwright.api.shape;

/** Revokes a certificate, for good. */
public record RevokeCertificateRequest(
    @Required @ArnText String certificateAuthorityArn,
    @Required @Bounds(min = 0, max = 128) String certificateSerial,
    @Required RevocationReason revocationReason) {}
