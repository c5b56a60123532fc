package dev.sealwright.api;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A PostgreSQL server of Debian's packages for one test class, by the script that the engine's
 * tests use; it ends with this JVM, also when that is killed.
 *
 * <p>Threads: one.
 */
final class LocalPostgres implements AutoCloseable {
  private final Path folder;
  private final String url;
  private final Path passwordFile;

  private LocalPostgres(Path folder, String url, Path passwordFile) {
    this.folder = folder;
    this.url = url;
    this.passwordFile = passwordFile;
  }

  /** Up, with an empty database. */
  static LocalPostgres start(Path temporary) {
    Path folder =
        Path.of(
            System.getProperty("java.io.tmpdir"),
            "sealwright-lab-" + ProcessHandle.current().pid() + "-" + System.nanoTime());
    ask("start", folder, String.valueOf(freePort()));
    try {
      Path password =
          Files.createFile(
              temporary.resolve("database-password"),
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(password, ask("password", folder, "sealwright") + "\n");
      return new LocalPostgres(folder, ask("url", folder), password);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String url() {
    return url;
  }

  Path passwordFile() {
    return passwordFile;
  }

  /** What a server over it needs; there is no standby. */
  Map<String, String> environment() {
    return Map.of(
        "SEALWRIGHT_DB",
        url,
        "SEALWRIGHT_DB_PASSWORD_FILE",
        passwordFile.toString(),
        "SEALWRIGHT_CLUSTER_REQUIRE_STANDBY",
        "false");
  }

  @Override
  public void close() {
    ask("destroy", folder);
  }

  private static String ask(String command, Path folder, String... arguments) {
    List<String> line =
        new ArrayList<>(
            List.of(
                Path.of("../engine/src/test/bash/postgres/server.sh").toAbsolutePath().toString(),
                command,
                folder.toString()));
    line.addAll(List.of(arguments));
    try {
      Path said = Files.createTempFile("lab", ".log");
      ProcessBuilder builder =
          new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(said.toFile());
      builder.environment().put("LAB_OWNER", String.valueOf(ProcessHandle.current().pid()));
      int status = builder.start().waitFor();
      String output = Files.readString(said).strip();
      Files.delete(said);
      if (status != 0) {
        throw new IllegalStateException("server.sh " + command + ": " + output);
      }
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** With the next one free too: the script asks for both. */
  private static int freePort() {
    for (int port = 33_000; port < 60_000; port += 2) {
      if (isFree(port) && isFree(port + 1)) {
        return port;
      }
    }
    throw new IllegalStateException("no port is free");
  }

  private static boolean isFree(int port) {
    try (ServerSocket _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
