package dev.sealwright.engine.store.postgres;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.postgresql.jdbc.SslMode;

/** Opens connections to whichever server leads. Threads: any. */
final class Connections {
  /** Without an answer for so long a connection is given up, in seconds. */
  private static final int SILENCE = 15;

  private final DataSource source;

  Connections(PostgresSettings settings) {
    this.source = source(settings);
  }

  DataSource source() {
    return source;
  }

  private static PGSimpleDataSource source(PostgresSettings settings) {
    var source = new PGSimpleDataSource();
    source.setApplicationName("sealwright " + settings.name());
    source.setTargetServerType("primary");
    source.setConnectTimeout(3);
    source.setLoginTimeout(5);
    source.setSocketTimeout(SILENCE);
    // After a failover a server is not what it was a moment ago.
    source.setHostRecheckSeconds(1);
    source.setTcpKeepAlive(true);
    if (!settings.user().isEmpty()) {
      source.setUser(settings.user());
    }
    if (!settings.password().isEmpty()) {
      source.setPassword(settings.password());
    }
    source.setUrl(settings.url());
    if (source.getSslmode() == null && !isLocal(source.getServerNames())) {
      source.setSslmode(SslMode.VERIFY_FULL.value);
    }
    return source;
  }

  private static boolean isLocal(String[] hosts) {
    for (String host : hosts) {
      try {
        if (!InetAddress.getByName(host).isLoopbackAddress()) {
          return false;
        }
      } catch (UnknownHostException e) {
        return false;
      }
    }
    return true;
  }

  /** A connection for transactions, whose commits are on a standby if there is one. */
  Connection writing() throws SQLException {
    Connection connection = source.getConnection();
    boolean ready = false;
    try {
      // No statement_timeout: it would end the wait for a standby, and the commit would look well.
      try (Statement statement = connection.createStatement()) {
        statement.execute("SET statement_timeout = 0");
        statement.execute("SET lock_timeout = '5s'");
        statement.execute("SET idle_in_transaction_session_timeout = '10s'");
        statement.execute(
            "SELECT set_config('synchronous_commit', 'on', false)"
                + " WHERE current_setting('synchronous_commit') <> 'remote_apply'");
      }
      connection.setAutoCommit(false);
      connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
      ready = true;
      return connection;
    } finally {
      if (!ready) {
        connection.close();
      }
    }
  }

  /**
   * A connection for short statements of which each is a transaction, safe on this server alone.
   */
  Connection watching() throws SQLException {
    Connection connection = source.getConnection();
    boolean ready = false;
    try {
      try (Statement statement = connection.createStatement()) {
        statement.execute("SET lock_timeout = '2s'");
        statement.execute("SET statement_timeout = '5s'");
        // A sign of life that is lost in a failover is given anew; it must not wait for a standby.
        statement.execute("SET synchronous_commit = local");
      }
      ready = true;
      return connection;
    } finally {
      if (!ready) {
        connection.close();
      }
    }
  }
}
