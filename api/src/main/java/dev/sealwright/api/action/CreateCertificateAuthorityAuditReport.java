package dev.sealwright.api.action;

import dev.sealwright.api.auth.Authorizer;
import dev.sealwright.api.auth.Caller;
import dev.sealwright.api.report.AuditReports;
import dev.sealwright.api.shape.CreateCertificateAuthorityAuditReportRequest;
import dev.sealwright.api.shape.CreateCertificateAuthorityAuditReportResponse;
import dev.sealwright.api.wire.ErrorName;
import dev.sealwright.api.wire.Operation;
import dev.sealwright.api.wire.WireException;
import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.store.AuditReport;
import java.util.UUID;

/** Begins a report of every certificate that a CA issued; it is written behind the answer. */
final class CreateCertificateAuthorityAuditReport
    implements Action<CreateCertificateAuthorityAuditReportRequest> {
  private final AuditReports reports;
  private final Authorities authorities;
  private final Authorizer authorizer;
  private final Realm realm;

  CreateCertificateAuthorityAuditReport(
      AuditReports reports, Authorities authorities, Authorizer authorizer, Realm realm) {
    this.reports = reports;
    this.authorities = authorities;
    this.authorizer = authorizer;
    this.realm = realm;
  }

  @Override
  public Record run(CreateCertificateAuthorityAuditReportRequest request, Caller caller) {
    Authority authority =
        authorities.find(
            Operation.CREATE_CERTIFICATE_AUTHORITY_AUDIT_REPORT,
            request.certificateAuthorityArn(),
            caller);
    AuditReport.Format format =
        AuditReport.Format.valueOf(request.auditReportResponseFormat().name());
    requireBucket(request.s3BucketName(), authority, format, caller);
    AuditReport report =
        reports.begin(authority.id(), request.s3BucketName(), format, caller.arn());
    return new CreateCertificateAuthorityAuditReportResponse(
        report.id().toString(), report.objectKey());
  }

  /** The report is written by the service, so the caller must be allowed to write it itself. */
  private void requireBucket(
      String bucket, Authority authority, AuditReport.Format format, Caller caller) {
    // Any id stands for the one that is still to be drawn.
    String key = AuditReport.objectKey(authority.id(), UUID.randomUUID(), format);
    String object = realm.objectArn(bucket, key);
    if (!authorizer.mayPut(caller, object)) {
      throw new WireException(
          ErrorName.ACCESS_DENIED, caller.arn() + " is not allowed s3:PutObject on " + object);
    }
  }
}
