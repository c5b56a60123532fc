package dev.sealwright.engine.store.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.sealwright.engine.MostlyWaits;
import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.store.RateLedger.Drawn;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Buckets on a real server. Time passes when a test moves what is on record back, so that no count
 * depends on how fast the machine is: a bucket of one token an hour gains nothing meanwhile.
 */
@MostlyWaits
@Timeout(120)
class PostgresRateLedgerTest {
  private static final int HOUR = 3600;
  private static final long SECOND = 1_000_000;

  private static PostgresServer server;
  private static TestDatabase database;
  private static HikariDataSource pool;

  private final AtomicLong nanoTime = new AtomicLong();
  private PostgresRateLedger ledger;

  @BeforeAll
  static void serve() throws SQLException, IOException {
    server = PostgresServer.start();
    database = server.database();
    try (InputStream migration =
        PostgresRateLedger.class.getResourceAsStream("migration/V2__rates.sql")) {
      execute(new String(Objects.requireNonNull(migration).readAllBytes(), StandardCharsets.UTF_8));
    }
    pool = RatePool.over(source(database));
  }

  private static PGSimpleDataSource source(TestDatabase database) {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(database.url());
    source.setUser(database.user());
    source.setPassword(database.password());
    return source;
  }

  @AfterAll
  static void end() {
    pool.close();
    server.close();
  }

  @BeforeEach
  void empty() throws SQLException {
    ledger = new PostgresRateLedger(pool, nanoTime::get);
    execute("DELETE FROM rate_bucket");
  }

  @Test
  void aBucketIsFullAtFirstAndGivesWhatItHas() {
    assertThat(ledger.draw("a", 1, HOUR, 1000).tokens()).isEqualTo(1000);
    assertThat(ledger.draw("a", 1, HOUR, 2599).tokens()).isEqualTo(2599);
    Drawn rest = ledger.draw("a", 1, HOUR, 1000);
    assertThat(rest.tokens()).isBetween(1, 100);
    assertThat(rest.untilNext()).isPositive().isLessThanOrEqualTo(Duration.ofSeconds(1));
    assertThat(ledger.draw("b", 1, 5, 6).tokens()).isEqualTo(5);
  }

  @Test
  void nextIsZeroWhileThereIsAToken() {
    assertThat(ledger.draw("a", 1, HOUR, 1).untilNext()).isZero();
  }

  @Test
  void gainsWhatTheTimeComesTo() throws SQLException {
    ledger.draw("a", 1, HOUR, HOUR);
    pass("a", 600 * SECOND);
    assertThat(ledger.draw("a", 1, HOUR, HOUR).tokens()).isBetween(600, 660);
    pass("a", 10_000 * SECOND);
    assertThat(ledger.draw("a", 1, HOUR, HOUR).tokens()).isEqualTo(HOUR);
    pass("a", 400L * 365 * 86400 * SECOND);
    assertThat(ledger.draw("a", 1_000_000, 60_000_000, 60_000_000).tokens())
        .as("of another rate and capacity")
        .isEqualTo(60_000_000);
  }

  @Test
  void losesNothingHoweverOftenItIsAsked() throws SQLException {
    // 7 in a second: a token comes in no whole number of microseconds, and each ask takes a part.
    ledger.draw("a", 7, 7 * HOUR, 7 * HOUR);
    long start = at("a");
    int drawn = 0;
    for (int i = 0; i < 200; i++) {
      pass("a", 99_991);
      drawn += ledger.draw("a", 7, 7 * HOUR, 3).tokens();
    }
    // What passed by the clock of the database, and what was moved.
    long passed = at("a") - start + 200 * 99_991L;
    assertThat(drawn * SECOND + rest("a")).isEqualTo(passed * 7);
  }

  @Test
  void aSmallerCapacityHoldsAtOnce() {
    ledger.draw("a", 1, HOUR, 1);
    assertThat(ledger.draw("a", 1, 10, HOUR).tokens()).isEqualTo(10);
  }

  @Test
  void timeThatStepsBackGivesNothingAndIsFollowed() throws SQLException {
    ledger.draw("a", 1, HOUR, HOUR - 1);
    // The row is ahead of the clock by an hour, as after a failover to a server that lags.
    pass("a", -HOUR * SECOND);
    Drawn first = ledger.draw("a", 1, HOUR, 5);
    assertThat(first.tokens()).isEqualTo(1);
    assertThat(first.untilNext()).isLessThanOrEqualTo(Duration.ofSeconds(1));
    pass("a", 100 * SECOND);
    assertThat(ledger.draw("a", 1, HOUR, HOUR).tokens()).isBetween(100, 160);
  }

  @Test
  void whatAStatementWaitedForItsRowIsNotCountedTwice() throws SQLException {
    ledger.draw("a", 1, HOUR, 1);
    pass("a", -5 * SECOND);
    long ahead = at("a");
    ledger.draw("a", 1, HOUR, 1);
    assertThat(at("a")).isGreaterThanOrEqualTo(ahead);
  }

  @Test
  void tokensAreGivenOnceUnderManyThreads() throws InterruptedException {
    AtomicLong drawn = new AtomicLong();
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int caller = 0; caller < 16; caller++) {
        callers.execute(() -> {
          for (int i = 0; i < 100; i++) {
            drawn.addAndGet(ledger.draw("a", 1, HOUR, 3).tokens());
          }
        });
      }
    }
    // 4,800 are wanted, 3,600 are there, and the time of the test adds a few.
    assertThat(drawn.get()).isBetween((long) HOUR, HOUR + 120L);
  }

  @Test
  void noDrawWaitsForAStandby() throws SQLException {
    ledger.draw("old", 1, HOUR, 1);
    pass("old", 3 * HOUR * SECOND);
    standbys("SET synchronous_standby_names = 'absent'");
    try {
      while (number("SELECT count(*) FROM pg_settings WHERE setting = 'absent'") == 0) {
        Thread.onSpinWait();
      }
      assertThat(ledger.draw("a", 1, HOUR, 2).tokens()).isEqualTo(2);
      assertThat(ledger.draw("a", 1, HOUR, 2).tokens()).isEqualTo(2);
      nanoTime.addAndGet(TimeUnit.MINUTES.toNanos(10));
      assertThat(ledger.draw("a", 1, HOUR, 2).tokens()).isEqualTo(2);
      assertThat(buckets()).as("swept as well").isEqualTo(1);
    } finally {
      standbys("RESET synchronous_standby_names");
    }
  }

  @Test
  void whatIsLongFullIsRemovedNowAndThen() throws SQLException {
    for (int i = 0; i < 5; i++) {
      ledger.draw("old" + i, 1, HOUR, 1);
      pass("old" + i, (2 * HOUR + 60) * SECOND);
    }
    ledger.draw("young", 1, HOUR, 1);
    pass("young", HOUR * SECOND);
    ledger.draw("new", 1, HOUR, 1);
    assertThat(buckets()).isEqualTo(7);
    nanoTime.addAndGet(TimeUnit.MINUTES.toNanos(10));
    ledger.draw("new", 1, HOUR, 1);
    assertThat(buckets()).isEqualTo(2);
  }

  @Test
  void aConflictOfTransactionsIsTriedAgain() throws SQLException {
    // So that every overlap of two draws ends in 40001.
    AtomicLong drawn = new AtomicLong();
    PGSimpleDataSource source = source(database);
    source.setOptions("-c default_transaction_isolation=serializable");
    try (HikariDataSource strict = RatePool.over(source)) {
      PostgresRateLedger serial = new PostgresRateLedger(strict);
      try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
        for (int caller = 0; caller < 3; caller++) {
          callers.execute(() -> {
            for (int i = 0; i < 50; i++) {
              drawn.addAndGet(serial.draw("a", 1, HOUR, 2).tokens());
            }
          });
        }
      }
    }
    assertThat(drawn.get()).isEqualTo(300);
  }

  @Test
  void aRowThatStaysLockedIsNotWaitedForForEver() throws SQLException {
    ledger.draw("a", 1, HOUR, 1);
    try (Connection other = database.connect();
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("SELECT * FROM rate_bucket FOR UPDATE");
      assertThatThrownBy(() -> ledger.draw("a", 1, HOUR, 1))
          .isInstanceOfSatisfying(
              CaException.class, e -> assertThat(e.failure()).isEqualTo(Failure.STORE_UNAVAILABLE));
      other.rollback();
    }
    assertThat(ledger.draw("a", 1, HOUR, 1).tokens()).isEqualTo(1);
  }

  @Test
  void theNodesOfAStoreDrawFromTheSame() throws SQLException {
    TestDatabase records = server.database();
    PostgresSettings settings =
        PostgresSettings.of(records.url(), "one")
            .as(records.user(), records.password())
            .requiringStandby(false);
    try (PostgresStore one = PostgresStore.open(settings);
        PostgresStore other = PostgresStore.open(settings)) {
      assertThat(one.cluster().rates().orElseThrow().draw("a", 1, HOUR, 3000).tokens())
          .isEqualTo(3000);
      assertThat(other.cluster().rates().orElseThrow().draw("a", 1, HOUR, 3000).tokens())
          .isBetween(600, 700);
    }
  }

  @Test
  void aNameIsNoSql() {
    assertThat(ledger.draw("a'); DROP TABLE rate_bucket; --", 1, HOUR, 1).tokens()).isEqualTo(1);
    assertThat(ledger.draw("a'); DROP TABLE rate_bucket; --", 1, HOUR, 1).tokens()).isEqualTo(1);
  }

  /** Of the whole server; a superuser's right. */
  private static void standbys(String change) throws SQLException {
    try (Connection superuser = server.superuser("postgres");
        Statement statement = superuser.createStatement()) {
      statement.execute("ALTER SYSTEM " + change);
      statement.execute("SELECT pg_reload_conf()");
    }
  }

  private static void execute(String sql) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** As if the bucket had been asked so much earlier. */
  private static void pass(String bucket, long micros) throws SQLException {
    execute(
        "UPDATE rate_bucket SET at_us = at_us - " + micros + " WHERE bucket = '" + bucket + "'");
  }

  private static long at(String bucket) throws SQLException {
    return number("SELECT at_us FROM rate_bucket WHERE bucket = '" + bucket + "'");
  }

  private static long rest(String bucket) throws SQLException {
    return number(
        "SELECT filled - drawn * 1000000 FROM rate_bucket WHERE bucket = '" + bucket + "'");
  }

  private static long buckets() throws SQLException {
    return number("SELECT count(*) FROM rate_bucket");
  }

  private static long number(String sql) throws SQLException {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }
}
