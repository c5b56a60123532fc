package dev.sealwright.engine.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealwright.engine.TestEngine;
import dev.sealwright.engine.Until;
import dev.sealwright.engine.store.FilledRecord;
import dev.sealwright.engine.store.IssuedRecord;
import dev.sealwright.engine.store.copy.CopySource;
import dev.sealwright.engine.store.copy.CopyTarget;
import dev.sealwright.engine.store.copy.StoreCopy;
import dev.sealwright.engine.store.embedded.SqliteStore;
import dev.sealwright.engine.store.verify.StoreVerifier;
import dev.sealwright.engine.x509.Serial;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An old month leaves the record by the statements that docs/storage.md gives, and comes back. */
final class DetachedMonthTest {
  private static final Path DOC = Path.of("../docs/storage.md");

  private static final Path PROGRAMS = programs();

  /** By then the leaves have expired and the CAs have not. */
  private static final Duration LATER = Duration.ofDays(200);

  @TempDir private Path folder;

  @Test
  void theRestGoesOnWithoutTheMonth() throws Exception {
    Path file = folder.resolve("records.db");
    FilledRecord filled = FilledRecord.in(() -> SqliteStore.open(file));
    TestDatabase database = PostgresServer.shared().database();
    PostgresSettings settings = PostgresStoreTest.settings(database);
    try (CopySource source = SqliteStore.copySource(file);
        CopyTarget target = PostgresStore.copyTarget(settings)) {
      new StoreCopy(source, target).run(step -> {});
    }
    Serial fresh;
    try (TestEngine engine = new TestEngine(PostgresStore.open(settings), filled.vault(), LATER)) {
      // What was left open is of that month, and finished first; then, while nodes work:
      Until.holds("nothing is open", () -> count(database, "open_reservation") == 0);
      run(database, "detach");
      fresh = engine.engine.issue(TestEngine.leafOrder(filled.root(), "after the detach", null));
      assertThat(engine.engine.certificate(filled.root(), fresh).certificate()).isNotNull();
    }
    try (PostgresStore store = PostgresStore.openForReading(settings)) {
      assertThat(store.certificate(filled.root(), filled.leaves().getLast())).isEmpty();
      assertThat(store.caCertificate(filled.below())).isPresent();
      // Two CAs that have not expired, and the new one.
      assertThat(store.attached().issued(filled.root(), null, 100))
          .hasSize(3)
          .extracting(IssuedRecord::reservation)
          .anyMatch(each -> each.serial().equals(fresh));
      assertThat(store.issued(filled.root())).isGreaterThan(FilledRecord.LEAVES);
    }
    assertThat(verify(settings, null))
        .anyMatch(each -> each.contains("certificates, and"))
        .anyMatch(each -> each.contains("it is revoked, and there is no such certificate"));
    assertThat(verify(settings, YearMonth.of(2026, 12))).isEmpty();
    assertThat(count(database, "certificate_2026_11")).isGreaterThan(2L * FilledRecord.LEAVES);

    Path archive = folder.resolve("2026-11.dump");
    postgres(
        database,
        "pg_dump",
        "-Fc",
        of("certificate"),
        of("certificate_der"),
        of("seal"),
        "-f",
        archive.toString());
    drop(database);
    assertThat(verify(settings, YearMonth.of(2026, 12))).isEmpty();

    postgres(database, "pg_restore", "-d", "", archive.toString());
    run(database, "attach");
    assertThat(verify(settings, null)).isEmpty();
  }

  private static List<String> verify(PostgresSettings settings, @Nullable YearMonth detached) {
    List<String> found = new ArrayList<>();
    new StoreVerifier(
            Clock.fixed(TestEngine.START.plus(LATER), ZoneOffset.UTC),
            2,
            StoreVerifier.PATIENCE,
            detached)
        .verify(PostgresStore.access(settings), each -> found.add(each.toString()));
    return found;
  }

  private static String of(String table) {
    return "--table=" + table + "_2026_11";
  }

  private static void drop(TestDatabase database) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("DROP TABLE certificate_2026_11, certificate_der_2026_11, seal_2026_11");
    }
  }

  /** A program of PostgreSQL's own, which finds the database as libpq does. */
  private void postgres(TestDatabase database, String program, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(PROGRAMS.resolve(program).toString());
    String name = database.url().replaceFirst(".*/([a-z0-9]+)[?].*", "$1");
    for (String each : arguments) {
      command.add(each.isEmpty() ? name : each);
    }
    if (program.equals("pg_dump")) {
      command.add(name);
    }
    Path said = folder.resolve(program + ".log");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile());
    builder
        .environment()
        .putAll(
            Map.of(
                "PGHOST",
                "127.0.0.1",
                "PGPORT",
                database.url().replaceFirst(".*:([0-9]+)/.*", "$1"),
                "PGUSER",
                database.user(),
                "PGPASSWORD",
                database.password(),
                "PGSSLMODE",
                "require"));
    assertThat(builder.start().waitFor()).as(Files.readString(said)).isZero();
  }

  private static Path programs() {
    try (Stream<Path> versions = Files.list(Path.of("/usr/lib/postgresql"))) {
      return versions
          .map(each -> each.resolve("bin"))
          .filter(each -> Files.isExecutable(each.resolve("pg_dump")))
          .max(Comparator.naturalOrder())
          .orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The block of SQL that the document has under this name. */
  private static void run(TestDatabase database, String name) throws IOException, SQLException {
    Matcher block =
        Pattern.compile("```sql\n-- " + name + ".*?\n(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(DOC));
    assertThat(block.find()).as("the block " + name + " of " + DOC).isTrue();
    String month = TestEngine.START.atZone(ZoneOffset.UTC).toLocalDate().toString();
    String text =
        block
            .group(1)
            .replace("2024_01", month.substring(0, 7).replace('-', '_'))
            .replace("2024-01", month.substring(0, 7))
            .replace("\\x5ee1", "\\x5f03")
            .replace("\\x5ee2", "\\x5f04")
            .replace("now()", "timestamptz '" + TestEngine.START.plus(LATER) + "'");
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(text);
    }
  }

  private static long count(TestDatabase database, String table) {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT count(*) FROM " + table)) {
      row.next();
      return row.getLong(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
