package dev.sealwright.engine.store.postgres;

import com.zaxxer.hikari.util.DriverDataSource;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Opens connections to whichever server leads. Threads: any. */
final class Connections {
  /** Without an answer for so long a connection is given up, in seconds. */
  private static final String SILENCE = "15";

  /**
   * A server that gets half of what a node was sending when its machine lost power would hold the
   * locks of that transaction for the two hours of the system's keepalive: no other timeout counts
   * then. Where there are such settings, it notices within some ten seconds.
   */
  private static final String KEEP_ALIVE =
      """
      SELECT set_config(name,
        CASE name WHEN 'tcp_keepalives_idle' THEN '5' WHEN 'tcp_keepalives_interval' THEN '2'
          ELSE '3' END, false)
      FROM pg_settings
      WHERE name IN ('tcp_keepalives_idle', 'tcp_keepalives_interval', 'tcp_keepalives_count')\
      """;

  private static final int WATCH_MILLIS = 5_000;
  private static final Duration ARRIVAL = Duration.ofSeconds(20);
  private static final Duration PAUSE = Duration.ofMillis(500);

  /**
   * The same few statements, planned once: that takes longer than to carry them out. All go along
   * indexes, for a plan that was made while a table was small outlives that, and a small table may
   * have thousands of rows that are deleted. Settings that the database does not have are left out.
   */
  private static final String PLANS =
      """
      SELECT set_config(wanted.name, wanted.value, false)
      FROM (VALUES ('plan_cache_mode', 'force_generic_plan'), ('jit', 'off'),
          ('enable_seqscan', 'off'), ('enable_hashjoin', 'off'), ('enable_mergejoin', 'off')) AS wanted (name, value)
        JOIN pg_settings USING (name)\
      """;

  private final DataSource source;
  private final DataSource patient;

  Connections(PostgresSettings settings) {
    this.source = source(settings, SILENCE);
    this.patient = source(settings, "0");
  }

  DataSource source() {
    return source;
  }

  /** For statements that take as long as there is something to read or write. */
  DataSource patient() {
    return patient;
  }

  /** What the URL says wins over the properties. */
  private static DataSource source(PostgresSettings settings, String silence) {
    var preset = new Properties();
    preset.setProperty("ApplicationName", "sealwright " + settings.name());
    preset.setProperty("targetServerType", "primary");
    // A server that takes connections and says nothing must not use up the time for all of them.
    preset.setProperty("connectTimeout", "2");
    preset.setProperty("sslResponseTimeout", "2000");
    preset.setProperty("loginTimeout", "15");
    preset.setProperty("socketTimeout", silence);
    // After a failover a server is not what it was a moment ago.
    preset.setProperty("hostRecheckSeconds", "1");
    preset.setProperty("tcpKeepAlive", "true");
    if (!isLocal(settings.url())) {
      preset.setProperty("sslmode", "verify-full");
    }
    return new DriverDataSource(
        settings.url(), null, preset, orNull(settings.user()), orNull(settings.password()));
  }

  private static @Nullable String orNull(String text) {
    return text.isEmpty() ? null : text;
  }

  /** Whether every host of jdbc:postgresql://host:port,host:port/... is this machine. */
  static boolean isLocal(String url) {
    int start = url.indexOf("//");
    if (start < 0) {
      return true; // the driver takes localhost then
    }
    String hosts = url.substring(start + 2).replaceFirst("[/?].*", "");
    for (String each : hosts.split(",", -1)) {
      String host = each.replaceFirst(":[0-9]*$", "");
      try {
        if (!host.isEmpty() && !InetAddress.getByName(host).isLoopbackAddress()) {
          return false;
        }
      } catch (UnknownHostException e) {
        return false;
      }
    }
    return true;
  }

  /**
   * Waits until there is a server that leads: node and database may be starting at the same time,
   * or one server be taking over from another.
   *
   * @throws SQLException when there is none for long
   */
  void await() throws SQLException {
    long end = System.nanoTime() + ARRIVAL.toNanos();
    while (true) {
      try (Connection _ = source.getConnection()) {
        return;
      } catch (SQLException e) {
        if (SqlFailure.of(e) == SqlFailure.WRONG || System.nanoTime() > end) {
          throw e;
        }
      }
      try {
        Thread.sleep(PAUSE);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new SQLException("interrupted while waiting for the database", "08001", e);
      }
    }
  }

  /** A connection for transactions, whose commits are on a standby if there is one. */
  Connection writing() throws SQLException {
    return writing(source.getConnection());
  }

  /** The same for a transaction that takes as long as there is something to write. */
  Connection filling() throws SQLException {
    Connection connection = writing(patient.getConnection());
    boolean ready = false;
    try (Statement statement = connection.createStatement()) {
      // The other end is the slower one at times.
      statement.execute("SET idle_in_transaction_session_timeout = 0");
      connection.commit();
      ready = true;
      return connection;
    } finally {
      if (!ready) {
        connection.close();
      }
    }
  }

  private static Connection writing(Connection connection) throws SQLException {
    boolean ready = false;
    try {
      // No statement_timeout: it would end the wait for a standby, and the commit would look well.
      try (Statement statement = connection.createStatement()) {
        statement.execute(KEEP_ALIVE);
        statement.execute(
            """
            SET statement_timeout = 0;
            SET lock_timeout = '5s';
            SET idle_in_transaction_session_timeout = '10s';
            SELECT set_config('synchronous_commit', 'on', false)
            WHERE current_setting('synchronous_commit') <> 'remote_apply'\
            """);
        statement.execute(PLANS);
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
   * A connection for short statements of which each is a transaction, safe on this server alone. It
   * is the first to notice that a server is silent.
   */
  Connection watching() throws SQLException {
    Connection connection = source.getConnection();
    boolean ready = false;
    try {
      connection.setNetworkTimeout(Runnable::run, WATCH_MILLIS);
      try (Statement statement = connection.createStatement()) {
        statement.execute("SET lock_timeout = '2s'");
        statement.execute("SET statement_timeout = '4s'");
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
