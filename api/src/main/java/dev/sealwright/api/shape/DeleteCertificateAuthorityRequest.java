package dev.sealwright.api.shape;

import org.jspecify.annotations.Nullable;

/** Deletes a CA, which can be restored for a while. */
public record DeleteCertificateAuthorityRequest(
    @Required @ArnText String certificateAuthorityArn,
    @Bounds(min = 7, max = 30) @Nullable Integer permanentDeletionTimeInDays) {}
