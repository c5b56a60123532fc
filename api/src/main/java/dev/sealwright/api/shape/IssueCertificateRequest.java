package dev.sealwright.api.shape;

import dev.sealwright.engine.x509.Octets;
import org.jspecify.annotations.Nullable;

/**
 * Asks for a certificate; the bytes of the CSR are PEM text.
 *
 * <p>Without {@code templateArn} the template is EndEntityCertificate/V1. {@code apiPassthrough} is
 * for the templates that name it.
 */
public record IssueCertificateRequest(
    @Nullable ApiPassthrough apiPassthrough,
    @Required @ArnText String certificateAuthorityArn,
    @Required @Bounds(min = 1, max = 32768) Octets csr,
    @Required SigningAlgorithm signingAlgorithm,
    @ArnText @Nullable String templateArn,
    @Required Validity validity,
    @Nullable Validity validityNotBefore,
    @IdempotencyTokenText @Nullable String idempotencyToken) {}
