package dev.sealwright.api.shape;

import org.jspecify.annotations.Nullable;

/** A certificate and its chain, nearest issuer first, as PEM text. */
public record GetCertificateResponse(
    @Nullable String certificate, @Nullable String certificateChain) {}
