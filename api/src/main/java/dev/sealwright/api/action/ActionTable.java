package dev.sealwright.api.action;

import dev.sealwright.api.auth.Caller;
import dev.sealwright.api.wire.CreateCertificateAuthorityRequest;
import dev.sealwright.api.wire.DescribeCertificateAuthorityRequest;
import dev.sealwright.api.wire.GetCertificateAuthorityCertificateRequest;
import dev.sealwright.api.wire.GetCertificateAuthorityCsrRequest;
import dev.sealwright.api.wire.GetCertificateRequest;
import dev.sealwright.api.wire.ImportCertificateAuthorityCertificateRequest;
import dev.sealwright.api.wire.IssueCertificateRequest;
import dev.sealwright.api.wire.ListCertificateAuthoritiesRequest;
import dev.sealwright.api.wire.Operation;
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

  public ActionTable(CaEngine engine, Realm realm, Clock clock, PageTokens tokens) {
    Authorities authorities = new Authorities(engine, realm, clock);
    AuthorityView view = new AuthorityView(realm, clock);
    this.create = new CreateCertificateAuthority(engine, realm, clock);
    this.describe = new DescribeCertificateAuthority(authorities, view);
    this.list = new ListCertificateAuthorities(engine, view, tokens);
    this.getCsr = new GetCertificateAuthorityCsr(engine, authorities);
    this.importCertificate = new ImportCertificateAuthorityCertificate(engine, authorities);
    this.getCaCertificate = new GetCertificateAuthorityCertificate(engine, authorities);
    this.issue = new IssueCertificate(engine, authorities, realm, clock);
    this.get = new GetCertificate(engine, authorities);
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
    };
  }
}
