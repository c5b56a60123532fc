package dev.sealwright.api.action;

import dev.sealwright.api.auth.Authorizer;
import dev.sealwright.api.auth.Caller;
import dev.sealwright.api.report.AuditReports;
import dev.sealwright.api.shape.CreateCertificateAuthorityAuditReportRequest;
import dev.sealwright.api.shape.CreateCertificateAuthorityRequest;
import dev.sealwright.api.shape.CreatePermissionRequest;
import dev.sealwright.api.shape.DeleteCertificateAuthorityRequest;
import dev.sealwright.api.shape.DeletePermissionRequest;
import dev.sealwright.api.shape.DeletePolicyRequest;
import dev.sealwright.api.shape.DescribeCertificateAuthorityAuditReportRequest;
import dev.sealwright.api.shape.DescribeCertificateAuthorityRequest;
import dev.sealwright.api.shape.GetCertificateAuthorityCertificateRequest;
import dev.sealwright.api.shape.GetCertificateAuthorityCsrRequest;
import dev.sealwright.api.shape.GetCertificateRequest;
import dev.sealwright.api.shape.GetPolicyRequest;
import dev.sealwright.api.shape.ImportCertificateAuthorityCertificateRequest;
import dev.sealwright.api.shape.IssueCertificateRequest;
import dev.sealwright.api.shape.ListCertificateAuthoritiesRequest;
import dev.sealwright.api.shape.ListPermissionsRequest;
import dev.sealwright.api.shape.ListTagsRequest;
import dev.sealwright.api.shape.PutPolicyRequest;
import dev.sealwright.api.shape.RestoreCertificateAuthorityRequest;
import dev.sealwright.api.shape.RevokeCertificateRequest;
import dev.sealwright.api.shape.TagCertificateAuthorityRequest;
import dev.sealwright.api.shape.UntagCertificateAuthorityRequest;
import dev.sealwright.api.shape.UpdateCertificateAuthorityRequest;
import dev.sealwright.api.wire.Operation;
import dev.sealwright.engine.CaEngine;
import dev.sealwright.engine.bucket.Buckets;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/** Which action does which operation; the compiler sees to it that none is forgotten. */
public final class ActionTable {
  private final CreateCertificateAuthority create;
  private final DescribeCertificateAuthority describe;
  private final ListCertificateAuthorities list;
  private final GetCertificateAuthorityCsr getCsr;
  private final ImportCertificateAuthorityCertificate importCertificate;
  private final GetCertificateAuthorityCertificate getCaCertificate;
  private final IssueCertificate issue;
  private final GetCertificate get;
  private final UpdateCertificateAuthority update;
  private final DeleteCertificateAuthority delete;
  private final RestoreCertificateAuthority restore;
  private final RevokeCertificate revoke;
  private final CreateCertificateAuthorityAuditReport createReport;
  private final DescribeCertificateAuthorityAuditReport describeReport;
  private final CreatePermission createPermission;
  private final DeletePermission deletePermission;
  private final ListPermissions listPermissions;
  private final PutPolicy putPolicy;
  private final GetPolicy getPolicy;
  private final DeletePolicy deletePolicy;
  private final TagCertificateAuthority tag;
  private final UntagCertificateAuthority untag;
  private final ListTags listTags;

  public ActionTable(
      CaEngine engine,
      AuditReports reports,
      Buckets buckets,
      Realm realm,
      Clock clock,
      PageTokens tokens) {
    Authorizer authorizer = new Authorizer(realm.region(), clock);
    Authorities authorities = new Authorities(engine, realm, clock, authorizer);
    AuthorityView view = new AuthorityView(realm, clock);
    Revocations revocations = new Revocations(buckets, authorizer, realm);
    this.create = new CreateCertificateAuthority(engine, realm, clock, authorizer, revocations);
    this.describe = new DescribeCertificateAuthority(authorities, view);
    this.list = new ListCertificateAuthorities(engine, authorities, authorizer, view, tokens);
    this.getCsr = new GetCertificateAuthorityCsr(engine, authorities);
    this.importCertificate = new ImportCertificateAuthorityCertificate(engine, authorities);
    this.getCaCertificate = new GetCertificateAuthorityCertificate(engine, authorities);
    this.issue = new IssueCertificate(engine, authorities, realm, clock);
    this.get = new GetCertificate(engine, authorities);
    this.update = new UpdateCertificateAuthority(engine, authorities, revocations);
    this.delete = new DeleteCertificateAuthority(engine, authorities);
    this.restore = new RestoreCertificateAuthority(engine, authorities);
    this.revoke = new RevokeCertificate(engine, authorities, revocations);
    this.createReport =
        new CreateCertificateAuthorityAuditReport(reports, authorities, authorizer, realm);
    this.describeReport = new DescribeCertificateAuthorityAuditReport(engine, authorities);
    this.createPermission = new CreatePermission(engine, authorities);
    this.deletePermission = new DeletePermission(engine, authorities);
    this.listPermissions = new ListPermissions(engine, authorities, tokens);
    this.tag = new TagCertificateAuthority(engine, authorities);
    this.untag = new UntagCertificateAuthority(engine, authorities);
    this.listTags = new ListTags(engine, authorities, tokens);
    this.putPolicy = new PutPolicy(engine, authorities, realm);
    this.getPolicy = new GetPolicy(engine, authorities);
    this.deletePolicy = new DeletePolicy(engine, authorities);
  }

  @Nullable Record run(Operation operation, Record request, Caller caller) {
    return switch (operation) {
      case CREATE_CERTIFICATE_AUTHORITY ->
          create.run((CreateCertificateAuthorityRequest) request, caller);
      case DESCRIBE_CERTIFICATE_AUTHORITY ->
          describe.run((DescribeCertificateAuthorityRequest) request, caller);
      case LIST_CERTIFICATE_AUTHORITIES ->
          list.run((ListCertificateAuthoritiesRequest) request, caller);
      case GET_CERTIFICATE_AUTHORITY_CSR ->
          getCsr.run((GetCertificateAuthorityCsrRequest) request, caller);
      case IMPORT_CERTIFICATE_AUTHORITY_CERTIFICATE ->
          importCertificate.run((ImportCertificateAuthorityCertificateRequest) request, caller);
      case GET_CERTIFICATE_AUTHORITY_CERTIFICATE ->
          getCaCertificate.run((GetCertificateAuthorityCertificateRequest) request, caller);
      case ISSUE_CERTIFICATE -> issue.run((IssueCertificateRequest) request, caller);
      case GET_CERTIFICATE -> get.run((GetCertificateRequest) request, caller);
      case UPDATE_CERTIFICATE_AUTHORITY ->
          update.run((UpdateCertificateAuthorityRequest) request, caller);
      case DELETE_CERTIFICATE_AUTHORITY ->
          delete.run((DeleteCertificateAuthorityRequest) request, caller);
      case RESTORE_CERTIFICATE_AUTHORITY ->
          restore.run((RestoreCertificateAuthorityRequest) request, caller);
      case REVOKE_CERTIFICATE -> revoke.run((RevokeCertificateRequest) request, caller);
      case CREATE_CERTIFICATE_AUTHORITY_AUDIT_REPORT ->
          createReport.run((CreateCertificateAuthorityAuditReportRequest) request, caller);
      case DESCRIBE_CERTIFICATE_AUTHORITY_AUDIT_REPORT ->
          describeReport.run((DescribeCertificateAuthorityAuditReportRequest) request, caller);
      case CREATE_PERMISSION -> createPermission.run((CreatePermissionRequest) request, caller);
      case DELETE_PERMISSION -> deletePermission.run((DeletePermissionRequest) request, caller);
      case LIST_PERMISSIONS -> listPermissions.run((ListPermissionsRequest) request, caller);
      case PUT_POLICY -> putPolicy.run((PutPolicyRequest) request, caller);
      case GET_POLICY -> getPolicy.run((GetPolicyRequest) request, caller);
      case DELETE_POLICY -> deletePolicy.run((DeletePolicyRequest) request, caller);
      case TAG_CERTIFICATE_AUTHORITY -> tag.run((TagCertificateAuthorityRequest) request, caller);
      case UNTAG_CERTIFICATE_AUTHORITY ->
          untag.run((UntagCertificateAuthorityRequest) request, caller);
      case LIST_TAGS -> listTags.run((ListTagsRequest) request, caller);
    };
  }
}
