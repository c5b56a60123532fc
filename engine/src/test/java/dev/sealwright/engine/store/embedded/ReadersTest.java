package dev.sealwright.engine.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.store.sql.AuditTable;
import dev.sealwright.engine.store.sql.AuthorityTable;
import dev.sealwright.engine.store.sql.ClaimTable;
import dev.sealwright.engine.store.sql.CrlTable;
import dev.sealwright.engine.store.sql.EvidenceTable;
import dev.sealwright.engine.store.sql.Queries;
import dev.sealwright.engine.store.sql.RevocationTable;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ReadersTest {
  private static final Queries.Parameters NONE = query -> {};

  @TempDir private Path folder;

  @BeforeEach
  void makeTheDatabase() {
    SqliteStore.open(database()).close();
  }

  @Test
  void aQueryThatFindsEveryConnectionBusyIsRefused() throws SQLException {
    try (Readers readers = readers()) {
      List<Failure> failures =
          readers.list(
              "SELECT 1",
              NONE,
              row -> {
                try {
                  readers.list("SELECT 2", NONE, other -> other.getInt(1));
                  return Failure.INTERNAL;
                } catch (CaException e) {
                  return e.failure();
                }
              });

      assertThat(failures).containsExactly(Failure.STORE_UNAVAILABLE);
      assertThat(readers.list("SELECT 2", NONE, row -> row.getInt(1))).containsExactly(2);
    }
  }

  @Test
  void aFailedQueryGivesItsConnectionBack() throws SQLException {
    try (Readers readers = readers()) {
      unavailable(() -> readers.list("SELECT * FROM nowhere", NONE, row -> 1));

      assertThat(readers.first("SELECT 2", NONE, row -> row.getInt(1))).contains(2);
    }
  }

  @Test
  void aReaderCannotWrite() throws SQLException {
    try (Readers readers = readers()) {
      unavailable(
          () -> readers.list("INSERT INTO open_reservation VALUES (1) RETURNING 1", NONE, r -> 1));
    }
  }

  @Test
  void anInterruptedReaderDoesNotWaitAndStaysInterrupted() throws SQLException {
    try (Readers readers = readers()) {
      Thread.currentThread().interrupt();
      try {
        assertThat(readers.list("SELECT 1", NONE, row -> 1)).containsExactly(1);
        assertThat(Thread.currentThread().isInterrupted()).isTrue();
        readers.list(
            "SELECT 1",
            NONE,
            row -> {
              unavailable(() -> readers.list("SELECT 1", NONE, inner -> 1));
              return 1;
            });
      } finally {
        assertThat(Thread.interrupted()).isTrue();
      }
    }
  }

  /** A flat cost at any number of certificates: each step is a search, but for the work list. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        AuthorityTable.BY_ID,
        AuthorityTable.BY_STATUS,
        AuthorityTable.BY_OWNER,
        AuthorityTable.BY_OWNER_AFTER,
        AuthorityTable.CSR,
        AuthorityTable.CERTIFICATES,
        AuditTable.OF_AUTHORITY,
        SqliteDialect.CERTIFICATE,
        SqliteDialect.OPEN,
        ClaimTable.HELD,
        ClaimTable.PURGE,
        CrlTable.OF_AUTHORITY,
        EvidenceTable.OF_AUTHORITY,
        RevocationTable.AFTER,
        RevocationTable.BY_SERIAL,
        RevocationTable.OF_LIST
      })
  void noQueryScansOrSorts(String query) throws SQLException {
    try (Readers readers = readers()) {
      List<String> plan =
          readers.list("EXPLAIN QUERY PLAN " + query, NONE, row -> row.getString("detail"));

      assertThat(plan).isNotEmpty().noneMatch(step -> step.contains("TEMP B-TREE"));
      assertThat(plan)
          .filteredOn(step -> step.startsWith("SCAN"))
          .isEqualTo(query.equals(SqliteDialect.OPEN) ? List.of("SCAN o") : List.of());
    }
  }

  private Readers readers() throws SQLException {
    return new Readers(Settings.reading(database()), 1, Duration.ZERO);
  }

  private Path database() {
    return folder.resolve("records.db");
  }

  private static void unavailable(Runnable read) {
    assertThatExceptionOfType(CaException.class)
        .isThrownBy(read::run)
        .satisfies(e -> assertThat(e.failure()).isEqualTo(Failure.STORE_UNAVAILABLE));
  }
}
