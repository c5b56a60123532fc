package dev.sealwright.engine.issue;

import dev.sealwright.engine.audit.AuditEvent;
import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.authority.CaStatus;
import dev.sealwright.engine.authority.CertificateImport;
import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.store.Committer;
import dev.sealwright.engine.store.Mutation;
import dev.sealwright.engine.store.Outcome;
import dev.sealwright.engine.store.Store;
import dev.sealwright.engine.x509.Octets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Gives an authority its certificate, once every check of it and its chain has passed.
 *
 * <p>Threads: shared; blocks the caller until the change is durable. Of two changes at once one
 * wins, by the version on record.
 */
public final class Importer {
  private final Store store;
  private final Committer committer;
  private final Clock clock;
  private final Duration patience;

  public Importer(Store store, Committer committer, Clock clock, Duration patience) {
    this.store = store;
    this.committer = committer;
    this.clock = clock;
    this.patience = patience;
  }

  /** Checks and installs; see {@link CertificateImport} for the checks. */
  public void importCertificate(
      AuthorityId id, Octets certificate, @Nullable Octets chain, String actor) {
    Instant now = Instant.ofEpochMilli(clock.millis());
    Authority authority =
        store
            .authorityOnRecord(id)
            .orElseThrow(() -> new CaException(Failure.NOT_FOUND, "no such CA"));
    requireImportable(authority, now);
    var checked =
        CertificateImport.check(
            authority, certificate.toArray(), chain == null ? null : chain.toArray(), now);
    AuditEvent event =
        new AuditEvent(
            now,
            AuditEvent.Kind.CERTIFICATE_IMPORTED,
            id,
            null,
            actor,
            "serial " + checked.installed().serial().toString(16));
    Outcome outcome =
        committer.write(
            new Mutation.ChangeAuthority(
                authority.certified(checked.installed(), now), null, checked.certificate(), event),
            patience);
    if (!outcome.equals(Outcome.APPLIED)) {
      throw new CaException(
          Failure.CONCURRENT_MODIFICATION, "the CA was changed at the same time; look again");
    }
  }

  private static void requireImportable(Authority authority, Instant now) {
    CaStatus status = authority.shownStatus(now);
    switch (status) {
      case PENDING_CERTIFICATE, ACTIVE, EXPIRED -> {}
      case CREATING ->
          throw new CaException(Failure.IN_PROGRESS, "the key of the CA is still being made");
      case DISABLED, FAILED, DELETED ->
          throw new CaException(
              Failure.INVALID_STATE, "a certificate cannot be imported while the CA is " + status);
    }
  }
}
