package dev.sealwright.api.shape;

/** Asks for a report of every certificate that a CA issued. */
public record CreateCertificateAuthorityAuditReportRequest(
    @Required @ArnText String certificateAuthorityArn,
    @Required @Bounds(min = 3, max = 63) String s3BucketName,
    @Required AuditReportResponseFormat auditReportResponseFormat) {}
