package dev.sealwright.api.shape;

import org.jspecify.annotations.Nullable;

/** Names the certificate that was issued. */
public record IssueCertificateResponse(@ArnText @Nullable String certificateArn) {}
