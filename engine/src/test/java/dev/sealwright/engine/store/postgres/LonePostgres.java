package dev.sealwright.engine.store.postgres;

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
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A PostgreSQL server of Debian's for one test class, on loopback, with an empty database. */
final class LonePostgres implements AutoCloseable {
  private static final Path BIN = Path.of("/usr/lib/postgresql/15/bin");
  private static final String SERVERS_USER = "postgres";

  private final Path folder;
  private final Process process;
  private final int port;

  private LonePostgres(Path folder, Process process, int port) {
    this.folder = folder;
    this.process = process;
    this.port = port;
  }

  static LonePostgres start() {
    if (!Files.isExecutable(BIN.resolve("postgres"))) {
      throw new IllegalStateException("no " + BIN + ": apt-get install postgresql-15");
    }
    try {
      Path folder = Files.createTempDirectory("lone-postgres");
      if (isRoot()) {
        Files.setOwner(
            folder,
            folder
                .getFileSystem()
                .getUserPrincipalLookupService()
                .lookupPrincipalByName(SERVERS_USER));
      }
      Path data = folder.resolve("data");
      Process made =
          command(folder, "initdb", "-D", data.toString(), "-U", "sealwright", "-A", "trust");
      if (!made.waitFor(60, TimeUnit.SECONDS) || made.exitValue() != 0) {
        throw new IllegalStateException("initdb: " + Files.readString(folder.resolve("log")));
      }
      int port = freePort();
      Process process =
          command(
              folder,
              "postgres",
              "-D",
              data.toString(),
              "-p",
              String.valueOf(port),
              "-k",
              folder.toString(),
              "-h",
              "127.0.0.1");
      LonePostgres server = new LonePostgres(folder, process, port);
      server.await();
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  String url() {
    return "jdbc:postgresql://127.0.0.1:" + port + "/postgres?user=sealwright";
  }

  void execute(String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url());
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private void await() throws InterruptedException, IOException {
    for (int tried = 0; ; tried++) {
      try {
        execute("SELECT 1");
        return;
      } catch (SQLException e) {
        if (tried == 600 || !process.isAlive()) {
          throw new IllegalStateException(Files.readString(folder.resolve("log")), e);
        }
        Thread.sleep(50);
      }
    }
  }

  private static Process command(Path folder, String program, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    if (isRoot()) {
      // A server refuses to run as root. This one is executed, so that signals reach it.
      command.addAll(
          List.of(
              "setpriv",
              "--reuid=" + SERVERS_USER,
              "--regid=" + SERVERS_USER,
              "--clear-groups",
              "--"));
    }
    command.add(BIN.resolve(program).toString());
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command)
        .directory(folder.toFile())
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
        .start();
  }

  private static boolean isRoot() {
    return System.getProperty("user.name").equals("root");
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Sessions or not. */
  @Override
  public void close() {
    if (!Files.exists(folder)) {
      return;
    }
    process.destroyForcibly();
    // Its children end when they find that it is gone.
    try {
      process.waitFor();
      List<Path> files;
      try (var all = Files.walk(folder)) {
        files = all.sorted(Comparator.reverseOrder()).toList();
      }
      for (Path file : files) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
