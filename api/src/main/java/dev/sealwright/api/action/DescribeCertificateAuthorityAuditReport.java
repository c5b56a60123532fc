package dev.sealwright.api.action;

import dev.sealwright.api.auth.Caller;
import dev.sealwright.api.shape.AuditReportStatus;
import dev.sealwright.api.shape.DescribeCertificateAuthorityAuditReportRequest;
import dev.sealwright.api.shape.DescribeCertificateAuthorityAuditReportResponse;
import dev.sealwright.api.wire.ErrorName;
import dev.sealwright.api.wire.Operation;
import dev.sealwright.api.wire.WireException;
import dev.sealwright.engine.CaEngine;
import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.store.AuditReport;
import java.util.UUID;
import java.util.regex.Pattern;

/** Tells how far an audit report is; in every status of the CA. */
final class DescribeCertificateAuthorityAuditReport
    implements Action<DescribeCertificateAuthorityAuditReportRequest> {
  /** The model lets all letters through, where a UUID has the first six. */
  private static final Pattern UUID_FORM = Pattern.compile("[0-9a-f-]{36}");

  private final CaEngine engine;
  private final Authorities authorities;

  DescribeCertificateAuthorityAuditReport(CaEngine engine, Authorities authorities) {
    this.engine = engine;
    this.authorities = authorities;
  }

  @Override
  public Record run(DescribeCertificateAuthorityAuditReportRequest request, Caller caller) {
    Authority authority =
        authorities.find(
            Operation.DESCRIBE_CERTIFICATE_AUTHORITY_AUDIT_REPORT,
            request.certificateAuthorityArn(),
            caller);
    String id = request.auditReportId();
    if (!UUID_FORM.matcher(id).matches()) {
      throw new WireException(ErrorName.INVALID_ARGS, "AuditReportId is not a UUID");
    }
    AuditReport report =
        engine
            .reports()
            .find(authority.id(), UUID.fromString(id))
            .orElseThrow(() ->
                new WireException(
                    ErrorName.RESOURCE_NOT_FOUND, "The CA has no audit report " + id));
    return new DescribeCertificateAuthorityAuditReportResponse(
        AuditReportStatus.valueOf(report.status().name()),
        report.bucket(),
        report.objectKey(),
        report.createdAt());
  }
}
