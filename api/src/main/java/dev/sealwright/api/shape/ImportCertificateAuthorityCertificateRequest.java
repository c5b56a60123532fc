package dev.sealwright.api.shape;

import dev.sealwright.engine.x509.Octets;
import org.jspecify.annotations.Nullable;

/** Brings a CA its certificate and the chain above it; the bytes of both are PEM text. */
public record ImportCertificateAuthorityCertificateRequest(
    @Required @ArnText String certificateAuthorityArn,
    @Required @Bounds(min = 1, max = 32768) Octets certificate,
    @Bounds(min = 0, max = 2097152) @Nullable Octets certificateChain) {}
