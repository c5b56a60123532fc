package dev.sealwright.engine.store.embedded;

import dev.sealwright.engine.store.verify.RecordAccess;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** A database that is looked at, beside the process that has it open or without one. */
record SqliteAccess(Path database) implements RecordAccess {
  @Override
  public Connection reading() throws SQLException {
    Connection connection = Settings.reading(database).getConnection();
    boolean ready = false;
    try (Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA query_only = ON");
      ready = true;
      return connection;
    } finally {
      if (!ready) {
        connection.close();
      }
    }
  }

  @Override
  public Connection snapshot() throws SQLException {
    Connection connection = reading();
    connection.setAutoCommit(false);
    return connection;
  }

  @Override
  public String certificateKey() {
    return "seq";
  }

  @Override
  public String place() {
    return database.toString();
  }
}
