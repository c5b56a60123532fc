package dev.sealwright.api;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

/**
 * A PostgreSQL server and how a server of ours is told of it.
 *
 * <p>Threads: one.
 */
final class LocalPostgres implements AutoCloseable {
  private final LonePostgres server;
  private final Path passwordFile;

  private LocalPostgres(LonePostgres server, Path passwordFile) {
    this.server = server;
    this.passwordFile = passwordFile;
  }

  /** Up, with an empty database. */
  static LocalPostgres start(Path temporary) {
    LonePostgres server = LonePostgres.start();
    try {
      Path password =
          Files.createFile(
              temporary.resolve("database-password"),
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(password, server.password() + "\n");
      return new LocalPostgres(server, password);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String url() {
    return server.url();
  }

  Path passwordFile() {
    return passwordFile;
  }

  /** What a server over it needs; there is no standby. */
  Map<String, String> environment() {
    return Map.of(
        "SEALWRIGHT_DB",
        server.url(),
        "SEALWRIGHT_DB_PASSWORD_FILE",
        passwordFile.toString(),
        "SEALWRIGHT_CLUSTER_REQUIRE_STANDBY",
        "false");
  }

  @Override
  public void close() {
    server.close();
  }
}
