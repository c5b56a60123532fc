package dev.sealwright.api.quota;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.sealwright.api.LonePostgres;
import dev.sealwright.api.MostlyWaits;
import dev.sealwright.api.wire.Operation;
import dev.sealwright.api.wire.WireException;
import dev.sealwright.engine.EngineLimits;
import dev.sealwright.engine.store.postgres.PostgresRateLedger;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Three nodes on one database, asked by callers that never have enough: each asks again as soon as
 * it is answered, a little later when it was refused. What passes is counted against the time that
 * passed by the clock of the database, so that a machine that is slow makes the time longer, not
 * the test fail.
 */
@MostlyWaits
@Timeout(180)
class SharedRatesTest {
  private static final String ACCOUNT = "111111111111";
  private static final int NODES = 3;

  /** Micros by the database's clock in which passes are counted. */
  private static final long SPAN = TimeUnit.SECONDS.toMicros(10);

  private static final Map<Operation, Integer> RATES =
      Map.of(
          Operation.CREATE_CERTIFICATE_AUTHORITY,
          1,
          Operation.ISSUE_CERTIFICATE,
          25,
          Operation.GET_CERTIFICATE,
          500);

  private static final RateTable TABLE =
      RateTable.of(Preset.AWS, EngineLimits.STANDARD).with(RATES, 1);

  private static LonePostgres server;

  private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  private final List<HikariDataSource> pools = new ArrayList<>();
  private final List<RateQuotas> nodes = new ArrayList<>();

  @BeforeAll
  static void serve() throws SQLException, IOException {
    server = LonePostgres.start();
    server.execute(migration());
  }

  private static String migration() throws IOException {
    try (InputStream migration =
        PostgresRateLedger.class.getResourceAsStream("migration/V2__rates.sql")) {
      return new String(Objects.requireNonNull(migration).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @AfterAll
  static void end() {
    server.close();
  }

  @BeforeEach
  void open() throws SQLException {
    server.execute("DELETE FROM rate_bucket");
    for (int node = 0; node < NODES; node++) {
      HikariDataSource pool = server.pool();
      pools.add(pool);
      nodes.add(RateQuotas.shared(TABLE, new PostgresRateLedger(pool), System::nanoTime, metrics));
    }
  }

  @AfterEach
  void close() {
    pools.forEach(HikariDataSource::close);
  }

  /** Which node a caller asks. */
  enum Spread {
    EVEN {
      @Override
      int node(int caller, int request) {
        return caller % NODES;
      }
    },
    ALL_ON_ONE {
      @Override
      int node(int caller, int request) {
        return 1;
      }
    },
    /** Each request goes to another than the one before. */
    IN_TURNS {
      @Override
      int node(int caller, int request) {
        return request % NODES;
      }
    },
    /** All callers go from one to the next together, several times a second. */
    IN_BURSTS {
      @Override
      int node(int caller, int request) {
        return (int) (System.nanoTime() / TimeUnit.MILLISECONDS.toNanos(130) % NODES);
      }
    };

    abstract int node(int caller, int request);
  }

  @ParameterizedTest
  @EnumSource(Spread.class)
  void tenSecondsLetPassWhatTheRateComesTo(Spread spread) throws Exception {
    Map<Operation, AtomicInteger> passed = new EnumMap<>(Operation.class);
    RATES.keySet().forEach(operation -> passed.put(operation, new AtomicInteger()));
    AtomicBoolean over = new AtomicBoolean();
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();
        Connection watch = server.connect()) {
      passed.forEach((operation, count) -> {
        for (int caller = 0; caller < 9; caller++) {
          int self = caller;
          callers.execute(() -> call(operation, spread, self, count, over));
        }
      });
      try {
        // The burst is gone when more than it has passed.
        while (!burstsAreGone(passed)) {
          pause();
        }
        Map<Operation, Integer> before = read(passed);
        long start = now(watch);
        while (now(watch) - start < SPAN) {
          pause();
        }
        Map<Operation, Integer> after = read(passed);
        double seconds = (now(watch) - start) / 1e6;
        RATES.forEach((operation, rate) ->
            assertThat(
                    Objects.requireNonNull(after.get(operation))
                        - Objects.requireNonNull(before.get(operation)))
                .as("%d a second for %.3f s", rate, seconds)
                .isBetween(
                    (int) Math.floor(0.9 * rate * seconds), (int) Math.ceil(1.1 * rate * seconds)));
      } finally {
        over.set(true);
      }
    }
  }

  @Test
  void aBurstIsOneForAllNodes() {
    int passed = 0;
    for (RateQuotas node : nodes) {
      while (passes(node, "222222222222", Operation.PUT_POLICY)) {
        passed++;
      }
    }
    assertThat(passed).isBetween(5, 20);
    assertThat(passes(nodes.getFirst(), "333333333333", Operation.PUT_POLICY)).isTrue();
  }

  @Test
  void aDatabaseThatIsGoneLeavesEachNodeItsOwnCount() throws SQLException, IOException {
    try (LonePostgres fragile = LonePostgres.start();
        HikariDataSource pool = fragile.pool()) {
      fragile.execute(migration());
      RateQuotas node =
          RateQuotas.shared(TABLE, new PostgresRateLedger(pool), System::nanoTime, metrics);
      assertThat(passes(node, ACCOUNT, Operation.PUT_POLICY)).isTrue();
      fragile.kill();
      int passed = 0;
      for (int i = 0; i < 2000; i++) {
        passed += passes(node, "444444444444", Operation.PUT_POLICY) ? 1 : 0;
      }
      // A burst of five, and what comes in the time of a few tries.
      assertThat(passed).isBetween(5, 100);
    }
  }

  private void call(
      Operation operation, Spread spread, int self, AtomicInteger count, AtomicBoolean over) {
    for (int request = self; !over.get(); request++) {
      if (passes(nodes.get(spread.node(self, request)), ACCOUNT, operation)) {
        count.incrementAndGet();
      } else {
        pause();
      }
    }
  }

  private static boolean burstsAreGone(Map<Operation, AtomicInteger> passed) {
    return RATES.entrySet().stream()
        .allMatch(
            rate -> Objects.requireNonNull(passed.get(rate.getKey())).get() > rate.getValue());
  }

  private static void pause() {
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
  }

  private static boolean passes(RateQuotas quotas, String account, Operation operation) {
    try {
      quotas.charge(account, operation);
      return true;
    } catch (WireException e) {
      return false;
    }
  }

  private static Map<Operation, Integer> read(Map<Operation, AtomicInteger> counts) {
    Map<Operation, Integer> read = new EnumMap<>(Operation.class);
    counts.forEach((operation, count) -> read.put(operation, count.get()));
    return read;
  }

  private static long now(Connection watch) throws SQLException {
    try (Statement statement = watch.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000000 AS BIGINT)")) {
      row.next();
      return row.getLong(1);
    }
  }
}
