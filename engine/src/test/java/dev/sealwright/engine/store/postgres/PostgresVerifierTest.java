package dev.sealwright.engine.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealwright.engine.MostlyWaits;
import dev.sealwright.engine.TestEngine;
import dev.sealwright.engine.Until;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.key.soft.SoftVault;
import dev.sealwright.engine.store.FilledRecord;
import dev.sealwright.engine.store.VerifierContract;
import dev.sealwright.engine.store.sql.AuthorityRow;
import dev.sealwright.engine.store.verify.RecordAccess;
import dev.sealwright.engine.store.verify.StoreVerifier;
import dev.sealwright.engine.x509.Serial;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

@MostlyWaits
final class PostgresVerifierTest extends VerifierContract {
  private static TestDatabase database;
  private static FilledRecord filled;

  @BeforeAll
  static void fill() throws SQLException {
    database = PostgresServer.shared().database();
    filled = FilledRecord.in(() -> PostgresStore.open(PostgresStoreTest.settings(database)));
  }

  @Override
  protected FilledRecord filled() {
    return filled;
  }

  @Override
  protected Copy copy() throws Exception {
    TestDatabase copy = PostgresServer.shared().copyOf(database);
    return new Copy() {
      @Override
      public RecordAccess access() {
        return PostgresStore.access(PostgresStoreTest.settings(copy));
      }

      @Override
      public Connection connect() throws SQLException {
        return copy.connect();
      }

      @Override
      public void close() {
        // Goes with the server.
      }
    };
  }

  @Override
  protected String of(Serial serial) {
    return "authority = "
        + bytes(HexFormat.of().formatHex(AuthorityRow.bytes(filled.root())))
        + " AND serial = "
        + bytes(serial.hex());
  }

  @Override
  protected String bytes(String hex) {
    return "'\\x" + hex + "'::bytea";
  }

  @Override
  protected String first() {
    return " AND slot = (SELECT min(slot) FROM issued_count)";
  }

  @Test
  void besideNodesAtWorkNothingIsAmiss() throws Exception {
    TestDatabase own = PostgresServer.shared().database();
    PostgresSettings settings = PostgresStoreTest.settings(own);
    SoftVault vault = new SoftVault("soft", 2, new SecureRandom());
    AtomicBoolean stop = new AtomicBoolean();
    List<String> found = new ArrayList<>();
    LongAdder issued = new LongAdder();
    try (TestEngine one = new TestEngine(PostgresStore.open(settings), vault);
        TestEngine two = new TestEngine(PostgresStore.open(settings), vault)) {
      AuthorityId root = one.activeRoot();
      List<Thread> callers = new ArrayList<>();
      for (TestEngine each : List.of(one, two, one, two)) {
        callers.add(
            Thread.startVirtualThread(() -> {
              while (!stop.get()) {
                each.engine.issue(TestEngine.leafOrder(root, "under load", null));
                issued.increment();
              }
            }));
      }
      Until.holds("both are at work", () -> issued.sum() > 100);
      for (int i = 0; i < 5; i++) {
        new StoreVerifier(
                Clock.fixed(TestEngine.START, ZoneOffset.UTC), 2, StoreVerifier.PATIENCE, null)
            .verify(PostgresStore.access(settings), each -> found.add(each.toString()));
      }
      stop.set(true);
      for (Thread caller : callers) {
        caller.join();
      }
    }
    assertThat(found).isEmpty();
  }

  /** Only without the index that forbids it, such as after a damage of that. */
  @Test
  void aSerialThatIsOnRecordTwiceIsFound() throws Exception {
    String serial = bytes(filled.leaves().get(3).hex());
    try (Copy copy = copy();
        Connection connection = copy.connect();
        var statement = connection.createStatement()) {
      statement.execute("ALTER TABLE certificate DROP CONSTRAINT certificate_pkey");
      statement.executeUpdate(
          "INSERT INTO certificate SELECT * FROM certificate WHERE serial = " + serial);
      var violations = new ArrayList<String>();
      new StoreVerifier(
              Clock.fixed(FilledRecord.NOW, ZoneOffset.UTC), 1, StoreVerifier.PATIENCE, null)
          .verify(copy.access(), each -> violations.add(each.toString()));
      assertThat(violations)
          .anyMatch(each ->
              each.contains(filled.leaves().get(3).hex())
                  && each.contains("its serial is on record 2 times"));
    }
  }

  @Test
  void aSealOfNoReservationIsFound() throws Exception {
    damaged(
        List.of(
            "INSERT INTO seal VALUES (%s, %s, %s, 1)"
                .formatted(bytes("00".repeat(16)), bytes("5ed4" + "00".repeat(14)), bytes("00"))),
        "table seal has it, and there is no such reservation");
  }
}
