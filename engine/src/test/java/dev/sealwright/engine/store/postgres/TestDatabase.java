package dev.sealwright.engine.store.postgres;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;

/**
 * How a test reaches a database.
 *
 * @param url without the password; with the user in it
 */
public record TestDatabase(String url, String user, String password) {
  /** A connection of its own, which waits for an answer no longer than ten seconds. */
  public Connection connect() throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", user);
    properties.setProperty("password", password);
    // What the URL says wins.
    properties.setProperty("connectTimeout", "2");
    properties.setProperty("loginTimeout", "5");
    properties.setProperty("socketTimeout", "10");
    return DriverManager.getConnection(url, properties);
  }

  @Override
  public String toString() {
    return url;
  }
}
