package dev.sealwright.api.action;

import dev.sealwright.api.auth.Authorizer;
import dev.sealwright.api.auth.Caller;
import dev.sealwright.api.shape.CreateCertificateAuthorityRequest;
import dev.sealwright.api.shape.DeletePolicyRequest;
import dev.sealwright.api.shape.DescribeCertificateAuthorityRequest;
import dev.sealwright.api.shape.GetCertificateAuthorityCertificateRequest;
import dev.sealwright.api.shape.GetCertificateAuthorityCsrRequest;
import dev.sealwright.api.shape.GetCertificateRequest;
import dev.sealwright.api.shape.GetPolicyRequest;
import dev.sealwright.api.shape.ImportCertificateAuthorityCertificateRequest;
import dev.sealwright.api.shape.IssueCertificateRequest;
import dev.sealwright.api.shape.ListCertificateAuthoritiesRequest;
import dev.sealwright.api.shape.PutPolicyRequest;
import dev.sealwright.api.wire.ErrorName;
import dev.sealwright.api.wire.Operation;
import dev.sealwright.api.wire.WireException;
import dev.sealwright.engine.CaEngine;
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
  private final PutPolicy putPolicy;
  private final GetPolicy getPolicy;
  private final DeletePolicy deletePolicy;

  public ActionTable(CaEngine engine, Realm realm, Clock clock, PageTokens tokens) {
    Authorizer authorizer = new Authorizer(realm.region(), clock);
    Authorities authorities = new Authorities(engine, realm, clock, authorizer);
    AuthorityView view = new AuthorityView(realm, clock);
    this.create = new CreateCertificateAuthority(engine, realm, clock, authorizer);
    this.describe = new DescribeCertificateAuthority(authorities, view);
    this.list = new ListCertificateAuthorities(engine, authorities, authorizer, view, tokens);
    this.getCsr = new GetCertificateAuthorityCsr(engine, authorities);
    this.importCertificate = new ImportCertificateAuthorityCertificate(engine, authorities);
    this.getCaCertificate = new GetCertificateAuthorityCertificate(engine, authorities);
    this.issue = new IssueCertificate(engine, authorities, realm, clock);
    this.get = new GetCertificate(engine, authorities);
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
      case PUT_POLICY -> putPolicy.run((PutPolicyRequest) request, caller);
      case GET_POLICY -> getPolicy.run((GetPolicyRequest) request, caller);
      case DELETE_POLICY -> deletePolicy.run((DeletePolicyRequest) request, caller);
      case UPDATE_CERTIFICATE_AUTHORITY,
          DELETE_CERTIFICATE_AUTHORITY,
          RESTORE_CERTIFICATE_AUTHORITY,
          REVOKE_CERTIFICATE,
          CREATE_CERTIFICATE_AUTHORITY_AUDIT_REPORT,
          DESCRIBE_CERTIFICATE_AUTHORITY_AUDIT_REPORT,
          CREATE_PERMISSION,
          DELETE_PERMISSION,
          LIST_PERMISSIONS,
          TAG_CERTIFICATE_AUTHORITY,
          UNTAG_CERTIFICATE_AUTHORITY,
          LIST_TAGS ->
          throw new WireException(
              ErrorName.UNKNOWN_OPERATION, operation.wireName() + " is not built yet");
    };
  }
}
