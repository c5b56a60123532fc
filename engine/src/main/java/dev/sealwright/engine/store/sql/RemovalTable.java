package dev.sealwright.engine.store.sql;

import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.store.Mutation;
import dev.sealwright.engine.store.Removal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The end of authorities. Belongs to the writer's thread. */
public final class RemovalTable {
  public static final String UNFINISHED =
      """
      SELECT id, key_vault, key_destroyed_at FROM authority
      WHERE removed_at IS NOT NULL ORDER BY removed_at\
      """;

  private final PreparedStatement remove;

  /** What readers would find without asking for the authority first. */
  private final List<PreparedStatement> found = new ArrayList<>();

  private final PreparedStatement keyDestroyed;
  private final PreparedStatement mayForget;
  private final PreparedStatement forget;

  /** In this order: what hangs on certificates, certificates, what hangs on the authority. */
  private final List<PreparedStatement> ofCertificates = new ArrayList<>();

  private final PreparedStatement certificates;
  private final List<PreparedStatement> ofAuthority = new ArrayList<>();

  RemovalTable(Connection writer, Forgetting forgetting) throws SQLException {
    remove =
        writer.prepareStatement(
            """
            UPDATE authority SET removed_at = ?, version = version + 1
            WHERE id = ? AND version = ? AND removed_at IS NULL\
            """);
    for (String table : List.of("authority_csr", "authority_certificate", "sharing_grantee")) {
      found.add(writer.prepareStatement("DELETE FROM " + table + " WHERE authority = ?"));
    }
    keyDestroyed =
        writer.prepareStatement(
            """
            UPDATE authority SET key_destroyed_at = ?
            WHERE id = ? AND removed_at IS NOT NULL AND key_destroyed_at IS NULL\
            """);
    mayForget =
        writer.prepareStatement(
            "SELECT 1 FROM authority WHERE id = ? AND key_destroyed_at IS NOT NULL");
    forget = writer.prepareStatement("DELETE FROM authority WHERE id = ?");
    for (String text : forgetting.ofCertificates()) {
      ofCertificates.add(writer.prepareStatement(text));
    }
    certificates = writer.prepareStatement(forgetting.certificates());
    for (String text : forgetting.ofAuthority()) {
      ofAuthority.add(writer.prepareStatement(text));
    }
  }

  /** False, and nothing written, unless the version on record is the one named. */
  boolean remove(Mutation.RemoveAuthority removed) throws SQLException {
    byte[] id = AuthorityRow.bytes(removed.authority());
    remove.setLong(1, removed.event().at().toEpochMilli());
    remove.setBytes(2, id);
    remove.setLong(3, removed.version());
    if (remove.executeUpdate() == 0) {
      return false;
    }
    for (PreparedStatement dependent : found) {
      dependent.setBytes(1, id);
      dependent.executeUpdate();
    }
    return true;
  }

  /** False, and nothing written, unless it was removed and its key was not destroyed before. */
  boolean keyDestroyed(Mutation.KeyDestroyed destroyed) throws SQLException {
    keyDestroyed.setLong(1, destroyed.event().at().toEpochMilli());
    keyDestroyed.setBytes(2, AuthorityRow.bytes(destroyed.authority()));
    return keyDestroyed.executeUpdate() == 1;
  }

  /** One chunk; false when there is no such authority. */
  boolean forget(Mutation.Forget forgotten) throws SQLException {
    byte[] id = AuthorityRow.bytes(forgotten.authority());
    mayForget.setBytes(1, id);
    try (ResultSet row = mayForget.executeQuery()) {
      if (!row.next()) {
        return false;
      }
    }
    int rows = forgotten.rows();
    for (PreparedStatement dependent : ofCertificates) {
      delete(dependent, id, rows);
    }
    if (delete(certificates, id, rows) > 0) {
      return true;
    }
    for (PreparedStatement dependent : ofAuthority) {
      if (delete(dependent, id, rows) > 0) {
        return true;
      }
    }
    forget.setBytes(1, id);
    forget.executeUpdate();
    return true;
  }

  private static int delete(PreparedStatement statement, byte[] id, int rows) throws SQLException {
    statement.setBytes(1, id);
    statement.setInt(2, rows);
    return statement.executeUpdate();
  }

  static Removal read(ResultSet row) throws SQLException {
    AuthorityId id = new AuthorityId(AuthorityRow.uuid(row.getBytes("id")));
    String vault = row.getString("key_vault");
    row.getLong("key_destroyed_at");
    return new Removal(id, vault, !row.wasNull());
  }
}
