package dev.sealwright.engine.issue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealwright.engine.TestEngine;
import dev.sealwright.engine.Until;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.key.VaultSet;
import dev.sealwright.engine.key.VaultSet.Member;
import dev.sealwright.engine.key.pkcs11.FaultModule;
import dev.sealwright.engine.key.pkcs11.LoadedModule;
import dev.sealwright.engine.key.pkcs11.ReturnValue;
import dev.sealwright.engine.key.pkcs11.Token;
import dev.sealwright.engine.store.embedded.SqliteStore;
import dev.sealwright.engine.x509.Octets;
import dev.sealwright.engine.x509.Serial;
import dev.sealwright.hsm.Profile;
import dev.sealwright.hsm.Reaction;
import io.micrometer.core.instrument.Counter;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.bouncycastle.asn1.pkcs.CertificationRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two real tokens with one CA key, each struck by a random fault every second, under load; half a
 * minute, or {@code -Dsealwright.soak=SECONDS}.
 */
@SuppressWarnings("NullAway.Init") // set before the callers start
class SoakTest {
  private static final int CALLERS = 8;
  private static final int SECONDS = Integer.getInteger("sealwright.soak", 30);

  /** What a token that fails may answer without a person having to act, or us to blame. */
  private static final List<ReturnValue> CODES =
      Arrays.stream(ReturnValue.values())
          .filter(
              value -> value.reaction() != Reaction.OPERATOR && value.reaction() != Reaction.BUG)
          .toList();

  @TempDir private Path folder;

  private final Map<FaultModule, LoadedModule> modules = new ConcurrentHashMap<>();
  private final Queue<Serial> issued = new ConcurrentLinkedQueue<>();
  private final Map<Failure, Integer> failed = new ConcurrentHashMap<>();
  private volatile TestEngine ca;
  private volatile boolean over;
  private double failovers;
  private double recoveries;

  @Test
  void nothingIsLostWhateverTheTokensDo() throws Exception {
    long seed = Long.getLong("sealwright.soak.seed", System.nanoTime());
    System.out.println("soak of " + SECONDS + " s, seed " + seed);
    FaultModule first = FaultModule.create();
    AuthorityId root;
    try (TestEngine alone = engine(first)) {
      root = alone.activeRoot();
    }
    FaultModule second = first.replica();
    List<FaultModule> devices = List.of(first, second);
    ca = engine(first, second);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> callers = new ArrayList<>();
      for (int caller = 0; caller < CALLERS; caller++) {
        int number = caller;
        callers.add(threads.submit(() -> issueUntilOver(root, number)));
      }
      strike(devices, new Random(seed));
      over = true;
      for (Future<?> caller : callers) {
        caller.get();
      }
    }
    devices.forEach(FaultModule::plan);
    restart(devices);
    Until.holds("the service is ready", () -> ca.engine.troubles().isEmpty());
    issued.add(ca.engine.issue(TestEngine.leafOrder(root, "after all", null)));
    Until.holds("nothing is left open", this::everyReservationIsEnded);

    System.out.printf(
        "soak: issued %d, refused %s, taken over %.0f, tokens lost and found %.0f%n",
        issued.size(), failed, failovers, recoveries);
    assertThat(failovers).as("the faults were felt").isGreaterThan(SECONDS / 4.0);
    assertThat(recoveries).isPositive();
    assertThat(failed).doesNotContainKey(Failure.INTERNAL);
    assertEveryAcknowledgedCertificateVerifies(root);
    assertEverySignedDigestIsOnRecord(devices, root);
    ca.close();
    Until.holds("every lane has ended", SoakTest::noLaneIsAlive);
    // Refused while a session is open.
    modules.values().forEach(LoadedModule::close);
  }

  /** A fault each second; one that a person must see to is followed by a restart. */
  private void strike(List<FaultModule> devices, Random random) {
    long end = System.nanoTime() + Duration.ofSeconds(SECONDS).toNanos();
    while (System.nanoTime() < end) {
      FaultModule device = devices.get(random.nextInt(devices.size()));
      boolean lasting = random.nextInt(20) == 0;
      String fault = lasting ? distrusted(random) : passing(random);
      device.plan(fault);
      pass(Duration.ofMillis(700));
      device.plan();
      pass(Duration.ofMillis(300));
      if (lasting) {
        restart(devices);
      }
    }
  }

  private static String passing(Random random) {
    int call = 1 + random.nextInt(50);
    String function = random.nextBoolean() ? "C_Sign" : "C_SignInit";
    return switch (random.nextInt(9)) {
      case 0 -> function + " " + call + " lose " + random.nextInt(1500);
      case 1 -> function + " " + call + " hang";
      case 2 -> function + " " + call + " drop";
      case 3 -> "C_SignInit " + call + " renumber";
      case 4 -> "* chance 0.02 return " + code(random);
      case 5 -> function + " from " + call + " return " + code(random);
      case 6 -> "C_OpenSession always return " + code(random);
      case 7 -> function + " chance 0.1 after " + code(random);
      default -> function + " chance 0.3 delay 50";
    };
  }

  private static String distrusted(Random random) {
    int call = 1 + random.nextInt(50);
    return switch (random.nextInt(3)) {
      case 0 -> "C_Sign " + call + " corrupt";
      case 1 -> "C_Sign " + call + " short";
      default -> "C_SignInit " + call + " return a0";
    };
  }

  private static String code(Random random) {
    return Long.toHexString(CODES.get(random.nextInt(CODES.size())).code());
  }

  private void restart(List<FaultModule> devices) {
    failovers += total("sealwright.vault.failovers");
    recoveries += total("sealwright.token.recoveries") - devices.size();
    ca.close();
    ca = engine(devices.toArray(new FaultModule[0]));
  }

  private double total(String counter) {
    return ca.metrics.get(counter).counters().stream().mapToDouble(Counter::count).sum();
  }

  private void issueUntilOver(AuthorityId root, int caller) {
    for (int i = 0; !over; i++) {
      try {
        issued.add(ca.engine.issue(TestEngine.leafOrder(root, "leaf-" + caller + "-" + i, null)));
      } catch (CaException e) {
        failed.merge(e.failure(), 1, Integer::sum);
        pass(Duration.ofMillis(5));
      }
    }
  }

  private boolean everyReservationIsEnded() {
    return query(
            "SELECT tbs FROM certificate_der WHERE seq NOT IN (SELECT seq FROM seal)"
                + " AND seq NOT IN (SELECT seq FROM closure)")
        .isEmpty();
  }

  private void assertEveryAcknowledgedCertificateVerifies(AuthorityId root)
      throws GeneralSecurityException {
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    X509Certificate issuer =
        parse(factory, ca.engine.caCertificate(root).orElseThrow().certificate());
    for (Serial serial : issued) {
      parse(factory, ca.engine.certificate(root, serial).certificate())
          .verify(issuer.getPublicKey());
    }
    assertThat(new HashSet<>(issued)).as("INVARIANT I5").hasSize(issued.size());
    assertThat(issued.size()).isGreaterThan(SECONDS);
  }

  private static X509Certificate parse(CertificateFactory factory, Octets der)
      throws GeneralSecurityException {
    return (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der.toArray()));
  }

  /** INVARIANT I1. */
  private void assertEverySignedDigestIsOnRecord(List<FaultModule> devices, AuthorityId root)
      throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    Set<String> onRecord = new HashSet<>();
    for (byte[] tbs : query("SELECT tbs FROM certificate_der")) {
      onRecord.add(HexFormat.of().formatHex(digest.digest(tbs)));
    }
    onRecord.add(
        HexFormat.of()
            .formatHex(
                digest.digest(
                    CertificationRequest.getInstance(ca.engine.csr(root).orElseThrow().toArray())
                        .getCertificationRequestInfo()
                        .getEncoded("DER"))));
    for (FaultModule device : devices) {
      assertThat(device.log()).isNotEmpty().allMatch(onRecord::contains);
    }
  }

  private List<byte[]> query(String sql) {
    List<byte[]> found = new ArrayList<>();
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + store());
        var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        found.add(rows.getBytes(1));
      }
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
    return found;
  }

  private Path store() {
    return folder.resolve("store.db");
  }

  private TestEngine engine(FaultModule... devices) {
    List<Member> members = new ArrayList<>();
    for (FaultModule device : devices) {
      members.add(
          new Member(
              new Token(
                  device
                      .config()
                      .withProfile(Profile.STANDARD.withDeadline(Duration.ofMillis(500))),
                  modules.computeIfAbsent(device, SoakTest::loaded)),
              1));
    }
    return new TestEngine(SqliteStore.open(store()), List.of(new VaultSet("pair", members)));
  }

  private static LoadedModule loaded(FaultModule device) {
    var cryptoki = device.load();
    cryptoki.initialise();
    return new LoadedModule(cryptoki);
  }

  private static boolean noLaneIsAlive() {
    return Thread.getAllStackTraces().keySet().stream()
        .noneMatch(thread -> thread.getName().startsWith("sealwright-lane-f-"));
  }

  private static void pass(Duration time) {
    long end = System.nanoTime() + time.toNanos();
    while (System.nanoTime() < end) {
      LockSupport.parkNanos(end - System.nanoTime());
    }
  }
}
