package dev.sealwright.engine.store.embedded;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * A foreign key as the schema has it; names are those of our own migrations.
 *
 * @param columns of the table, separated by commas
 * @param target the columns they point to
 * @param identity the columns of the table's primary key
 */
record ForeignKey(String table, String columns, String target, String identity) {
  private static final String TO =
      """
      SELECT t.name, group_concat(f."from" ORDER BY f.seq), group_concat(f."to" ORDER BY f.seq),
        (SELECT group_concat(c.name ORDER BY c.pk) FROM pragma_table_info(t.name) AS c WHERE c.pk > 0)
      FROM sqlite_schema AS t, pragma_foreign_key_list(t.name) AS f
      WHERE t.type = 'table' AND f."table" = ?
      GROUP BY t.name, f.id ORDER BY t.name, f.id\
      """;

  /** The foreign keys that point to a table; each names the columns it points to. */
  static List<ForeignKey> to(Connection connection, String table) throws SQLException {
    List<ForeignKey> found = new ArrayList<>();
    try (PreparedStatement query = connection.prepareStatement(TO)) {
      query.setString(1, table);
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          found.add(
              new ForeignKey(
                  row.getString(1), row.getString(2), row.getString(3), row.getString(4)));
        }
      }
    }
    return found;
  }
}
