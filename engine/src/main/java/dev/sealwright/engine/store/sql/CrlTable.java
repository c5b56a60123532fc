package dev.sealwright.engine.store.sql;

import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.authority.CrlScope;
import dev.sealwright.engine.store.CrlRecord;
import dev.sealwright.engine.store.Mutation;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What is known of each list. Belongs to the writer's thread.
 *
 * <p>Certificates bound to a partition are counted in memory and written once for a batch, so that
 * issuing costs no query more.
 */
public final class CrlTable {
  public static final String OF_AUTHORITY =
      "SELECT * FROM crl WHERE authority = ? ORDER BY crl_list";

  private record Key(AuthorityId authority, CrlScope scope) {}

  /** In the order of the table's key on all nodes, so that two do not wait for each other. */
  private final SortedMap<Key, Integer> bound =
      new TreeMap<>(
          Comparator.comparing((Key key) -> key.authority().toString())
              .thenComparingInt(key -> key.scope().partition()));

  private final PreparedStatement bind;
  private final PreparedStatement revoke;
  private final PreparedStatement number;
  private final PreparedStatement publish;

  CrlTable(Connection writer) throws SQLException {
    // Nothing for an authority that is gone.
    bind =
        writer.prepareStatement(
            """
            INSERT INTO crl (authority, crl_list, bound) SELECT id, ?, ? FROM authority WHERE id = ?
            ON CONFLICT (authority, crl_list) DO UPDATE SET bound = crl.bound + excluded.bound\
            """);
    revoke =
        writer.prepareStatement(
            """
            INSERT INTO crl (authority, crl_list, revoked) VALUES (?, ?, 1)
            ON CONFLICT (authority, crl_list) DO UPDATE SET revoked = crl.revoked + 1\
            """);
    number =
        writer.prepareStatement(
            """
            INSERT INTO crl (authority, crl_list, number)
            SELECT id, ?, ? FROM authority WHERE id = ? AND version = ? AND removed_at IS NULL
            ON CONFLICT (authority, crl_list) DO UPDATE SET number = excluded.number
            WHERE excluded.number > crl.number\
            """);
    publish =
        writer.prepareStatement(
            """
            UPDATE crl SET published_number = number, covered = ?, generated_at = ?,
              next_update = ?, entries = ?, bytes = ?, place = ?
            WHERE authority = ? AND crl_list = ? AND number = ? AND EXISTS
              (SELECT 1 FROM authority WHERE id = crl.authority AND removed_at IS NULL)\
            """);
  }

  /** One more certificate that is bound to a list; only those of partitions are counted. */
  void bind(AuthorityId authority, CrlScope scope) {
    if (!scope.isComplete()) {
      bound.merge(new Key(authority, scope), 1, Integer::sum);
    }
  }

  /** Into the batch that is about to be committed. */
  void flush() throws SQLException {
    for (Map.Entry<Key, Integer> each : bound.entrySet()) {
      bind.setInt(1, each.getKey().scope().partition());
      bind.setInt(2, each.getValue());
      bind.setBytes(3, AuthorityRow.bytes(each.getKey().authority()));
      bind.addBatch();
    }
    if (!bound.isEmpty()) {
      bind.executeBatch();
    }
    bound.clear();
  }

  /** The batch was rolled back. */
  void discard() {
    bound.clear();
  }

  /** One more revocation that a list has to name. */
  void revoked(byte[] authority, int list) throws SQLException {
    revoke.setBytes(1, authority);
    revoke.setInt(2, list);
    revoke.executeUpdate();
  }

  /** False, and nothing written, as the mutation says. */
  boolean number(Mutation.TakeCrlNumber taken) throws SQLException {
    number.setInt(1, taken.scope().partition());
    number.setLong(2, taken.number());
    number.setBytes(3, AuthorityRow.bytes(taken.authority()));
    number.setLong(4, taken.authorityVersion());
    return number.executeUpdate() == 1;
  }

  /** False, and nothing written, as the mutation says. */
  boolean publish(Mutation.PublishCrl published) throws SQLException {
    CrlRecord.Published list = published.published();
    publish.setLong(1, list.covered());
    publish.setLong(2, list.generatedAt().toEpochMilli());
    publish.setLong(3, list.nextUpdate().getEpochSecond());
    publish.setLong(4, list.entries());
    publish.setLong(5, list.bytes());
    publish.setString(6, list.place());
    publish.setBytes(7, AuthorityRow.bytes(published.authority()));
    publish.setInt(8, published.scope().partition());
    publish.setLong(9, list.number());
    return publish.executeUpdate() == 1;
  }

  static CrlRecord read(ResultSet row) throws SQLException {
    return new CrlRecord(
        new AuthorityId(AuthorityRow.uuid(row.getBytes("authority"))),
        new CrlScope(row.getInt("crl_list")),
        row.getLong("bound"),
        row.getLong("revoked"),
        row.getLong("number"),
        readPublished(row));
  }

  private static CrlRecord.@Nullable Published readPublished(ResultSet row) throws SQLException {
    String place = row.getString("place");
    return place == null
        ? null
        : new CrlRecord.Published(
            row.getLong("published_number"),
            row.getLong("covered"),
            Instant.ofEpochMilli(row.getLong("generated_at")),
            Instant.ofEpochSecond(row.getLong("next_update")),
            row.getLong("entries"),
            row.getLong("bytes"),
            place);
  }
}
