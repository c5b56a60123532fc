package dev.sealwright.api.wire;

import org.jspecify.annotations.Nullable;

/** Names the certificate that was issued. */
public record IssueCertificateResponse(@ArnText @Nullable String certificateArn) {}
