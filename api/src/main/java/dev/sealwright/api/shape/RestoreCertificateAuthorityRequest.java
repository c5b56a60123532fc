package dev.sealwright.api.shape;

/** Asks for a deleted CA back. */
public record RestoreCertificateAuthorityRequest(
    @Required @ArnText String certificateAuthorityArn) {}
