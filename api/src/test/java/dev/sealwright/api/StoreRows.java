package dev.sealwright.api;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** How many rows each table of a server's store has, read beside the server that writes them. */
final class StoreRows {
  private static final List<String> TABLES =
      List.of(
          "authority",
          "authority_csr",
          "authority_certificate",
          "certificate",
          "certificate_der",
          "open_reservation",
          "seal",
          "closure",
          "claim",
          "audit_event");

  private StoreRows() {}

  static SortedMap<String, Integer> count(Path store) {
    SortedMap<String, Integer> rows = new TreeMap<>();
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:file:" + store + "?mode=ro");
        Statement statement = connection.createStatement()) {
      for (String table : TABLES) {
        try (ResultSet count = statement.executeQuery("SELECT count(*) FROM " + table)) {
          rows.put(table, count.getInt(1));
        }
      }
      return rows;
    } catch (SQLException e) {
      throw new AssertionError("cannot read " + store, e);
    }
  }
}
