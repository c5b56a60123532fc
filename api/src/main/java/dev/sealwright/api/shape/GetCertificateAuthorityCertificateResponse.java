package dev.sealwright.api.shape;

import org.jspecify.annotations.Nullable;

/** The certificate of a CA and the chain above it, as PEM text; a root has no chain. */
public record GetCertificateAuthorityCertificateResponse(
    @Nullable String certificate, @Nullable String certificateChain) {}
