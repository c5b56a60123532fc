package dev.sealwright.engine.store.embedded;

import dev.sealwright.engine.store.FilledRecord;
import dev.sealwright.engine.store.VerifierContract;
import dev.sealwright.engine.store.verify.RecordAccess;
import dev.sealwright.engine.x509.Serial;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

final class SqliteVerifierTest extends VerifierContract {
  @TempDir private static Path folder;
  private static FilledRecord filled;

  @BeforeAll
  static void fill() {
    filled = FilledRecord.in(() -> SqliteStore.open(folder.resolve("records.db")));
  }

  @Override
  protected FilledRecord filled() {
    return filled;
  }

  @Override
  protected Copy copy() throws Exception {
    Path file = Files.copy(folder.resolve("records.db"), folder.resolve(UUID.randomUUID() + ".db"));
    return new Copy() {
      @Override
      public RecordAccess access() {
        return SqliteStore.access(file);
      }

      @Override
      public Connection connect() throws SQLException {
        // Without foreign keys.
        return DriverManager.getConnection("jdbc:sqlite:" + file);
      }

      @Override
      public void close() {
        // Goes with its folder.
      }
    };
  }

  @Override
  protected String of(Serial serial) {
    return "seq = (SELECT seq FROM certificate WHERE serial = " + bytes(serial.hex()) + ")";
  }

  @Override
  protected String bytes(String hex) {
    return "x'" + hex + "'";
  }
}
