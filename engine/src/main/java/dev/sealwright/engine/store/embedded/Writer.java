package dev.sealwright.engine.store.embedded;

import dev.sealwright.engine.audit.AuditEvent;
import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.store.Claim;
import dev.sealwright.engine.store.Claimed;
import dev.sealwright.engine.store.Mutation;
import dev.sealwright.engine.store.Outcome;
import dev.sealwright.engine.store.Reservation;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The one connection that writes, with its statements prepared once.
 *
 * <p>Threads: one at a time, by contract; the lock is there for {@link #close}, which may come from
 * another and must not meet a commit half way.
 */
final class Writer implements AutoCloseable {
  private final ReentrantLock lock = new ReentrantLock();
  private final Connection connection;
  private final AuthorityTable authorities;
  private final RemovalTable removals;
  private final CertificateTable certificates;
  private final IssuedCounts issued;
  private final ClaimTable claims;
  private final AuditTable audit;
  private final CrlTable lists;
  private final AttachedTables attached;

  /** False while a batch is under way, and for good when one ended in any other way than well. */
  private boolean usable = true;

  /** Takes the connection over; nothing may be under way on it. */
  Writer(Connection connection) throws SQLException {
    this.connection = connection;
    connection.setAutoCommit(false);
    authorities = new AuthorityTable(connection);
    removals = new RemovalTable(connection);
    certificates = new CertificateTable(connection);
    issued = new IssuedCounts(connection);
    claims = new ClaimTable(connection);
    audit = new AuditTable(connection);
    lists = new CrlTable(connection);
    attached = new AttachedTables(connection, lists, audit);
  }

  List<Outcome> commit(List<Mutation> batch) {
    lock.lock();
    try {
      if (!usable) {
        throw new CaException(
            Failure.STORE_UNAVAILABLE,
            "the store is closed, or a commit failed and it must be opened anew");
      }
      usable = false;
      List<Outcome> outcomes = applyAll(batch);
      usable = true;
      return outcomes;
    } catch (SQLException e) {
      throw new CaException(Failure.STORE_UNAVAILABLE, "the batch could not be committed", e);
    } finally {
      lock.unlock();
    }
  }

  /** Committed when it returns; rolled back as far as that is still possible when it throws. */
  private List<Outcome> applyAll(List<Mutation> batch) throws SQLException {
    boolean committed = false;
    try {
      List<Outcome> outcomes = new ArrayList<>(batch.size());
      for (Mutation mutation : batch) {
        outcomes.add(apply(mutation));
      }
      claims.purge();
      issued.flush();
      lists.flush();
      connection.commit();
      committed = true;
      return outcomes;
    } finally {
      if (!committed) {
        rollBack();
      }
    }
  }

  /** The failure that led here is the one to report: one of the rollback adds nothing to it. */
  private void rollBack() {
    try {
      connection.rollback();
    } catch (SQLException e) {
      // SQLite rolls back by itself on a full disk or an I/O error; then there is nothing to undo.
    }
  }

  private Outcome apply(Mutation mutation) throws SQLException {
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
    issued.add(reservation.authority(), 1);
    lists.bind(reservation.authority(), reservation.scope());
    if (claim != null) {
      claims.lay(claim, reservation.serial().hex(), reservation.issuedAt());
    }
    return Outcome.APPLIED;
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

  @Override
  public void close() throws SQLException {
    lock.lock();
    try {
      usable = false;
      // Closes the statements too.
      connection.close();
    } finally {
      lock.unlock();
    }
  }
}
