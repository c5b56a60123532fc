package dev.sealwright.api.shape;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How far an audit report is, and where it is. */
public record DescribeCertificateAuthorityAuditReportResponse(
    @Nullable AuditReportStatus auditReportStatus,
    @Bounds(min = 3, max = 63) @Nullable String s3BucketName,
    @Bounds(min = 0, max = 1024) @Nullable String s3Key,
    @Nullable Instant createdAt) {}
