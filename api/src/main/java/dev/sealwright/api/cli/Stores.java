package dev.sealwright.api.cli;

import dev.sealwright.api.config.Database;
import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.store.Store;
import dev.sealwright.engine.store.embedded.SqliteStore;
import dev.sealwright.engine.store.postgres.PostgresSettings;
import dev.sealwright.engine.store.postgres.PostgresStore;
import dev.sealwright.engine.store.verify.RecordAccess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Opens the store that is configured. */
public final class Stores {
  private static final int LONGEST_PASSWORD = 1024;

  private Stores() {}

  /**
   * For a process that writes.
   *
   * @param node what other nodes call this one
   */
  public static Store open(Database database, String node) {
    return switch (database) {
      case Database.Embedded embedded -> SqliteStore.open(embedded.file());
      case Database.Postgres postgres -> PostgresStore.open(settings(postgres, node));
    };
  }

  /** Beside a server that may run. */
  static Store openForReading(Database database) {
    return switch (database) {
      case Database.Embedded embedded -> SqliteStore.openForReading(embedded.file());
      case Database.Postgres postgres ->
          PostgresStore.openForReading(settings(postgres, "command"));
    };
  }

  /** The tables as they are, beside a server that may run. */
  static RecordAccess access(Database database) {
    return switch (database) {
      case Database.Embedded embedded -> SqliteStore.access(embedded.file());
      case Database.Postgres postgres -> PostgresStore.access(settings(postgres, "command"));
    };
  }

  /** Whether there may be something on record; what a database has shows when it is opened. */
  public static boolean exists(Database database) {
    return switch (database) {
      case Database.Embedded embedded -> Files.exists(embedded.file());
      case Database.Postgres _ -> true;
    };
  }

  private static String password(Database.Postgres postgres) {
    Optional<Path> file = postgres.passwordFile();
    if (file.isEmpty()) {
      return postgres.password().orElse("");
    }
    try {
      if (Files.size(file.get()) > LONGEST_PASSWORD) {
        throw new CaException(
            Failure.STORE_UNAVAILABLE, file.get() + " is too long for a password");
      }
      return Files.readString(file.get(), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new CaException(
          Failure.STORE_UNAVAILABLE, file.get() + ": the password cannot be read from it", e);
    }
  }

  static PostgresSettings settings(Database.Postgres postgres, String node) {
    return PostgresSettings.of(postgres.url(), node)
        .as(postgres.user().orElse(""), password(postgres))
        .requiringStandby(postgres.requireStandby())
        .withLease(postgres.lease());
  }
}
