package dev.sealwright.engine.store.postgres;

import dev.sealwright.engine.audit.AuditEvent;
import dev.sealwright.engine.store.Claim;
import dev.sealwright.engine.store.Mutation;
import dev.sealwright.engine.store.Reservation;
import dev.sealwright.engine.store.sql.AuthorityRow;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Many reservations, or many seals, in a statement: each column is one array. Belongs to the
 * writer's thread.
 */
final class BulkStatements {
  private final Connection connection;
  private final NodeId node;
  private final PreparedStatement claim;
  private final PreparedStatement reserve;
  private final PreparedStatement seal;

  BulkStatements(Connection writer, NodeId node) throws SQLException {
    this.connection = writer;
    this.node = node;
    // Whoever lays several at once lays them in this order, so that two nodes do not wait for each
    // other. One that is held is not laid, and the number of rows shows it.
    claim =
        writer.prepareStatement(
            """
            INSERT INTO claim (scope, token, fingerprint, resource, expires_at)
            SELECT scope, token, fingerprint, resource, expires_at
            FROM unnest(?::text[], ?::text[], ?::bytea[], ?::text[], ?::bigint[])
              AS given (scope, token, fingerprint, resource, expires_at)
            ON CONFLICT (scope, token) DO UPDATE
            SET fingerprint = excluded.fingerprint,
                resource = excluded.resource,
                expires_at = excluded.expires_at
            WHERE claim.expires_at <= ?\
            """);
    reserve =
        writer.prepareStatement(
            """
            WITH given AS (
              SELECT * FROM unnest(?::bytea[], ?::bytea[], ?::bigint[], ?::text[], ?::text[],
                  ?::text[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bytea[])
                AS g (authority, serial, authority_version, algorithm, template, requester,
                  issued_at, not_before, not_after, crl_list, tbs)),
            reserved AS (
              INSERT INTO certificate (authority, serial, authority_version, algorithm, template,
                requester, issued_at, not_before, not_after, crl_list)
              SELECT authority, serial, authority_version, algorithm, template, requester,
                issued_at, not_before, not_after, crl_list
              FROM given),
            kept AS (
              INSERT INTO certificate_der (authority, serial, tbs)
              SELECT authority, serial, tbs FROM given)
            INSERT INTO open_reservation (authority, serial, node)
            SELECT authority, serial, ? FROM given\
            """);
    seal =
        writer.prepareStatement(
            """
            WITH given AS (
              SELECT * FROM unnest(?::bytea[], ?::bytea[], ?::bytea[], ?::bigint[],
                  ?::bigint[], ?::text[], ?::text[], ?::text[])
                AS g (authority, serial, signature, sealed_at, at, kind, actor, detail)),
            delisted AS (
              DELETE FROM open_reservation o USING given
              WHERE o.authority = given.authority AND o.serial = given.serial AND o.node = ?
              RETURNING o.authority, o.serial),
            audited AS (
              INSERT INTO audit_event (authority, serial, at, kind, actor, detail)
              SELECT authority, serial, at, kind, actor, detail
              FROM given JOIN delisted USING (authority, serial))
            INSERT INTO seal (authority, serial, signature, sealed_at)
            SELECT authority, serial, signature, sealed_at
            FROM given JOIN delisted USING (authority, serial)\
            """);
  }

  /** Whether all were laid; else the transaction is of no use. */
  boolean lay(List<Mutation.Reserve> reserves) throws SQLException {
    record Laid(Claim claim, Reservation reservation) {}
    List<Laid> laid =
        reserves.stream()
            .mapMulti((Mutation.Reserve each, Consumer<Laid> out) -> {
              Claim own = each.claim();
              if (own != null) {
                out.accept(new Laid(own, each.reservation()));
              }
            })
            .sorted(
                Comparator.comparing((Laid each) -> each.claim().scope())
                    .thenComparing(each -> each.claim().token()))
            .toList();
    if (laid.isEmpty()) {
      return true;
    }
    texts(claim, 1, laid, each -> each.claim().scope());
    texts(claim, 2, laid, each -> each.claim().token());
    bytes(claim, 3, laid, each -> each.claim().fingerprint().toArray());
    texts(claim, 4, laid, each -> each.reservation().serial().hex());
    numbers(claim, 5, laid, each -> each.claim().expiresAt().toEpochMilli());
    claim.setLong(
        6,
        laid.stream()
            .mapToLong(each -> each.reservation().issuedAt().toEpochMilli())
            .min()
            .orElseThrow());
    return claim.executeUpdate() == laid.size();
  }

  void reserve(List<Mutation.Reserve> reserves) throws SQLException {
    List<Reservation> rows = reserves.stream().map(Mutation.Reserve::reservation).toList();
    bytes(reserve, 1, rows, row -> AuthorityRow.bytes(row.authority()));
    bytes(reserve, 2, rows, row -> row.serial().toArray());
    numbers(reserve, 3, rows, Reservation::authorityVersion);
    texts(reserve, 4, rows, row -> row.algorithm().name());
    texts(reserve, 5, rows, Reservation::template);
    texts(reserve, 6, rows, Reservation::requester);
    numbers(reserve, 7, rows, row -> row.issuedAt().toEpochMilli());
    numbers(reserve, 8, rows, row -> row.validity().notBefore().getEpochSecond());
    numbers(reserve, 9, rows, row -> row.validity().notAfter().getEpochSecond());
    numbers(reserve, 10, rows, row -> (long) row.scope().partition());
    bytes(reserve, 11, rows, row -> row.tbs().toArray());
    reserve.setBytes(12, node.bytes());
    reserve.executeUpdate();
  }

  /** Whether all were open, and this node's; else the transaction is of no use. */
  boolean seal(List<Mutation.Seal> seals) throws SQLException {
    bytes(seal, 1, seals, row -> AuthorityRow.bytes(row.authority()));
    bytes(seal, 2, seals, row -> row.serial().toArray());
    bytes(seal, 3, seals, row -> row.signature().toArray());
    numbers(seal, 4, seals, row -> row.sealedAt().toEpochMilli());
    List<AuditEvent> events = seals.stream().map(Mutation.Seal::event).toList();
    numbers(seal, 5, events, event -> event.at().toEpochMilli());
    texts(seal, 6, events, event -> event.kind().name());
    texts(seal, 7, events, AuditEvent::actor);
    texts(seal, 8, events, AuditEvent::detail);
    seal.setBytes(9, node.bytes());
    return seal.executeUpdate() == seals.size();
  }

  private <T> void bytes(
      PreparedStatement statement, int place, List<T> rows, Function<T, byte[]> column)
      throws SQLException {
    array(statement, place, "bytea", rows.stream().map(column).toArray(byte[][]::new));
  }

  private <T> void texts(
      PreparedStatement statement, int place, List<T> rows, Function<T, String> column)
      throws SQLException {
    array(statement, place, "text", rows.stream().map(column).toArray(String[]::new));
  }

  private <T> void numbers(
      PreparedStatement statement, int place, List<T> rows, Function<T, Long> column)
      throws SQLException {
    array(statement, place, "bigint", rows.stream().map(column).toArray(Long[]::new));
  }

  private void array(PreparedStatement statement, int place, String type, Object[] values)
      throws SQLException {
    statement.setArray(place, connection.createArrayOf(type, values));
  }
}
