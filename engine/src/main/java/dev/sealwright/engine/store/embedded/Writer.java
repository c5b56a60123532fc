package dev.sealwright.engine.store.embedded;

import dev.sealwright.engine.audit.AuditEvent;
import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.authority.CaCertificate;
import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.store.Claim;
import dev.sealwright.engine.store.Claimed;
import dev.sealwright.engine.store.Mutation;
import dev.sealwright.engine.store.Outcome;
import dev.sealwright.engine.store.Reservation;
import dev.sealwright.engine.x509.Octets;
import dev.sealwright.engine.x509.Serial;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Applies mutations over the one writing connection.
 *
 * <p>Each looks before it writes, so a refused one has written nothing. Nobody else writes, so what
 * it saw stays true until the commit.
 *
 * <p>Threads: one at a time; the committer's.
 */
final class Writer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Writer.class);

  /** So many claims are laid between two sweeps, and so many rows at most are swept at once. */
  private static final int SWEEP_EVERY = 256;

  private static final int SWEEP_ROWS = 1024;

  private final Connection connection;
  private final Statements statements;
  private final AuthorityRows authorities;
  private long nextSeq;
  private int claimsSinceSweep;
  private boolean broken;
  private boolean closed;

  Writer(Connection connection) throws SQLException {
    this.connection = connection;
    this.statements = new Statements(connection);
    this.authorities = new AuthorityRows(connection);
    try (ResultSet rows = statements.lastSeq.executeQuery()) {
      rows.next();
      nextSeq = rows.getLong(1) + 1;
    }
  }

  List<Outcome> commit(List<Mutation> batch) {
    if (broken || closed) {
      throw new CaException(
          Failure.STORE_UNAVAILABLE,
          closed ? "the store is closed" : "an earlier commit failed; open the store anew");
    }
    List<Outcome> outcomes = new ArrayList<>(batch.size());
    try {
      statements.begin.executeUpdate();
      for (Mutation mutation : batch) {
        outcomes.add(apply(mutation));
      }
      statements.commit.executeUpdate();
      return outcomes;
    } catch (SQLException e) {
      broken = true;
      rollback();
      throw Database.unavailable("a commit to the store failed: " + e.getMessage(), e);
    }
  }

  private Outcome apply(Mutation mutation) throws SQLException {
    return switch (mutation) {
      case Mutation.Reserve reserve -> reserve(reserve.reservation(), reserve.claim());
      case Mutation.Seal seal -> seal(seal);
      case Mutation.Close close -> close(close);
      case Mutation.CreateAuthority create -> create(create);
      case Mutation.ChangeAuthority change -> change(change);
    };
  }

  private Outcome reserve(Reservation reservation, @Nullable Claim claim) throws SQLException {
    Optional<Claimed> earlier = claimed(claim, reservation.issuedAt());
    if (earlier.isPresent()) {
      return new Outcome.Replayed(earlier.get());
    }
    byte[] authority = Rows.bytes(reservation.authority());
    if (!hasVersion(authority, reservation.authorityVersion())) {
      return Outcome.STALE;
    }
    PreparedStatement certificate = statements.certificate;
    certificate.setLong(1, nextSeq);
    certificate.setBytes(2, authority);
    certificate.setBytes(3, reservation.serial().toArray());
    certificate.setLong(4, reservation.authorityVersion());
    certificate.setString(5, reservation.algorithm().name());
    certificate.setString(6, reservation.template());
    certificate.setString(7, reservation.requester());
    certificate.setLong(8, reservation.issuedAt().toEpochMilli());
    certificate.setLong(9, reservation.validity().notBefore().getEpochSecond());
    certificate.setLong(10, reservation.validity().notAfter().getEpochSecond());
    if (certificate.executeUpdate() == 0) {
      return Outcome.TAKEN;
    }
    statements.der.setLong(1, nextSeq);
    statements.der.setBytes(2, reservation.tbs().toArray());
    statements.der.executeUpdate();
    statements.open.setLong(1, nextSeq);
    statements.open.executeUpdate();
    nextSeq++;
    lay(claim, reservation.serial().hex(), reservation.issuedAt());
    return Outcome.APPLIED;
  }

  private Outcome seal(Mutation.Seal seal) throws SQLException {
    long seq = endReservation(seal.authority(), seal.serial());
    if (seq == 0) {
      return Outcome.STALE;
    }
    statements.seal.setLong(1, seq);
    statements.seal.setBytes(2, seal.signature().toArray());
    statements.seal.setLong(3, seal.sealedAt().toEpochMilli());
    statements.seal.executeUpdate();
    audit(seal.event());
    return Outcome.APPLIED;
  }

  private Outcome close(Mutation.Close close) throws SQLException {
    long seq = endReservation(close.authority(), close.serial());
    if (seq == 0) {
      return Outcome.STALE;
    }
    statements.closure.setLong(1, seq);
    statements.closure.setString(2, close.reason());
    statements.closure.setLong(3, close.closedAt().toEpochMilli());
    statements.closure.executeUpdate();
    Claim freed = close.freed();
    if (freed != null) {
      statements.freeClaim.setString(1, freed.scope());
      statements.freeClaim.setString(2, freed.token());
      statements.freeClaim.setString(3, close.serial().hex());
      statements.freeClaim.executeUpdate();
    }
    audit(close.event());
    return Outcome.APPLIED;
  }

  private Outcome create(Mutation.CreateAuthority create) throws SQLException {
    Authority authority = create.authority();
    Optional<Claimed> earlier = claimed(create.claim(), authority.createdAt());
    if (earlier.isPresent()) {
      return new Outcome.Replayed(earlier.get());
    }
    if (!authorities.insert(authority)) {
      return Outcome.TAKEN;
    }
    lay(create.claim(), authority.id().toString(), authority.createdAt());
    audit(create.event());
    return Outcome.APPLIED;
  }

  private Outcome change(Mutation.ChangeAuthority change) throws SQLException {
    if (!authorities.replace(change.after())) {
      return Outcome.STALE;
    }
    Octets csr = change.csr();
    if (csr != null) {
      authorities.keepCsr(change.after().id(), csr);
    }
    CaCertificate certificate = change.certificate();
    if (certificate != null) {
      authorities.keepCertificate(change.after().id(), certificate);
    }
    audit(change.event());
    return Outcome.APPLIED;
  }

  private boolean hasVersion(byte[] authority, long version) throws SQLException {
    statements.version.setBytes(1, authority);
    try (ResultSet rows = statements.version.executeQuery()) {
      return rows.next() && rows.getLong(1) == version;
    }
  }

  /** Takes it off the work list; its seq, or 0 when it is not there. */
  private long endReservation(AuthorityId authority, Serial serial) throws SQLException {
    statements.openSeq.setBytes(1, Rows.bytes(authority));
    statements.openSeq.setBytes(2, serial.toArray());
    long seq;
    try (ResultSet rows = statements.openSeq.executeQuery()) {
      seq = rows.next() ? rows.getLong(1) : 0;
    }
    if (seq != 0) {
      statements.endOpen.setLong(1, seq);
      statements.endOpen.executeUpdate();
    }
    return seq;
  }

  private Optional<Claimed> claimed(@Nullable Claim claim, Instant now) throws SQLException {
    if (claim == null) {
      return Optional.empty();
    }
    statements.claimed.setString(1, claim.scope());
    statements.claimed.setString(2, claim.token());
    statements.claimed.setLong(3, now.toEpochMilli());
    try (ResultSet rows = statements.claimed.executeQuery()) {
      return rows.next()
          ? Optional.of(new Claimed(Octets.copyOf(rows.getBytes(1)), rows.getString(2)))
          : Optional.empty();
    }
  }

  private void lay(@Nullable Claim claim, String resource, Instant now) throws SQLException {
    if (claim == null) {
      return;
    }
    statements.layClaim.setString(1, claim.scope());
    statements.layClaim.setString(2, claim.token());
    statements.layClaim.setBytes(3, claim.fingerprint().toArray());
    statements.layClaim.setString(4, resource);
    statements.layClaim.setLong(5, claim.expiresAt().toEpochMilli());
    statements.layClaim.executeUpdate();
    claimsSinceSweep++;
    if (claimsSinceSweep >= SWEEP_EVERY) {
      claimsSinceSweep = 0;
      statements.sweepClaims.setLong(1, now.toEpochMilli());
      statements.sweepClaims.setInt(2, SWEEP_ROWS);
      statements.sweepClaims.executeUpdate();
    }
  }

  private void audit(AuditEvent event) throws SQLException {
    Serial serial = event.serial();
    statements.event.setLong(1, event.at().toEpochMilli());
    statements.event.setString(2, event.kind().name());
    statements.event.setBytes(3, Rows.bytes(event.authority()));
    statements.event.setBytes(4, serial == null ? null : serial.toArray());
    statements.event.setString(5, event.actor());
    statements.event.setString(6, event.detail());
    statements.event.executeUpdate();
  }

  private void rollback() {
    try {
      statements.rollback.executeUpdate();
    } catch (SQLException e) {
      LOG.warn("the failed commit could not be rolled back; the next start does it", e);
    }
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      connection.close();
    } catch (SQLException e) {
      throw Database.unavailable("the store did not close", e);
    }
  }
}
