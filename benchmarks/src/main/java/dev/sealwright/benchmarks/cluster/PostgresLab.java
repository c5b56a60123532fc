package dev.sealwright.benchmarks.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * One PostgreSQL server, perhaps with a synchronous standby, with the settings of the script that
 * starts it: fsync is on. Ended when this is closed, and with this process, however it ends.
 *
 * <p>Threads: one.
 */
final class PostgresLab implements AutoCloseable {
  static final String OWNER = "sealwright";

  private static final Path SCRIPT = Path.of("engine/src/test/bash/postgres/server.sh");

  /**
   * On a disk, unlike what /tmp may be, and open to the user of the servers, unlike what the folder
   * of the repository may be.
   */
  private static final Path DISK = Path.of("/var/tmp");

  private static final long MINUTES = 5;

  /** Each of 16 MiB; more than the cases of a run write. */
  private static final int SEGMENTS = 48;

  private final Path folder;
  private final boolean standby;
  private final int port;

  private PostgresLab(boolean standby) throws IOException {
    this.standby = standby;
    this.folder =
        DISK.resolve("sealwright-bench-" + ProcessHandle.current().pid() + "-" + System.nanoTime());
    this.port = freePorts();
  }

  static PostgresLab start(boolean standby) throws IOException, InterruptedException, SQLException {
    var lab = new PostgresLab(standby);
    boolean started = false;
    try {
      List<String> arguments = new ArrayList<>(List.of(String.valueOf(lab.port)));
      if (standby) {
        arguments.add("standby");
      }
      lab.ask("start", arguments.toArray(String[]::new));
      started = true;
      return lab;
    } finally {
      if (!started && Files.exists(lab.folder.resolve("lab"))) {
        lab.close();
      }
    }
  }

  /**
   * Brings the servers to where those are that have run for a while: their log has segments to use
   * again, where a new server makes each anew, and commits wait until it is written in full. Nor
   * does the system write what is left of the preparation while something is measured.
   */
  void settle() throws SQLException, IOException, InterruptedException {
    execute(
        "postgres",
        """
        DO $$ BEGIN
          FOR segment IN 1..%d LOOP
            PERFORM pg_logical_emit_message(false, 'sealwright', 'fill');
            PERFORM pg_switch_wal();
          END LOOP;
        END $$\
        """
            .formatted(SEGMENTS));
    execute("postgres", "CHECKPOINT");
    if (standby) {
      // Answered when the standby has replayed everything up to it, the checkpoint too.
      execute("postgres", "SET synchronous_commit = remote_apply; CREATE TABLE settled ()");
      execute("postgres", "DROP TABLE settled");
      String follower =
          url("postgres")
              .replace(":" + port + "/", ":" + (port + 1) + "/")
              .replace("targetServerType=primary", "targetServerType=any");
      executeAt(follower, "CHECKPOINT");
    }
    new ProcessBuilder("sync").inheritIO().start().waitFor();
  }

  boolean hasStandby() {
    return standby;
  }

  /** CPU time of the server that is written to, so far. */
  ServerCpu leader() {
    return new ServerCpu(folder.resolve("primary"));
  }

  /** CPU time of the one that follows. */
  ServerCpu follower() {
    return new ServerCpu(folder.resolve("standby"));
  }

  /**
   * Makes an empty database that belongs to {@link #OWNER}.
   *
   * @param name a plain word
   * @return its URL, by TLS
   */
  String database(String name) throws SQLException, IOException, InterruptedException {
    execute("postgres", "CREATE DATABASE " + name + " OWNER " + OWNER);
    return url(name);
  }

  String password() throws IOException, InterruptedException {
    return ask("password", OWNER);
  }

  /** As the superuser. */
  void execute(String database, String statement)
      throws SQLException, IOException, InterruptedException {
    executeAt(url(database), statement);
  }

  private void executeAt(String url, String statement)
      throws SQLException, IOException, InterruptedException {
    try (Connection connection =
            DriverManager.getConnection(
                url.replace("user=" + OWNER, "user=postgres"),
                "postgres",
                ask("password", "superuser"));
        Statement execution = connection.createStatement()) {
      execution.execute(statement);
    }
  }

  /** A connection of the nodes' role. */
  Connection connect(String database) throws SQLException, IOException, InterruptedException {
    return DriverManager.getConnection(url(database), OWNER, password());
  }

  /** What the figures depend on, as {@code key=value} pairs. */
  String conditions() throws SQLException, IOException, InterruptedException {
    var text = new StringBuilder("servers=" + (standby ? 2 : 1));
    text.append(" filesystem=").append(Files.getFileStore(folder).type());
    try (Connection connection = connect(OWNER);
        Statement query = connection.createStatement()) {
      for (String setting :
          List.of(
              "server_version",
              "fsync",
              "synchronous_commit",
              "synchronous_standby_names",
              "shared_buffers",
              "min_wal_size",
              "max_wal_size",
              "checkpoint_timeout",
              "wal_compression",
              "ssl")) {
        try (var row = query.executeQuery("SHOW " + setting)) {
          row.next();
          text.append(' ').append(setting).append('=').append(row.getString(1).replace(' ', '_'));
        }
      }
    }
    return text.toString();
  }

  private String url(String database) throws IOException, InterruptedException {
    return ask("url").replace("/" + OWNER + "?", "/" + database + "?");
  }

  private String ask(String command, String... arguments) throws IOException, InterruptedException {
    Path script = script();
    List<String> line = new ArrayList<>(List.of(script.toString(), command, folder.toString()));
    line.addAll(Arrays.asList(arguments));
    Path said = Files.createTempFile("lab", ".log");
    try {
      var builder =
          new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(said.toFile());
      builder.environment().put("LAB_OWNER", String.valueOf(ProcessHandle.current().pid()));
      Process process = builder.start();
      boolean ended = process.waitFor(MINUTES, TimeUnit.MINUTES);
      String output = Files.readString(said, UTF_8).strip();
      if (!ended || process.exitValue() != 0) {
        process.destroyForcibly();
        throw new IllegalStateException(script.getFileName() + " " + command + ": " + output);
      }
      return output;
    } finally {
      Files.delete(said);
    }
  }

  /** The command runs in the folder of the repository, a test in that of its module. */
  private static Path script() {
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      if (Files.exists(at.resolve(SCRIPT))) {
        return at.resolve(SCRIPT);
      }
    }
    throw new IllegalStateException("not in the repository: " + SCRIPT + " is needed");
  }

  /** Two in a row, below those that the system gives to outgoing connections. */
  private static int freePorts() throws IOException {
    for (int port = 21_000 + (int) (ProcessHandle.current().pid() % 5_000); port < 31_000; port++) {
      if (isFree(port) && isFree(port + 1)) {
        return port;
      }
    }
    throw new IOException("no two ports in a row are free");
  }

  private static boolean isFree(int port) {
    try (var _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return true;
    } catch (IOException inUse) {
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    try {
      ask("destroy");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted; the servers end with this process", e);
    }
  }
}
