package dev.sealwright.engine.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealwright.engine.MostlyWaits;
import dev.sealwright.engine.store.FilledRecord;
import dev.sealwright.engine.store.ManyCertificates;
import dev.sealwright.engine.store.copy.CopySource;
import dev.sealwright.engine.store.copy.CopyTarget;
import dev.sealwright.engine.store.copy.StoreCopy;
import dev.sealwright.engine.store.embedded.SqliteStore;
import dev.sealwright.engine.store.verify.RecordAccess;
import dev.sealwright.engine.store.verify.StoreVerifier;
import dev.sealwright.engine.store.verify.Verification;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Several pages and batches of everything. With {@code -Dsealwright.certificates=100000} it is the
 * measurement of docs/storage.md.
 */
@MostlyWaits
final class LargeCopyTest {
  private static final int CERTIFICATES = Integer.getInteger("sealwright.certificates", 4_500);

  @TempDir private Path folder;

  @Test
  void isBackedUpVerifiedAndCopied() throws Exception {
    Path file = folder.resolve("records.db");
    FilledRecord filled = FilledRecord.in(() -> SqliteStore.open(file));
    try (SqliteStore store = SqliteStore.open(file)) {
      ManyCertificates.add(store, filled, CERTIFICATES);
    }
    say("file", Files.size(file) / CERTIFICATES, "bytes a certificate");

    long begun = System.nanoTime();
    SqliteStore.backup(file, folder.resolve("backup.db"));
    rate("backup", CERTIFICATES, begun, "certificates");
    Verification original = verify("verify the file", SqliteStore.access(file));
    assertThat(original)
        .isEqualTo(verify("the backup", SqliteStore.access(folder.resolve("backup.db"))));

    TestDatabase database = PostgresServer.shared().database();
    PostgresSettings settings = PostgresStoreTest.settings(database);
    begun = System.nanoTime();
    long rows = 0;
    try (CopySource source = SqliteStore.copySource(file);
        CopyTarget target = PostgresStore.copyTarget(settings)) {
      for (StoreCopy.Copied each : new StoreCopy(source, target).run(step -> {})) {
        rows += each.rows();
      }
    }
    rate("copy and comparison", rows, begun, "rows");
    assertThat(rows).isGreaterThan(4L * CERTIFICATES);
    assertThat(verify("verify PostgreSQL", PostgresStore.access(settings))).isEqualTo(original);
    say("database", size(database) / CERTIFICATES, "bytes a certificate");
  }

  private static Verification verify(String what, RecordAccess access) {
    List<String> violations = new ArrayList<>();
    long begun = System.nanoTime();
    Verification found =
        new StoreVerifier(
                Clock.fixed(FilledRecord.NOW, ZoneOffset.UTC), 2, StoreVerifier.PATIENCE, null)
            .verify(access, each -> violations.add(each.toString()));
    rate(what, found.certificates(), begun, "certificates");
    assertThat(violations).isEmpty();
    assertThat(found.certificates()).isEqualTo(CERTIFICATES + 2L * FilledRecord.LEAVES + 4);
    return found;
  }

  private static long size(TestDatabase database) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT pg_database_size(current_database())")) {
      row.next();
      return row.getLong(1);
    }
  }

  private static void rate(String what, long count, long begun, String unit) {
    Duration took = Duration.ofNanos(System.nanoTime() - begun);
    say(what, count * 1_000 / Math.max(1, took.toMillis()), unit + " a second, " + took);
  }

  private static void say(String what, long number, String unit) {
    System.out.println("measured: " + what + ": " + number + " " + unit);
  }
}
