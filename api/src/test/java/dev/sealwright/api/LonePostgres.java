package dev.sealwright.api;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * A PostgreSQL server with an empty database, made and ended by the engine's script for tests; it
 * ends with this JVM, also when that is killed.
 */
public final class LonePostgres implements AutoCloseable {
  private static final Path SCRIPT =
      Path.of("..", "engine", "src", "test", "bash", "postgres", "server.sh")
          .toAbsolutePath()
          .normalize();

  private final Path folder;
  private final String url;
  private final String password;

  private LonePostgres(Path folder) {
    this.folder = folder;
    this.url = ask(folder, "url");
    this.password = ask(folder, "password", "sealwright");
  }

  public static LonePostgres start() {
    Path folder =
        Path.of(
            System.getProperty("java.io.tmpdir"),
            "sealwright-rates-" + ProcessHandle.current().pid() + "-" + System.nanoTime());
    ask(folder, "start", String.valueOf(freePorts()));
    return new LonePostgres(folder);
  }

  String url() {
    return url;
  }

  String password() {
    return password;
  }

  /** Up to three connections; one that cannot be had is given up after half a second. */
  public HikariDataSource pool() {
    HikariConfig settings = new HikariConfig();
    settings.setJdbcUrl(url);
    settings.setUsername("sealwright");
    settings.setPassword(password);
    settings.setMaximumPoolSize(3);
    settings.setConnectionTimeout(500);
    settings.setInitializationFailTimeout(TimeUnit.SECONDS.toMillis(30));
    return new HikariDataSource(settings);
  }

  /** The caller closes it. */
  public Connection connect() throws SQLException {
    return DriverManager.getConnection(url, "sealwright", password);
  }

  public void execute(String sql) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Kill -9 of every process of it. */
  public void kill() {
    ask(folder, "kill", "primary");
  }

  @Override
  public void close() {
    ask(folder, "destroy");
  }

  /** Two in a row, below those that the system gives to outgoing connections. */
  private static int freePorts() {
    Random random = new Random();
    while (true) {
      int port = 15_000 + random.nextInt(16_000);
      InetAddress loopback = InetAddress.getLoopbackAddress();
      try (ServerSocket one = new ServerSocket(port, 1, loopback);
          ServerSocket next = new ServerSocket(port + 1, 1, loopback)) {
        return Math.min(one.getLocalPort(), next.getLocalPort());
      } catch (IOException inUse) {
        // Another pair.
      }
    }
  }

  private static String ask(Path folder, String command, String... arguments) {
    List<String> line = new ArrayList<>(List.of(SCRIPT.toString(), command, folder.toString()));
    line.addAll(List.of(arguments));
    try {
      Path said = Files.createTempFile("lone-postgres", ".log");
      ProcessBuilder builder =
          new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(said.toFile());
      builder.environment().put("LAB_OWNER", String.valueOf(ProcessHandle.current().pid()));
      int status = builder.start().waitFor();
      String output = Files.readString(said).strip();
      Files.delete(said);
      if (status != 0) {
        throw new IllegalStateException(SCRIPT.getFileName() + " " + command + ": " + output);
      }
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
