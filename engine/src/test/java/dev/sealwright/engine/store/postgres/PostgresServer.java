package dev.sealwright.engine.store.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One PostgreSQL server of Debian's packages, perhaps with a synchronous standby, on ports of its
 * own; nothing fails over. Up within seconds.
 *
 * <p>Threads: databases may be made by any; the rest by one at a time.
 */
public final class PostgresServer implements AutoCloseable {
  private static final String OWNER = "sealwright";

  private final Lab lab;
  private final String password;
  private final String superuserPassword;
  private final AtomicInteger databases = new AtomicInteger();

  private PostgresServer(Lab lab) {
    this.lab = lab;
    this.password = lab.ask("password", "sealwright");
    this.superuserPassword = lab.ask("password", "superuser");
  }

  private static final class Shared {
    private static final PostgresServer SERVER = start();

    static {
      Runtime.getRuntime().addShutdownHook(new Thread(SERVER::close, "end-of-postgres"));
    }
  }

  /**
   * The one of this JVM: started at the first call, ended with the JVM. Do not close or kill it.
   */
  public static PostgresServer shared() {
    return Shared.SERVER;
  }

  /** A server of one's own, which may be killed. */
  public static PostgresServer start() {
    return new PostgresServer(Lab.start("server.sh", 2));
  }

  /** With a standby for which every commit waits. */
  public static PostgresServer startWithStandby() {
    return new PostgresServer(Lab.start("server.sh", 2, "standby"));
  }

  /** Where it listens on 127.0.0.1. */
  public int port() {
    return lab.port();
  }

  /** A new, empty database, which belongs to the role sealwright, by TLS. */
  public TestDatabase database() throws SQLException {
    String name = "test" + databases.incrementAndGet();
    try (Connection connection = superuser("postgres");
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + name + " OWNER " + OWNER);
      statement.execute("REVOKE ALL ON DATABASE " + name + " FROM PUBLIC");
    }
    return new TestDatabase(
        url(port(), name, OWNER) + "&sslmode=verify-full&sslrootcert=" + lab.ca(), OWNER, password);
  }

  /** A copy of a database that nobody is connected to. */
  public TestDatabase copyOf(TestDatabase original) throws SQLException {
    String path = original.url().substring(0, original.url().indexOf('?'));
    String from = path.substring(path.lastIndexOf('/') + 1);
    String name = "test" + databases.incrementAndGet();
    try (Connection connection = superuser("postgres");
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + name + " TEMPLATE " + from + " OWNER " + OWNER);
      statement.execute("REVOKE ALL ON DATABASE " + name + " FROM PUBLIC");
    }
    return new TestDatabase(
        original.url().replace("/" + from + "?", "/" + name + "?"), OWNER, password);
  }

  /**
   * The same database through something that stands in between, without TLS.
   *
   * @param port where that listens
   */
  public TestDatabase through(int port, TestDatabase database) {
    String path = database.url().substring(0, database.url().indexOf('?'));
    String name = path.substring(path.lastIndexOf('/') + 1);
    return new TestDatabase(
        url(port, name, OWNER) + "&connectTimeout=2&socketTimeout=5&sslmode=disable",
        OWNER,
        password);
  }

  /** For what only a superuser may, such as pg_terminate_backend; the caller closes it. */
  public Connection superuser(String database) throws SQLException {
    return new TestDatabase(
            url(port(), database, "postgres") + "&sslmode=verify-full&sslrootcert=" + lab.ca(),
            "postgres",
            superuserPassword)
        .connect();
  }

  /** The same on the standby, which reads alone until it is promoted; the caller closes it. */
  public Connection standby(String database) throws SQLException {
    return new TestDatabase(
            url(port() + 1, database, "postgres") + "&sslmode=verify-full&sslrootcert=" + lab.ca(),
            "postgres",
            superuserPassword)
        .connect();
  }

  /** Every commit waits from now on, and the standby's connections stay open. */
  public void pauseStandby() {
    lab.ask("pause", "standby");
  }

  /** What waited goes through. */
  public void continueStandby() {
    lab.ask("continue", "standby");
  }

  /** Kill -9 of every process of the primary. */
  public void kill() {
    lab.ask("kill", "primary");
  }

  /** Kill -9 of every process of the standby: commits wait from now on. */
  public void killStandby() {
    lab.ask("kill", "standby");
  }

  /** Starts what was killed, and waits until it serves. */
  public void resume() {
    lab.ask("resume");
  }

  @Override
  public void close() {
    lab.close();
  }

  private static String url(int port, String database, String user) {
    return "jdbc:postgresql://127.0.0.1:" + port + "/" + database + "?user=" + user;
  }
}
