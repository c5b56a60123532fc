package dev.sealwright.api.action;

import dev.sealwright.api.auth.Caller;
import dev.sealwright.api.report.AuditReports;
import dev.sealwright.api.shape.CreateCertificateAuthorityAuditReportRequest;
import dev.sealwright.api.shape.CreateCertificateAuthorityAuditReportResponse;
import dev.sealwright.api.wire.Operation;
import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.store.AuditReport;

/** Begins a report of every certificate that a CA issued; it is written behind the answer. */
final class CreateCertificateAuthorityAuditReport
    implements Action<CreateCertificateAuthorityAuditReportRequest> {
  private final AuditReports reports;
  private final Authorities authorities;

  CreateCertificateAuthorityAuditReport(AuditReports reports, Authorities authorities) {
    this.reports = reports;
    this.authorities = authorities;
  }

  @Override
  public Record run(CreateCertificateAuthorityAuditReportRequest request, Caller caller) {
    Authority authority =
        authorities.find(
            Operation.CREATE_CERTIFICATE_AUTHORITY_AUDIT_REPORT,
            request.certificateAuthorityArn(),
            caller);
    AuditReport report =
        reports.begin(
            authority.id(),
            request.s3BucketName(),
            AuditReport.Format.valueOf(request.auditReportResponseFormat().name()),
            caller.arn());
    return new CreateCertificateAuthorityAuditReportResponse(
        report.id().toString(), report.objectKey());
  }
}
