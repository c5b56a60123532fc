package dev.sealwright.api.shape;

import org.jspecify.annotations.Nullable;

/** Names the report that was begun and the object it will be. */
public record CreateCertificateAuthorityAuditReportResponse(
    @AuditReportIdText @Nullable String auditReportId,
    @Bounds(min = 0, max = 1024) @Nullable String s3Key) {}
