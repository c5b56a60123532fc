package dev.sealwright.api.shape;

import org.jspecify.annotations.Nullable;

/** The key, the name and the CSR extensions of a CA, fixed at its creation. */
public record CertificateAuthorityConfiguration(
    @Required KeyAlgorithm keyAlgorithm,
    @Required SigningAlgorithm signingAlgorithm,
    @Required Asn1Subject subject,
    @Nullable CsrExtensions csrExtensions) {}
