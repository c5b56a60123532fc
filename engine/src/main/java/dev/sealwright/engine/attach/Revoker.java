package dev.sealwright.engine.attach;

import dev.sealwright.engine.audit.AuditEvent;
import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.authority.CrlType;
import dev.sealwright.engine.authority.RevocationSettings;
import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.store.Mutation;
import dev.sealwright.engine.store.Outcome;
import dev.sealwright.engine.store.Reservation;
import dev.sealwright.engine.store.Revocation;
import dev.sealwright.engine.store.StoredCertificate;
import dev.sealwright.engine.template.Templates;
import dev.sealwright.engine.x509.RevocationReason;
import dev.sealwright.engine.x509.Serial;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Revokes certificates, for good; what it answered is in every later list (INVARIANT I10).
 *
 * <p>Threads: shared. Of two revocations of one certificate at once exactly one succeeds.
 */
public final class Revoker {
  private static final long UNLIMITED = Long.MAX_VALUE;

  private final Change change;
  private final Consumer<AuthorityId> told;

  /**
   * @param told hears of each authority that revoked something, on the caller's thread; must not
   *     block
   */
  public Revoker(Change change, Consumer<AuthorityId> told) {
    this.change = change;
    this.told = told;
  }

  /** What an authority revoked, in order of serials, after the given one. */
  public List<Revocation> of(AuthorityId authority, @Nullable Serial after, int limit) {
    return change.store().attached().revocations(authority, after, limit);
  }

  public Optional<Revocation> of(AuthorityId authority, Serial serial) {
    return change.store().attached().revocation(authority, serial);
  }

  /**
   * Revokes a certificate; durable when it returns.
   *
   * @param limit revoked, unexpired certificates that an authority may have which lists them all in
   *     one list; others may have any number
   * @throws CaException INVALID_STATE unless the authority is ACTIVE or DISABLED, and for a
   *     certificate bound to a partition while a complete list is published; NOT_FOUND, IN_PROGRESS
   *     while the certificate is being signed, REQUEST_FAILED when its issuance failed,
   *     ALREADY_PROCESSED, INVALID_REQUEST for a root's own or an expired certificate,
   *     LIMIT_EXCEEDED, CONCURRENT_MODIFICATION when the authority is changed again and again
   */
  public void revoke(
      AuthorityId id, Serial serial, RevocationReason reason, long limit, String actor) {
    for (int attempt = 0; attempt < Change.ATTEMPTS; attempt++) {
      Instant now = change.now();
      Authority authority = change.authority(id, attempt > 0);
      Change.requireInstalled(authority, now, "certificates cannot be revoked");
      Reservation issued = revocable(id, serial, now);
      requireListed(authority, issued);
      AuditEvent event =
          new AuditEvent(
              now, AuditEvent.Kind.CERTIFICATE_REVOKED, id, serial, actor, reason.name());
      Revocation revocation = new Revocation(id, serial, now, reason, issued.validity().notAfter());
      switch (change.write(
          new Mutation.Revoke(revocation, authority.version(), bound(authority, limit), event))) {
        case Outcome.Applied() -> {
          told.accept(id);
          return;
        }
        case Outcome.Taken() -> throw alreadyRevoked();
        case Outcome.Full() ->
            throw new CaException(
                Failure.LIMIT_EXCEEDED,
                "the certificate authority has " + limit + " revoked, unexpired certificates");
        // INVARIANT I9: the CA changed under us, so its state is asked once more.
        case Outcome.Stale(), Outcome.Replayed(_) -> {}
      }
    }
    throw new CaException(
        Failure.CONCURRENT_MODIFICATION, "the certificate authority is being changed; try again");
  }

  /** A list that is not published any more would never tell. */
  private static void requireListed(Authority authority, Reservation issued) {
    RevocationSettings.Crl crl = authority.revocation().crl();
    if (crl != null && crl.type() == CrlType.COMPLETE && !issued.scope().isComplete()) {
      throw new CaException(
          Failure.INVALID_STATE,
          "the certificate is bound to a partition of the certificate revocation list, and the"
              + " certificate authority publishes a complete one");
    }
  }

  private static long bound(Authority authority, long limit) {
    RevocationSettings.Crl crl = authority.revocation().crl();
    return crl != null && crl.type() == CrlType.COMPLETE ? limit : UNLIMITED;
  }

  private Reservation revocable(AuthorityId id, Serial serial, Instant now) {
    StoredCertificate stored =
        change
            .store()
            .certificate(id, serial)
            .orElseThrow(() ->
                new CaException(
                    Failure.NOT_FOUND, "the certificate authority issued no such certificate"));
    Reservation issued = stored.reservation();
    if (stored.failure() != null) {
      throw new CaException(Failure.REQUEST_FAILED, "the certificate could not be issued");
    }
    if (stored.open()) {
      throw new CaException(Failure.IN_PROGRESS, "the certificate is being signed");
    }
    // A root's own certificate is one that it issued by a root template.
    if (Templates.isOfRoot(issued.template())) {
      // The words are those that clients look for; such a CA is deleted instead.
      throw new CaException(
          Failure.INVALID_REQUEST,
          "Self-signed certificate can not be revoked: delete the certificate authority");
    }
    if (of(id, serial).isPresent()) {
      throw alreadyRevoked();
    }
    if (now.isAfter(issued.validity().notAfter())) {
      throw new CaException(
          Failure.INVALID_REQUEST,
          "the certificate expired at " + issued.validity().notAfter() + " and stays as it is");
    }
    return issued;
  }

  private static CaException alreadyRevoked() {
    return new CaException(Failure.ALREADY_PROCESSED, "the certificate is revoked already");
  }
}
