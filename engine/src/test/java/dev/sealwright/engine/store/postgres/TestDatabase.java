package dev.sealwright.engine.store.postgres;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/**
 * How a test reaches a database.
 *
 * @param url without the password; with the user in it
 */
public record TestDatabase(String url, String user, String password) {
  /** A connection of its own; may throw like every first step towards a server. */
  public Connection connect() throws SQLException {
    return DriverManager.getConnection(url, user, password);
  }

  @Override
  public String toString() {
    return url;
  }
}
