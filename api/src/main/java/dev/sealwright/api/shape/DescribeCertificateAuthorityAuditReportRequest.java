package dev.sealwright.api.shape;

/** Asks how far an audit report is. */
public record DescribeCertificateAuthorityAuditReportRequest(
    @Required @ArnText String certificateAuthorityArn,
    @Required @AuditReportIdText String auditReportId) {}
