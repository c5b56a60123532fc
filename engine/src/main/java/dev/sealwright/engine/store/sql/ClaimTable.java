package dev.sealwright.engine.store.sql;

import dev.sealwright.engine.store.Claim;
import dev.sealwright.engine.store.Claimed;
import dev.sealwright.engine.x509.Octets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransactionRollbackException;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The idempotency claims (INVARIANT I12). The statements belong to the writer's thread.
 *
 * <p>Each batch that lays claims removes up to twice as many that are long expired, so the table
 * stays about as large as what is alive and no commit pays for a sweep.
 */
public final class ClaimTable {
  public static final String HELD =
      "SELECT fingerprint, resource FROM claim WHERE scope = ? AND token = ? AND expires_at > ?";

  public static final String PURGE =
      """
      DELETE FROM claim
      WHERE (scope, token) IN (
        SELECT scope, token FROM claim WHERE expires_at <= ? ORDER BY expires_at LIMIT ?)\
      """;

  /** Requests of one moment reach the store in any order, so the newest does not decide alone. */
  private static final long GRACE_MILLIS = Duration.ofMinutes(10).toMillis();

  /** SQLSTATE of a transaction that is to be tried again. */
  private static final String SERIALIZATION = "40001";

  private final PreparedStatement held;
  private final PreparedStatement lay;
  private final PreparedStatement free;
  private final PreparedStatement purge;

  private int laid;
  private long newest = Long.MIN_VALUE;

  ClaimTable(Connection writer) throws SQLException {
    held = writer.prepareStatement(HELD);
    // Only an expired row can be in the way, or one that another node has just laid.
    lay =
        writer.prepareStatement(
            """
            INSERT INTO claim (scope, token, fingerprint, resource, expires_at)
            VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (scope, token) DO UPDATE
            SET fingerprint = excluded.fingerprint,
                resource = excluded.resource,
                expires_at = excluded.expires_at
            WHERE claim.expires_at <= ?\
            """);
    free =
        writer.prepareStatement("DELETE FROM claim WHERE scope = ? AND token = ? AND resource = ?");
    purge = writer.prepareStatement(PURGE);
  }

  /** What holds the token at this moment, if anything does. */
  @Nullable Claimed held(Claim claim, Instant now) throws SQLException {
    bind(held, claim.scope(), claim.token(), now);
    try (ResultSet row = held.executeQuery()) {
      return row.next() ? read(row) : null;
    }
  }

  void lay(Claim claim, String resource, Instant now) throws SQLException {
    lay.setString(1, claim.scope());
    lay.setString(2, claim.token());
    lay.setBytes(3, claim.fingerprint().toArray());
    lay.setString(4, resource);
    lay.setLong(5, claim.expiresAt().toEpochMilli());
    lay.setLong(6, now.toEpochMilli());
    if (lay.executeUpdate() == 0) {
      throw new SQLTransactionRollbackException("another node laid the claim", SERIALIZATION);
    }
    laid(now);
  }

  /** One more was laid in this batch. */
  void laid(Instant now) {
    laid++;
    newest = Math.max(newest, now.toEpochMilli());
  }

  /** The batch was rolled back. */
  void discard() {
    laid = 0;
  }

  /** Frees the token again, if the resource still holds it. */
  void free(Claim claim, String resource) throws SQLException {
    free.setString(1, claim.scope());
    free.setString(2, claim.token());
    free.setString(3, resource);
    free.executeUpdate();
  }

  /** Called once a batch, inside its transaction. */
  void purge() throws SQLException {
    if (laid > 0) {
      purge.setLong(1, longExpired(newest));
      purge.setInt(2, most(laid));
      purge.executeUpdate();
      laid = 0;
    }
  }

  /**
   * The first parameter of {@link #PURGE}.
   *
   * @param newest moment at which one of the batch was laid, in milliseconds
   */
  public static long longExpired(long newest) {
    return newest - GRACE_MILLIS;
  }

  /** The second, for a batch that lays so many. */
  public static int most(int laid) {
    return 2 * laid;
  }

  static void bind(PreparedStatement query, String scope, String token, Instant now)
      throws SQLException {
    query.setString(1, scope);
    query.setString(2, token);
    query.setLong(3, now.toEpochMilli());
  }

  static Claimed read(ResultSet row) throws SQLException {
    return new Claimed(Octets.copyOf(row.getBytes("fingerprint")), row.getString("resource"));
  }
}
