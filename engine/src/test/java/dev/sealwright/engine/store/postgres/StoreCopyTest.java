package dev.sealwright.engine.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sealwright.engine.MostlyWaits;
import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.store.Cluster;
import dev.sealwright.engine.store.FilledRecord;
import dev.sealwright.engine.store.Reservation;
import dev.sealwright.engine.store.Store;
import dev.sealwright.engine.store.StoreFixtures;
import dev.sealwright.engine.store.copy.Column;
import dev.sealwright.engine.store.copy.CopySource;
import dev.sealwright.engine.store.copy.CopyTarget;
import dev.sealwright.engine.store.copy.StoreCopy;
import dev.sealwright.engine.store.embedded.SqliteStore;
import dev.sealwright.engine.store.verify.RecordAccess;
import dev.sealwright.engine.store.verify.StoreVerifier;
import dev.sealwright.engine.store.verify.Verification;
import dev.sealwright.engine.x509.Serial;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a file to a server, with everything or not at all. */
@MostlyWaits
final class StoreCopyTest {
  @TempDir private static Path folder;
  private static FilledRecord filled;

  private Path file;
  private TestDatabase database;

  @BeforeAll
  static void fill() {
    filled = FilledRecord.in(() -> SqliteStore.open(folder.resolve("records.db")));
  }

  @BeforeEach
  void begin() throws Exception {
    file = Files.copy(folder.resolve("records.db"), folder.resolve(UUID.randomUUID() + ".db"));
    database = PostgresServer.shared().database();
  }

  @Test
  void everythingIsThereAndANodeGoesOnWithIt() throws Exception {
    List<StoreCopy.Copied> copied = copy();
    Map<String, Long> rows =
        copied.stream().collect(Collectors.toMap(StoreCopy.Copied::table, StoreCopy.Copied::rows));
    assertThat(rows)
        .containsEntry("authority", 4L)
        .containsEntry("revocation", (long) FilledRecord.REVOKED)
        .containsEntry("open_reservation", 1L)
        .containsEntry("founding", 1L)
        .containsEntry("closure", 1L)
        .containsEntry("claim", 1L)
        .containsEntry("certificate", 2L * FilledRecord.LEAVES + 6);
    List<String> violations = new ArrayList<>();
    Verification there = verify(PostgresStore.access(settings()), violations);
    assertThat(violations).isEmpty();
    assertThat(there).isEqualTo(verify(SqliteStore.access(file), violations));

    try (Store before = SqliteStore.openForReading(file);
        Store after = PostgresStore.open(settings())) {
      assertThat(after.authorities(StoreFixtures.OWNER, null, 10))
          .isEqualTo(before.authorities(StoreFixtures.OWNER, null, 10));
      for (Serial serial : filled.leaves()) {
        assertThat(after.certificate(filled.root(), serial))
            .isEqualTo(before.certificate(filled.root(), serial));
      }
      assertThat(after.auditEvents(filled.root(), 1_000))
          .isEqualTo(before.auditEvents(filled.root(), 1_000))
          .hasSizeGreaterThan(FilledRecord.LEAVES);
      assertThat(after.issued(filled.root())).isEqualTo(before.issued(filled.root()));
      assertThat(after.caCertificate(filled.below()))
          .isEqualTo(before.caCertificate(filled.below()));
      Cluster.Legacy legacy = after.cluster().adopt();
      assertThat(legacy.reservations()).containsExactly(filled.open());
      assertThat(legacy.foundings()).containsExactly(filled.founding().id());
      // What comes after has its place behind what came before.
      Reservation next = FilledRecord.again(filled.open(), FilledRecord.NOW);
      after.commit(List.of(StoreFixtures.reserve(next), StoreFixtures.seal(filled.open())));
      assertThat(after.auditEvents(filled.root(), 1_000).getLast().serial())
          .isEqualTo(filled.open().serial());
    }
  }

  @Test
  void whatHangsOnAnAuthorityIsCopiedToo() throws Exception {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      String root = "(SELECT authority FROM authority_csr LIMIT 1)";
      for (String each :
          List.of(
              "INSERT INTO tag VALUES (" + root + ", 'grün', NULL)",
              "INSERT INTO tag VALUES (" + root + ", 'Grün', 'ß')",
              "INSERT INTO permission VALUES (" + root + ", 'a', 'b', 'ISSUE_CERTIFICATE', 1)",
              "INSERT INTO sharing_policy VALUES (" + root + ", 2, NULL)",
              "INSERT INTO sharing_grantee VALUES ('111', 5, " + root + ")",
              "INSERT INTO crl (authority, crl_list, bound) VALUES (" + root + ", 3, 0)",
              "INSERT INTO ocsp_signer VALUES ("
                  + root
                  + ", randomblob(16), 'v', 'k', 1, 'p', NULL,"
                  + " NULL)",
              "INSERT INTO audit_report VALUES (randomblob(16), "
                  + root
                  + ", 'b', 'CSV',"
                  + " 'CREATING', 'r', 7)",
              "UPDATE authority SET crl_omit_extension = 1, ocsp_enabled = 1")) {
        assertThat(statement.executeUpdate(each)).as(each).isPositive();
      }
    }
    copy();
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                """
                SELECT (SELECT string_agg(name || coalesce(value, '-'), ' ' ORDER BY name COLLATE "C")
                  FROM tag), (SELECT count(*) FROM permission), (SELECT revision FROM sharing_policy),
                  (SELECT count(*) FROM sharing_grantee), (SELECT count(*) FROM ocsp_signer),
                  (SELECT status FROM audit_report),
                  (SELECT bool_and(crl_omit_extension AND ocsp_enabled) FROM authority)\
                """)) {
      assertThat(row.next()).isTrue();
      assertThat(row.getString(1)).isEqualTo("Grünß grün-");
      assertThat(row.getInt(2)).isEqualTo(1);
      assertThat(row.getInt(3)).isEqualTo(2);
      assertThat(row.getInt(4)).isEqualTo(1);
      assertThat(row.getInt(5)).isEqualTo(1);
      assertThat(row.getString(6)).isEqualTo("CREATING");
      assertThat(row.getBoolean(7)).isTrue();
    }
  }

  @Test
  void rowsLieInThePartsOfTheirMonths() throws Exception {
    copy();
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                """
                SELECT (SELECT count(*) FROM certificate_default) + (SELECT count(*) FROM seal_default)
                  + (SELECT count(*) FROM certificate_der_default)
                  + (SELECT count(*) FROM audit_event_default),
                  (SELECT count(*) FROM certificate_2026_11)\
                """)) {
      assertThat(row.next()).isTrue();
      assertThat(row.getLong(1)).isZero();
      assertThat(row.getLong(2)).isEqualTo(2L * FilledRecord.LEAVES + 6);
    }
  }

  @Test
  void aServerThatRunsOnEitherSideIsInTheWay() throws Exception {
    try (SqliteStore _ = SqliteStore.open(file)) {
      refused("in use");
    }
    try (PostgresStore _ = PostgresStore.open(settings())) {
      refused("node test is running on it");
    }
    // It left, and nothing of its own but its name.
    copy();
  }

  @Test
  void noServerStartsOnEitherSideMeanwhile() throws Exception {
    List<String> seen = new ArrayList<>();
    try (CopySource source = SqliteStore.copySource(file);
        CopyTarget target = PostgresStore.copyTarget(settings())) {
      new StoreCopy(source, target)
          .run(step -> {
            if (step.equals("comparing seal")) {
              for (Runnable each :
                  List.<Runnable>of(
                      () -> SqliteStore.open(file).close(),
                      () -> PostgresStore.open(settings()).close())) {
                try {
                  each.run();
                  seen.add("started");
                } catch (CaException e) {
                  seen.add("refused");
                }
              }
            }
          });
    }
    assertThat(seen).containsExactly("refused", "refused");
  }

  @Test
  void onlyAnEmptyDatabaseIsFilled() throws Exception {
    copy();
    refused("there is something in table");
    List<String> violations = new ArrayList<>();
    assertThat(verify(PostgresStore.access(settings()), violations).sound()).isTrue();
  }

  @Test
  void whatFailsHalfWayLeavesNothingAndIsDoneAnew() throws Exception {
    change("INSERT INTO claim VALUES ('a' || char(0) || 'b', 't', x'00', 'r', 1)");
    refused("nothing was copied");
    assertThat(rowsInTarget()).isZero();
    change("DELETE FROM claim WHERE token = 't'");
    copy();
  }

  @Test
  void aDifferenceIsNoticedAndNothingStays() throws Exception {
    for (String tampering :
        List.of(
            "UPDATE seal SET sealed_at = sealed_at + 1"
                + " WHERE serial = (SELECT serial FROM seal ORDER BY serial DESC LIMIT 1)",
            "DELETE FROM revocation WHERE serial = (SELECT serial FROM revocation ORDER BY serial LIMIT 1)",
            "INSERT INTO claim VALUES ('zzz', 't', '\\x00', 'r', 1)",
            "UPDATE authority SET failure = 'HSM_FAILURE' WHERE status = 'CREATING'")) {
      try (CopySource source = SqliteStore.copySource(file);
          CopyTarget target = new Tampered(PostgresStore.copyTarget(settings()), tampering)) {
        assertThatExceptionOfType(CaException.class)
            .as(tampering)
            .isThrownBy(() -> new StoreCopy(source, target).run(step -> {}))
            .withMessageContaining("the copy is not the same")
            .extracting(CaException::failure)
            .isEqualTo(Failure.RECORD_UNREADABLE);
      }
      assertThat(rowsInTarget()).isZero();
    }
  }

  @Test
  void aTableOrColumnThatWouldBeLeftBehindIsRefused() throws Exception {
    change("ALTER TABLE tag ADD COLUMN colour TEXT");
    refused("unknown column tag.colour");
    assertThat(rowsInTarget()).isZero();
  }

  private void change(String statement) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement change = connection.createStatement()) {
      change.executeUpdate(statement);
    }
  }

  private PostgresSettings settings() {
    return PostgresStoreTest.settings(database);
  }

  private List<StoreCopy.Copied> copy() {
    try (CopySource source = SqliteStore.copySource(file);
        CopyTarget target = PostgresStore.copyTarget(settings())) {
      return new StoreCopy(source, target).run(step -> {});
    }
  }

  private void refused(String why) {
    assertThatExceptionOfType(CaException.class).isThrownBy(this::copy).withMessageContaining(why);
  }

  private long rowsInTarget() throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                """
                SELECT (SELECT count(*) FROM authority) + (SELECT count(*) FROM certificate)
                  + (SELECT count(*) FROM audit_event) + (SELECT count(*) FROM claim)
                  + (SELECT count(*) FROM node)\
                """)) {
      row.next();
      return row.getLong(1);
    }
  }

  private static Verification verify(RecordAccess access, List<String> violations) {
    return new StoreVerifier(
            Clock.fixed(FilledRecord.NOW, ZoneOffset.UTC), 2, StoreVerifier.PATIENCE, null)
        .verify(access, each -> violations.add(each.toString()));
  }

  /** Changes something between writing and comparing. */
  private record Tampered(CopyTarget target, String statement) implements CopyTarget {
    @Override
    public byte[] begin(Set<YearMonth> certificates, Set<YearMonth> events) throws SQLException {
      return target.begin(certificates, events);
    }

    @Override
    public List<Column> columns(String table) throws SQLException {
      return target.columns(table);
    }

    @Override
    public long write(String table, List<Column> columns, ResultSet rows) throws SQLException {
      long written = target.write(table, columns, rows);
      if (table.equals("founding")) {
        try (Statement tamper = target.connection().createStatement()) {
          assertThat(tamper.executeUpdate(statement)).isEqualTo(1);
        }
      }
      return written;
    }

    @Override
    public Connection connection() {
      return target.connection();
    }

    @Override
    public void commit() throws SQLException {
      target.commit();
    }

    @Override
    public void close() {
      target.close();
    }
  }
}
