package dev.sealwright.api.action;

import dev.sealwright.api.auth.Caller;
import dev.sealwright.api.shape.ImportCertificateAuthorityCertificateRequest;
import dev.sealwright.api.wire.Operation;
import dev.sealwright.engine.CaEngine;
import dev.sealwright.engine.authority.Authority;
import org.jspecify.annotations.Nullable;

/** Installs the CA's certificate and chain. */
final class ImportCertificateAuthorityCertificate
    implements Action<ImportCertificateAuthorityCertificateRequest> {
  private final CaEngine engine;
  private final Authorities authorities;

  ImportCertificateAuthorityCertificate(CaEngine engine, Authorities authorities) {
    this.engine = engine;
    this.authorities = authorities;
  }

  @Override
  public @Nullable Record run(ImportCertificateAuthorityCertificateRequest request, Caller caller) {
    Authority authority =
        authorities.find(
            Operation.IMPORT_CERTIFICATE_AUTHORITY_CERTIFICATE,
            request.certificateAuthorityArn(),
            caller);
    engine.importCertificate(
        authority.id(), request.certificate(), request.certificateChain(), caller.arn());
    return null;
  }
}
