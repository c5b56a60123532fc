package dev.sealwright.engine.store.postgres;

import dev.sealwright.engine.store.verify.RecordAccess;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** A database that is looked at, beside its nodes. */
record PostgresAccess(Connections connections, String place) implements RecordAccess {
  @Override
  public Connection reading() throws SQLException {
    Connection connection = connections.patient().getConnection();
    boolean ready = false;
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET statement_timeout = 0");
      connection.setReadOnly(true);
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
    boolean ready = false;
    try {
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      connection.setAutoCommit(false);
      ready = true;
      return connection;
    } finally {
      if (!ready) {
        connection.close();
      }
    }
  }

  @Override
  public String certificateKey() {
    return "authority, serial";
  }
}
