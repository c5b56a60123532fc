package dev.sealwright.engine.store.postgres;

import dev.sealwright.engine.audit.AuditEvent;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.store.Claim;
import dev.sealwright.engine.store.Mutation;
import dev.sealwright.engine.store.Reservation;
import dev.sealwright.engine.store.sql.AuthorityRow;
import dev.sealwright.engine.store.sql.ClaimTable;
import dev.sealwright.engine.store.sql.RecordWriter;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Many reservations, or many seals, in a statement: each column is one array. A statement fails
 * ({@link Guard}) where it would write less than it was given. Belongs to the writer's thread.
 */
final class BulkStatements {
  /**
   * Those that only issue, with the versions that were reserved under; nobody changes them before
   * the transaction is over.
   */
  private static final String SHARE =
      """
      WITH held AS (
        SELECT id, version FROM authority WHERE id = ANY (?::bytea[]) ORDER BY id FOR SHARE)
      SELECT %s FROM held\
      """
          .formatted(
              Guard.column(
                  """
                  ? = count(*) FILTER (WHERE (id, version) IN (
                    SELECT * FROM unnest(?::bytea[], ?::bigint[]) AS expected (id, version)))\
                  """,
                  "a CA has changed"));

  /**
   * Whoever lays several at once lays them in this order, so that two nodes do not wait for each
   * other. One that is held is not laid.
   */
  private static final String CLAIM =
      """
      WITH laid AS (
        INSERT INTO claim (scope, token, fingerprint, resource, expires_at)
        SELECT scope, token, fingerprint, resource, expires_at
        FROM unnest(?::text[], ?::text[], ?::bytea[], ?::text[], ?::bigint[])
          AS given (scope, token, fingerprint, resource, expires_at)
        ON CONFLICT (scope, token) DO UPDATE
        SET fingerprint = excluded.fingerprint,
            resource = excluded.resource,
            expires_at = excluded.expires_at
        WHERE claim.expires_at <= ?
        RETURNING 1)
      SELECT %s FROM laid\
      """
          .formatted(Guard.column("count(*) = ?", "an idempotency token is in use"));

  private static final String RESERVE =
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
      """;

  private static final String SEAL =
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
        FROM given JOIN delisted USING (authority, serial)),
      sealed AS (
        INSERT INTO seal (authority, serial, signature, sealed_at)
        SELECT authority, serial, signature, sealed_at
        FROM given JOIN delisted USING (authority, serial)
        RETURNING 1)
      SELECT %s FROM sealed\
      """
          .formatted(Guard.column("count(*) = ?", "a reservation is not this node's to seal"));

  /** Counts for the lists of a CA; nothing for one that is gone. */
  private static final String BIND =
      """
      INSERT INTO crl (authority, crl_list, bound)
      SELECT a.id, given.crl_list, given.bound
      FROM unnest(?::bytea[], ?::bigint[], ?::bigint[]) AS given (authority, crl_list, bound)
      JOIN authority a ON a.id = given.authority
      ORDER BY a.id, given.crl_list
      ON CONFLICT (authority, crl_list) DO UPDATE SET bound = crl.bound + excluded.bound\
      """;

  private record Laid(Claim claim, Reservation reservation) {}

  private record Bound(AuthorityId authority, int list) {}

  private final NodeId node;

  BulkStatements(NodeId node) {
    this.node = node;
  }

  /** Locks those that only issue for this batch, at the versions that it expects. */
  void share(Message message, Map<AuthorityId, Long> versions) {
    message.add(
        SHARE,
        parameters -> {
          parameters.bytes(versions.keySet(), AuthorityRow::bytes);
          parameters.number(versions.size());
          parameters.bytes(versions.keySet(), AuthorityRow::bytes);
          parameters.numbers(versions.values(), Function.identity());
        });
  }

  /** Adds what writes the run to a message. */
  void into(Message message, Run run) {
    into(message, run, laid(run));
  }

  /** For a batch that is one run: with what {@link RecordWriter#flush} writes, but the counts. */
  void wholeInto(Message message, Run run) {
    List<Laid> laid = laid(run);
    into(message, run, laid);
    if (!laid.isEmpty()) {
      purge(message, laid);
    }
    List<Reservation> bound =
        run.reserves().stream()
            .map(Mutation.Reserve::reservation)
            .filter(each -> !each.scope().isComplete())
            .toList();
    if (!bound.isEmpty()) {
      bind(message, bound);
    }
  }

  private void into(Message message, Run run, List<Laid> laid) {
    if (!laid.isEmpty()) {
      lay(message, laid);
    }
    if (!run.reserves().isEmpty()) {
      reserve(message, run.reserves());
    }
    if (!run.seals().isEmpty()) {
      seal(message, run.seals());
    }
  }

  private static List<Laid> laid(Run run) {
    return run.reserves().stream()
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
  }

  private static void lay(Message message, List<Laid> laid) {
    message.add(
        CLAIM,
        parameters -> {
          parameters.texts(laid, each -> each.claim().scope());
          parameters.texts(laid, each -> each.claim().token());
          parameters.bytes(laid, each -> each.claim().fingerprint().toArray());
          parameters.texts(laid, each -> each.reservation().serial().hex());
          parameters.numbers(laid, each -> each.claim().expiresAt().toEpochMilli());
          parameters.number(
              laid.stream()
                  .mapToLong(each -> each.reservation().issuedAt().toEpochMilli())
                  .min()
                  .orElseThrow());
          parameters.number(laid.size());
        });
  }

  private static void purge(Message message, List<Laid> laid) {
    message.add(
        ClaimTable.PURGE,
        parameters -> {
          parameters.number(
              ClaimTable.longExpired(
                  laid.stream()
                      .mapToLong(each -> each.reservation().issuedAt().toEpochMilli())
                      .max()
                      .orElseThrow()));
          parameters.number(ClaimTable.most(laid.size()));
        });
  }

  private static void bind(Message message, List<Reservation> bound) {
    Map<Bound, Long> counts =
        bound.stream()
            .collect(
                Collectors.groupingBy(
                    each -> new Bound(each.authority(), each.scope().partition()),
                    Collectors.counting()));
    List<Map.Entry<Bound, Long>> rows = List.copyOf(counts.entrySet());
    message.add(
        BIND,
        parameters -> {
          parameters.bytes(rows, row -> AuthorityRow.bytes(row.getKey().authority()));
          parameters.numbers(rows, row -> (long) row.getKey().list());
          parameters.numbers(rows, Map.Entry::getValue);
        });
  }

  private void reserve(Message message, List<Mutation.Reserve> reserves) {
    List<Reservation> rows = reserves.stream().map(Mutation.Reserve::reservation).toList();
    message.add(
        RESERVE,
        parameters -> {
          parameters.bytes(rows, row -> AuthorityRow.bytes(row.authority()));
          parameters.bytes(rows, row -> row.serial().toArray());
          parameters.numbers(rows, Reservation::authorityVersion);
          parameters.texts(rows, row -> row.algorithm().name());
          parameters.texts(rows, Reservation::template);
          parameters.texts(rows, Reservation::requester);
          parameters.numbers(rows, row -> row.issuedAt().toEpochMilli());
          parameters.numbers(rows, row -> row.validity().notBefore().getEpochSecond());
          parameters.numbers(rows, row -> row.validity().notAfter().getEpochSecond());
          parameters.numbers(rows, row -> (long) row.scope().partition());
          parameters.bytes(rows, row -> row.tbs().toArray());
          parameters.bytes(node.bytes());
        });
  }

  private void seal(Message message, List<Mutation.Seal> seals) {
    List<AuditEvent> events = seals.stream().map(Mutation.Seal::event).toList();
    message.add(
        SEAL,
        parameters -> {
          parameters.bytes(seals, row -> AuthorityRow.bytes(row.authority()));
          parameters.bytes(seals, row -> row.serial().toArray());
          parameters.bytes(seals, row -> row.signature().toArray());
          parameters.numbers(seals, row -> row.sealedAt().toEpochMilli());
          parameters.numbers(events, event -> event.at().toEpochMilli());
          parameters.texts(events, event -> event.kind().name());
          parameters.texts(events, AuditEvent::actor);
          parameters.texts(events, AuditEvent::detail);
          parameters.bytes(node.bytes());
          parameters.number(seals.size());
        });
  }
}
