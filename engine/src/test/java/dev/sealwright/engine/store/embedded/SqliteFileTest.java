package dev.sealwright.engine.store.embedded;

import static dev.sealwright.engine.store.StoreFixtures.NOW;
import static dev.sealwright.engine.store.StoreFixtures.active;
import static dev.sealwright.engine.store.StoreFixtures.claim;
import static dev.sealwright.engine.store.StoreFixtures.close;
import static dev.sealwright.engine.store.StoreFixtures.creation;
import static dev.sealwright.engine.store.StoreFixtures.octets;
import static dev.sealwright.engine.store.StoreFixtures.reservation;
import static dev.sealwright.engine.store.StoreFixtures.reserve;
import static dev.sealwright.engine.store.StoreFixtures.seal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sealwright.engine.audit.AuditEvent;
import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.authority.CaCertificate;
import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.store.Claim;
import dev.sealwright.engine.store.Claimed;
import dev.sealwright.engine.store.Mutation;
import dev.sealwright.engine.store.Outcome;
import dev.sealwright.engine.store.Reservation;
import dev.sealwright.engine.store.StoreFixtures;
import dev.sealwright.engine.store.StoredCertificate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the contract leaves to an implementation with a file. */
final class SqliteFileTest {
  @TempDir private Path folder;

  private final Authority authority = active();

  @Test
  void everythingIsFoundAgainAfterReopening() {
    Authority changed = authority.certified(StoreFixtures.installed(2), NOW);
    var path = new CaCertificate(octets("certificate"), List.of(octets("root")));
    Reservation open = reservation(changed);
    Reservation sealed = reservation(changed);
    Reservation closed = reservation(changed);
    List<Mutation> batch =
        List.of(
            creation(authority),
            new Mutation.ChangeAuthority(
                changed,
                octets("csr"),
                path,
                StoreFixtures.event(changed.id(), AuditEvent.Kind.CERTIFICATE_IMPORTED)),
            new Mutation.Reserve(open, claim("token")),
            reserve(sealed),
            reserve(closed),
            seal(sealed),
            close(closed));
    try (var store = open()) {
      assertThat(store.commit(batch)).containsOnly(Outcome.APPLIED);
    }

    try (var store = open()) {
      assertThat(store.authority(changed.id())).contains(changed);
      assertThat(store.csr(changed.id())).contains(octets("csr"));
      assertThat(store.caCertificate(changed.id())).contains(path);
      assertThat(store.openReservations(9)).containsExactly(open);
      assertThat(store.certificate(changed.id(), sealed.serial()))
          .contains(new StoredCertificate(sealed, seal(sealed).signature(), null));
      assertThat(store.certificate(changed.id(), closed.serial()))
          .contains(new StoredCertificate(closed, null, close(closed).reason()));
      assertThat(store.claimed(claim("token").scope(), "token", NOW))
          .contains(new Claimed(claim("token").fingerprint(), open.serial().hex()));
      assertThat(store.auditEvents(changed.id(), 9)).hasSize(4);
      assertThat(store.commit(List.of(reserve(sealed), seal(open))))
          .containsExactly(Outcome.TAKEN, Outcome.APPLIED);
    }
  }

  @Test
  void oneOpensItAtATimeWhateverItsName() throws Exception {
    Path link = folder.resolve("link.db");
    try (var store = open()) {
      Files.createSymbolicLink(link, database());
      refused(this::open, "in use by this process");
      refused(() -> SqliteStore.open(link), "in use by this process");

      // The attempts above must not have dropped the lock, as closing a descriptor would.
      assertThat(writeFromAnotherProcess()).isNotZero();
      assertThat(store.commit(List.of(creation(authority)))).containsExactly(Outcome.APPLIED);
    }
    assertThat(writeFromAnotherProcess()).isZero();
    try (var store = SqliteStore.open(link)) {
      assertThat(store.authority(authority.id())).contains(authority);
      assertThat(store.authority(BatchWriter.authority().id())).isPresent();
    }
  }

  @Test
  void closingTwiceDoesNotFreeTheLockOfTheNext() {
    SqliteStore first = open();
    first.close();
    try (var second = open()) {
      first.close();

      refused(this::open, "in use by this process");
      assertThat(second.openReservations(1)).isEmpty();
    }
  }

  @Test
  void onlyTheOwnerMayRead() throws IOException {
    Path inner = folder.resolve("made/by/us");
    Path file = inner.resolve("records.db");
    SqliteStore.open(file).close();
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    try (var store = SqliteStore.open(file)) {
      store.commit(List.of(creation(authority)));

      assertThat(mode(folder.resolve("made"))).isEqualTo("rwx------");
      assertThat(mode(inner)).isEqualTo("rwx------");
      try (var files = Files.list(inner)) {
        assertThat(files)
            .extracting(each -> each.getFileName() + " " + mode(each))
            .containsExactlyInAnyOrder(
                "records.db rw-------",
                "records.db-wal rw-------",
                "records.db-shm rw-------",
                "records.db.lock rw-------");
      }
    }
  }

  @Test
  void aFileThatIsNoDatabaseIsRefusedUntouched() throws IOException {
    byte[] text =
        "not a database, but long enough ".repeat(200).getBytes(StandardCharsets.US_ASCII);
    Files.write(database(), text);

    refused(this::open, "is not a database");

    assertThat(Files.readAllBytes(database())).isEqualTo(text);
  }

  @Test
  void theDatabaseOfAnotherProgramIsRefusedUntouched() throws Exception {
    run("CREATE TABLE theirs (x)");
    byte[] before = Files.readAllBytes(database());

    refused(this::open, "another program");

    assertThat(Files.readAllBytes(database())).isEqualTo(before);
  }

  @Test
  void aDamagedDatabaseIsRefused() throws IOException {
    open().close();
    byte[] bytes = Files.readAllBytes(database());
    // Everything behind the header of the first page, the schema's root included.
    Arrays.fill(bytes, 100, bytes.length, (byte) 0xa5);
    Files.write(database(), bytes);

    refused(this::open, "is damaged");
  }

  @Test
  void theTablesOfANewerVersionAreRefused() throws Exception {
    open().close();
    run(
        """
        INSERT INTO flyway_schema_history
        SELECT installed_rank + 1, '999', description, type, 'V999__later.sql', checksum,
          installed_by, installed_on, execution_time, success
        FROM flyway_schema_history ORDER BY installed_rank DESC LIMIT 1\
        """);

    refused(this::open, "another version");
  }

  @Test
  void afterAFailedCommitNothingIsWrittenUntilItIsOpenedAnew() throws Exception {
    Authority second = active();
    try (var store = open()) {
      store.commit(List.of(creation(authority)));
      run(
          """
          CREATE TRIGGER medium BEFORE INSERT ON audit_event
          BEGIN SELECT RAISE(ABORT, 'the medium failed'); END\
          """);
      Reservation reservation = reservation(authority);

      refused(
          () -> store.commit(List.of(reserve(reservation), creation(second))), "not be committed");
      run("DROP TRIGGER medium");
      refused(() -> store.commit(List.of(creation(second))), "opened anew");

      assertThat(store.authority(authority.id())).contains(authority);
      assertThat(store.authority(second.id())).isEmpty();
      assertThat(store.openReservations(1)).isEmpty();
    }
    try (var store = open()) {
      assertThat(store.commit(List.of(creation(second)))).containsExactly(Outcome.APPLIED);
    }
  }

  @Test
  void aRecordThatDoesNotReadBackIsNoFaultOfTheCaller() throws Exception {
    try (var store = open()) {
      store.commit(List.of(creation(authority)));
      run("UPDATE authority SET subject = x'00'");
      unreadable(() -> store.authority(authority.id()));
      run("UPDATE authority SET status = 'UNHEARD_OF'");
      unreadable(() -> store.authority(authority.id()));
    }
  }

  @Test
  void countsAreMadeFromWhatAnOlderVersionLeft() throws Exception {
    Authority idle = active();
    Reservation open = reservation(authority);
    Reservation sealed = reservation(authority);
    Reservation closed = reservation(authority);
    try (var store = open()) {
      store.commit(
          List.of(
              creation(authority),
              creation(idle),
              reserve(open),
              reserve(sealed),
              reserve(closed),
              seal(sealed),
              close(closed)));
    }
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database());
        Statement statement = connection.createStatement()) {
      statement.execute("DROP TABLE issued_count");
      statement.execute("DROP INDEX authority_counted");
      // As the script found it; later ones do not touch what it makes.
      try (var script = SqliteStore.class.getResourceAsStream("migration/V6__counts.sql")) {
        statement.executeUpdate(
            new String(Objects.requireNonNull(script).readAllBytes(), StandardCharsets.UTF_8));
      }
    }
    try (var store = open()) {
      assertThat(store.issued(authority.id())).isEqualTo(2);
      assertThat(store.issued(idle.id())).isZero();
      assertThat(
              store.commit(
                  List.of(
                      new Mutation.Reserve(reservation(authority), null, 3),
                      new Mutation.Reserve(reservation(authority), null, 3))))
          .containsExactly(Outcome.APPLIED, Outcome.FULL);
    }
    try (var store = open()) {
      assertThat(store.issued(authority.id())).isEqualTo(3);
    }
  }

  @Test
  void longExpiredClaimsAreRemovedAsNewOnesAreLaid() throws Exception {
    try (var store = open()) {
      store.commit(List.of(creation(authority)));
      for (int i = 0; i < 20; i++) {
        layClaim(store, "early " + i, 0);
      }
      assertThat(count("claim")).isEqualTo(20);
      layClaim(store, "just expired", 301);
      assertThat(count("claim")).isEqualTo(21);

      for (int i = 1; i <= 10; i++) {
        layClaim(store, "late " + i, 3600);
        assertThat(count("claim")).isEqualTo(21 - i);
      }
    }
  }

  private void layClaim(SqliteStore store, String token, long secondsLater) {
    Reservation like = reservation(authority);
    var later = NOW.plusSeconds(secondsLater);
    var reservation =
        new Reservation(
            like.authority(),
            like.authorityVersion(),
            like.serial(),
            like.tbs(),
            like.algorithm(),
            like.template(),
            like.requester(),
            later,
            like.validity());
    var claim = new Claim("scope", token, octets("fingerprint"), later.plusSeconds(300));
    assertThat(store.commit(List.of(new Mutation.Reserve(reservation, claim))))
        .containsExactly(Outcome.APPLIED);
  }

  private Path database() {
    return folder.resolve("records.db");
  }

  private SqliteStore open() {
    return SqliteStore.open(database());
  }

  /** Exit code of a process that opens the database and closes it again. */
  private int writeFromAnotherProcess() throws Exception {
    Process child =
        ChildJvm.start(List.of(), folder, BatchWriter.class, database().toString(), "0");
    child.getInputStream().readAllBytes();
    return child.waitFor();
  }

  private void run(String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database());
        Statement statement = connection.createStatement()) {
      statement.executeUpdate(sql);
    }
  }

  private int count(String table) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database());
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT count(*) FROM " + table)) {
      return row.getInt(1);
    }
  }

  private static String mode(Path path) {
    try {
      return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void unreadable(ThrowingCallable call) {
    assertThatExceptionOfType(CaException.class)
        .isThrownBy(call)
        .satisfies(e -> assertThat(e.failure()).isEqualTo(Failure.RECORD_UNREADABLE));
  }

  private static void refused(ThrowingCallable call, String why) {
    assertThatExceptionOfType(CaException.class)
        .isThrownBy(call)
        .withMessageContaining(why)
        .satisfies(e -> assertThat(e.failure()).isEqualTo(Failure.STORE_UNAVAILABLE));
  }
}
