package dev.sealwright.engine.store;

import dev.sealwright.engine.audit.AuditEvent;
import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.authority.CaCertificate;
import dev.sealwright.engine.authority.CaStatus;
import dev.sealwright.engine.key.KeyEvidence;
import dev.sealwright.engine.x509.Octets;
import dev.sealwright.engine.x509.Serial;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * SPI: the durable record. One abstract contract test holds every implementation to it.
 *
 * <p>Threads: {@link #commit} MUST be called by one thread at a time; reads come from any thread,
 * at any time. A read MUST see every batch whose commit has returned, and no part of a batch whose
 * commit has not.
 *
 * <p>Every method throws {@link dev.sealwright.engine.fault.CaException} STORE_UNAVAILABLE when the
 * medium fails, RECORD_UNREADABLE when what it holds does not read back. After a failed commit its
 * outcome is unknown: the store MUST NOT be written again before it was opened anew.
 */
public interface Store extends AutoCloseable {
  /**
   * Writes the batch in order, in one transaction.
   *
   * <p>When it returns, every Applied mutation MUST survive the loss of process and power. A later
   * mutation MUST see the effects of an earlier one in the same batch. A refused mutation MUST
   * leave nothing behind, its claim and audit event included, and MUST NOT harm the others.
   *
   * @return one outcome for each mutation, in the same order
   */
  List<Outcome> commit(List<Mutation> batch);

  Optional<Authority> authority(AuthorityId id);

  /**
   * As {@link #authority}, but never from memory: for whoever was told that what he knew was Stale.
   * {@link #authority} may lag behind another node's change by a second, but only where it gives an
   * authority that is ACTIVE: an absent one, or one in another status, MUST be as it is on record.
   */
  default Optional<Authority> authorityOnRecord(AuthorityId id) {
    return authority(id);
  }

  /** DER of the authority's certification request. */
  Optional<Octets> csr(AuthorityId id);

  Optional<CaCertificate> caCertificate(AuthorityId id);

  /** How the vaults of the authority's key said that they keep it, in order of their names. */
  List<KeyEvidence> keyEvidence(AuthorityId id);

  /**
   * The owner's authorities in order of creation, then id.
   *
   * @param after exclusive start, absent for the first page
   * @param limit at least 1
   */
  List<Authority> authorities(String owner, @Nullable AuthorityCursor after, int limit);

  /** Every authority, of any owner, with this status on record; for start-up. */
  List<Authority> authorities(CaStatus status);

  /**
   * Deleted authorities, of any owner, whose window for being restored has passed at {@code now}.
   */
  List<Authority> authoritiesToRemove(Instant now);

  /** Authorities that were removed and of which something is left, the longest removed first. */
  List<Removal> removals();

  Optional<StoredCertificate> certificate(AuthorityId authority, Serial serial);

  /**
   * How many certificates the authority ever issued: reserved, and not closed without a signature;
   * cheap however many there are.
   */
  long issued(AuthorityId authority);

  /** The other processes that write the same record; the same object for the life of the store. */
  Cluster cluster();

  /**
   * Reservations neither sealed nor closed, of every node, oldest first; cheap however many are
   * sealed.
   */
  List<Reservation> openReservations(int limit);

  /** Who holds the token, if its claim has not expired at {@code now}. */
  Optional<Claimed> claimed(String scope, String token, Instant now);

  /** The reads of what hangs on authorities; the same object for the life of the store. */
  AttachedRecords attached();

  /** The audit events of an authority, oldest first. */
  List<AuditEvent> auditEvents(AuthorityId authority, int limit);

  @Override
  void close();
}
