package dev.sealwright.engine.store.sql;

import dev.sealwright.engine.authority.SharingPolicy;
import dev.sealwright.engine.store.Mutation;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** The policies that share authorities. The statements belong to the writer's thread. */
public final class SharingTable {
  public static final String OF_AUTHORITY =
      "SELECT revision, text FROM sharing_policy WHERE authority = ?";

  /** Each half is one range of the index, cut where the page ends. */
  public static final String SHARED_WITH =
      """
      SELECT id, %s FROM authority WHERE id IN (
        SELECT authority FROM (
          SELECT * FROM (
            SELECT created_at, authority FROM sharing_grantee
            WHERE grantee = ? AND (created_at, authority) > (?, ?)
            ORDER BY created_at, authority LIMIT ?) AS one
          UNION
          SELECT * FROM (
            SELECT created_at, authority FROM sharing_grantee
            WHERE grantee = ? AND (created_at, authority) > (?, ?)
            ORDER BY created_at, authority LIMIT ?) AS other
          ORDER BY created_at, authority LIMIT ?) AS both_of_them)
      ORDER BY created_at, id\
      """
          .formatted(AuthorityRow.COLUMNS);

  private final PreparedStatement current;
  private final PreparedStatement put;
  private final PreparedStatement forget;
  private final PreparedStatement index;

  SharingTable(Connection writer) throws SQLException {
    current =
        writer.prepareStatement(
            """
            SELECT coalesce(sharing_policy.revision, 0)
            FROM authority LEFT JOIN sharing_policy ON sharing_policy.authority = authority.id
            WHERE authority.id = ? AND authority.version = ?\
            """);
    put =
        writer.prepareStatement(
            """
            INSERT INTO sharing_policy (authority, revision, text) VALUES (?, ?, ?)
            ON CONFLICT (authority) DO UPDATE
            SET revision = excluded.revision, text = excluded.text\
            """);
    forget = writer.prepareStatement("DELETE FROM sharing_grantee WHERE authority = ?");
    index =
        writer.prepareStatement(
            """
            INSERT INTO sharing_grantee (grantee, created_at, authority)
            SELECT ?, created_at, id FROM authority WHERE id = ?\
            """);
  }

  /** False, and nothing written, unless authority and policy are what the change was made from. */
  boolean share(Mutation.Share share) throws SQLException {
    byte[] authority = AuthorityRow.bytes(share.authority());
    SharingPolicy after = share.after().policy();
    current.setBytes(1, authority);
    current.setLong(2, share.authorityVersion());
    try (ResultSet row = current.executeQuery()) {
      if (!row.next() || row.getLong(1) != after.revision() - 1) {
        return false;
      }
    }
    put.setBytes(1, authority);
    put.setLong(2, after.revision());
    put.setString(3, after.text());
    put.executeUpdate();
    forget.setBytes(1, authority);
    forget.executeUpdate();
    for (String grantee : share.after().grantees()) {
      index.setString(1, grantee);
      index.setBytes(2, authority);
      index.executeUpdate();
    }
    return true;
  }

  static SharingPolicy read(ResultSet row) throws SQLException {
    return new SharingPolicy(row.getLong("revision"), row.getString("text"));
  }
}
