package dev.sealwright.benchmarks.line;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.sqlite.SQLiteConfig;

/** The certificates on record in a store whose server has ended, read without the engine. */
public final class SealedRows {
  private SealedRows() {}

  /** How many have their signature. */
  public static long count(Path database) throws SQLException {
    var config = new SQLiteConfig();
    config.setReadOnly(true);
    try (Connection connection = config.createConnection("jdbc:sqlite:" + database);
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery("SELECT count(*) FROM certificate JOIN seal USING (seq)")) {
      return rows.getLong(1);
    }
  }
}
