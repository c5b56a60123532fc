package dev.sealwright.engine.store.sql;

import dev.sealwright.engine.authority.Permission;
import dev.sealwright.engine.store.Mutation;
import dev.sealwright.engine.store.Outcome;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;

/** The permissions on authorities. The statements belong to the writer's thread. */
public final class PermissionTable {
  public static final String OF_AUTHORITY =
      "SELECT * FROM permission WHERE authority = ? ORDER BY principal, source_account";

  private static final String BETWEEN = " ";

  private final PreparedStatement count;
  private final PreparedStatement find;
  private final PreparedStatement add;
  private final PreparedStatement remove;

  PermissionTable(Connection writer) throws SQLException {
    count = writer.prepareStatement("SELECT count(*) FROM permission WHERE authority = ?");
    find =
        writer.prepareStatement(
            """
            SELECT 1 FROM permission
            WHERE authority = ? AND principal = ? AND source_account = ?\
            """);
    add =
        writer.prepareStatement(
            """
            INSERT INTO permission (authority, principal, source_account, actions, created_at)
            VALUES (?, ?, ?, ?, ?)\
            """);
    remove =
        writer.prepareStatement(
            """
            DELETE FROM permission
            WHERE authority = ? AND principal = ? AND source_account = ?\
            """);
  }

  /** Applied, Taken or Full; the authority is on record. */
  Outcome add(Mutation.AddPermission added) throws SQLException {
    byte[] authority = AuthorityRow.bytes(added.authority());
    Permission permission = added.permission();
    bind(find, authority, permission.principal(), permission.sourceAccount());
    try (ResultSet row = find.executeQuery()) {
      if (row.next()) {
        return Outcome.TAKEN;
      }
    }
    count.setBytes(1, authority);
    try (ResultSet row = count.executeQuery()) {
      if (row.next() && row.getLong(1) >= added.limit()) {
        return Outcome.FULL;
      }
    }
    bind(add, authority, permission.principal(), permission.sourceAccount());
    add.setString(
        4,
        permission.actions().stream()
            .sorted()
            .map(Permission.Action::name)
            .collect(Collectors.joining(BETWEEN)));
    add.setLong(5, permission.createdAt().toEpochMilli());
    add.executeUpdate();
    return Outcome.APPLIED;
  }

  /** False when there is none. */
  boolean remove(Mutation.RemovePermission removed) throws SQLException {
    bind(
        remove,
        AuthorityRow.bytes(removed.authority()),
        removed.principal(),
        removed.sourceAccount());
    return remove.executeUpdate() == 1;
  }

  static Permission read(ResultSet row) throws SQLException {
    Set<Permission.Action> actions = EnumSet.noneOf(Permission.Action.class);
    for (String name : row.getString("actions").split(BETWEEN, -1)) {
      actions.add(Permission.Action.valueOf(name));
    }
    return new Permission(
        row.getString("principal"),
        row.getString("source_account"),
        actions,
        Instant.ofEpochMilli(row.getLong("created_at")));
  }

  private static void bind(
      PreparedStatement statement, byte[] authority, String principal, String sourceAccount)
      throws SQLException {
    statement.setBytes(1, authority);
    statement.setString(2, principal);
    statement.setString(3, sourceAccount);
  }
}
