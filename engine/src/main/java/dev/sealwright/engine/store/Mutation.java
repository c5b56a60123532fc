package dev.sealwright.engine.store;

import dev.sealwright.engine.audit.AuditEvent;
import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.authority.CaCertificate;
import dev.sealwright.engine.x509.Octets;
import dev.sealwright.engine.x509.Serial;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Everything that can be written; each applies whole or not at all, with its audit event. */
public sealed interface Mutation {

  /** A new authority. Taken when the id exists, Replayed when the claim is held. */
  record CreateAuthority(Authority authority, @Nullable Claim claim, AuditEvent event)
      implements Mutation {}

  /**
   * Replaces an authority by its next version. Stale unless the version on record is {@code
   * after.version() - 1}.
   *
   * @param csr kept with it from now on, if present
   * @param certificate kept with it from now on in place of any earlier one, if present
   */
  record ChangeAuthority(
      Authority after, @Nullable Octets csr, @Nullable CaCertificate certificate, AuditEvent event)
      implements Mutation {}

  /**
   * A certificate about to be signed. Stale unless the authority on record has the version it was
   * drafted from, Taken when (authority, serial) exists (INVARIANT I5), Replayed when the claim is
   * held.
   */
  record Reserve(Reservation reservation, @Nullable Claim claim) implements Mutation {}

  /** The signature of a reservation. Stale unless the reservation is open. */
  record Seal(
      AuthorityId authority, Serial serial, Octets signature, Instant sealedAt, AuditEvent event)
      implements Mutation {}

  /**
   * The end of a reservation without a signature. Stale unless the reservation is open.
   *
   * @param freed the claim it was reserved with, which is free again if it still points here
   */
  record Close(
      AuthorityId authority,
      Serial serial,
      String reason,
      Instant closedAt,
      @Nullable Claim freed,
      AuditEvent event)
      implements Mutation {}
}
