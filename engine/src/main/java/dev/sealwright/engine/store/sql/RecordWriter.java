package dev.sealwright.engine.store.sql;

import dev.sealwright.engine.audit.AuditEvent;
import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.store.Claim;
import dev.sealwright.engine.store.Claimed;
import dev.sealwright.engine.store.Mutation;
import dev.sealwright.engine.store.Outcome;
import dev.sealwright.engine.store.Reservation;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Applies mutations one by one to the transaction that is open on a connection, with its statements
 * prepared once. Belongs to the writer's thread.
 */
public final class RecordWriter {
  private final AuthorityTable authorities;
  private final RemovalTable removals;
  private final CertificateTable certificates;
  private final IssuedCounts issued;
  private final ClaimTable claims;
  private final AuditTable audit;
  private final CrlTable lists;
  private final AttachedTables attached;

  public RecordWriter(
      Connection connection,
      Dialect dialect,
      Forgetting forgetting,
      CertificateTable certificates,
      IssuedCounts issued)
      throws SQLException {
    this.certificates = certificates;
    this.issued = issued;
    authorities = new AuthorityTable(connection);
    removals = new RemovalTable(connection, forgetting);
    claims = new ClaimTable(connection);
    audit = new AuditTable(connection);
    lists = new CrlTable(connection);
    attached = new AttachedTables(connection, dialect, lists, audit);
  }

  /** What is written once for a batch; nothing may be applied between it and the commit. */
  public void flush() throws SQLException {
    claims.purge();
    issued.flush();
    lists.flush();
  }

  /** The batch was rolled back: what was counted for it is forgotten. */
  public void discard() {
    claims.discard();
    issued.discard();
    lists.discard();
  }

  /** Applied whole, or refused with nothing written. */
  public Outcome apply(Mutation mutation) throws SQLException {
    return switch (mutation) {
      case Mutation.Reserve reserve -> reserve(reserve);
      case Mutation.Seal seal -> audited(certificates.seal(seal), seal.event());
      case Mutation.Close close -> close(close);
      case Mutation.CreateAuthority create -> create(create);
      case Mutation.Attachment attachment -> attached.apply(attachment);
      case Mutation.Note note -> audited(true, note.event());
      case Mutation.RemoveAuthority remove -> audited(removals.remove(remove), remove.event());
      case Mutation.KeyDestroyed destroyed ->
          audited(removals.keyDestroyed(destroyed), destroyed.event());
      case Mutation.Forget forget -> removals.forget(forget) ? Outcome.APPLIED : Outcome.STALE;
      case Mutation.ChangeAuthority change -> audited(authorities.change(change), change.event());
    };
  }

  private Outcome audited(boolean applied, AuditEvent event) throws SQLException {
    if (!applied) {
      return Outcome.STALE;
    }
    audit.append(event);
    return Outcome.APPLIED;
  }

  private Outcome reserve(Mutation.Reserve reserve) throws SQLException {
    Reservation reservation = reserve.reservation();
    Claim claim = reserve.claim();
    Claimed earlier = held(claim, reservation.issuedAt());
    if (earlier != null) {
      return new Outcome.Replayed(earlier);
    }
    if (issued.of(reservation.authority()) >= reserve.limit()) {
      return refusedAnyway(reservation) ? Outcome.STALE : Outcome.FULL;
    }
    if (!certificates.reserve(reservation)) {
      return refusedAnyway(reservation) ? Outcome.STALE : Outcome.TAKEN;
    }
    if (claim != null) {
      claims.lay(claim, reservation.serial().hex(), reservation.issuedAt());
    }
    count(reservation);
    return Outcome.APPLIED;
  }

  /** Counts a reservation of this batch that was written by other statements than those of here. */
  public void reserved(Mutation.Reserve reserve) throws SQLException {
    if (reserve.claim() != null) {
      claims.laid(reserve.reservation().issuedAt());
    }
    count(reserve.reservation());
  }

  private void count(Reservation reservation) throws SQLException {
    issued.add(reservation.authority(), 1);
    lists.bind(reservation.authority(), reservation.scope());
  }

  /** Full or taken as it may be, the draft is of no use. */
  private boolean refusedAnyway(Reservation reservation) throws SQLException {
    return !authorities.hasVersion(reservation.authority(), reservation.authorityVersion());
  }

  private Outcome close(Mutation.Close close) throws SQLException {
    if (!certificates.close(close)) {
      return Outcome.STALE;
    }
    issued.add(close.authority(), -1);
    Claim freed = close.freed();
    if (freed != null) {
      claims.free(freed, close.serial().hex());
    }
    audit.append(close.event());
    return Outcome.APPLIED;
  }

  private Outcome create(Mutation.CreateAuthority create) throws SQLException {
    Authority authority = create.authority();
    Claim claim = create.claim();
    Claimed earlier = held(claim, authority.createdAt());
    if (earlier != null) {
      return new Outcome.Replayed(earlier);
    }
    if (authorities.has(authority.owner(), create.limit())) {
      return authorities.exists(authority.id()) ? Outcome.TAKEN : Outcome.FULL;
    }
    if (!authorities.insert(authority)) {
      return Outcome.TAKEN;
    }
    attached.hang(authority, create.tags());
    if (claim != null) {
      claims.lay(claim, authority.id().toString(), authority.createdAt());
    }
    audit.append(create.event());
    return Outcome.APPLIED;
  }

  private @Nullable Claimed held(@Nullable Claim claim, Instant now) throws SQLException {
    return claim == null ? null : claims.held(claim, now);
  }
}
