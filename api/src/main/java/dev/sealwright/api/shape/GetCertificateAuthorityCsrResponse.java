package dev.sealwright.api.shape;

import org.jspecify.annotations.Nullable;

/** The signing request of a CA, as PEM text. */
public record GetCertificateAuthorityCsrResponse(@Nullable String csr) {}
