package dev.sealwright.engine.issue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sealwright.engine.EngineLimits;
import dev.sealwright.engine.ProbeStore;
import dev.sealwright.engine.ProbeVault;
import dev.sealwright.engine.TestEngine;
import dev.sealwright.engine.Until;
import dev.sealwright.engine.audit.AuditEvent;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.authority.CaStatus;
import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.key.soft.SoftVault;
import dev.sealwright.engine.store.Mutation;
import dev.sealwright.engine.store.Reservation;
import dev.sealwright.engine.store.memory.MemoryStore;
import dev.sealwright.engine.x509.Octets;
import dev.sealwright.engine.x509.Serial;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The promises of the line, each broken on purpose to see that it holds. */
@Timeout(120)
class LineTest {
  private final MemoryStore records = new MemoryStore();
  private final ProbeStore store = new ProbeStore(records);
  private final ProbeVault vault = new ProbeVault(new SoftVault("soft", 2, new SecureRandom()));
  private TestEngine ca = new TestEngine(store, vault);
  private AuthorityId root;

  @BeforeEach
  void activate() {
    root = ca.activeRoot();
  }

  @AfterEach
  void close() {
    store.beforeCommit(batch -> {});
    vault.onSign(ProbeVault.HONEST);
    ca.close();
  }

  /** INVARIANT I1. */
  @Test
  void theExactBytesAreOnRecordBeforeTheyAreSigned() {
    List<Octets> signedWithoutRecord = new ArrayList<>();
    AtomicBoolean signed = new AtomicBoolean();
    vault.onSign((session, key, algorithm, message) -> {
      Octets tbs = Octets.copyOf(message);
      signed.set(true);
      if (store.openReservations(100).stream().noneMatch(r -> r.tbs().equals(tbs))) {
        signedWithoutRecord.add(tbs);
      }
      return session.sign(key, algorithm, message);
    });
    ca.engine.issue(TestEngine.leafOrder(root, "a", null));
    assertThat(signed).isTrue();
    assertThat(signedWithoutRecord).isEmpty();
  }

  /** INVARIANT I2. */
  @Test
  void nobodyHearsOfACertificateBeforeItsSealIsDurable() throws Exception {
    CountDownLatch sealing = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    AtomicReference<Serial> serial = new AtomicReference<>();
    store.beforeCommit(batch -> {
      for (Mutation mutation : batch) {
        if (mutation instanceof Mutation.Seal seal) {
          serial.set(seal.serial());
          sealing.countDown();
          await(release);
        }
      }
    });
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Serial> answer =
          threads.submit(() -> ca.engine.issue(TestEngine.leafOrder(root, "a", null)));
      sealing.await();
      assertThat(answer.isDone()).isFalse();
      assertFailure(Failure.IN_PROGRESS, () -> ca.engine.certificate(root, serial.get()));
      release.countDown();
      assertThat(answer.get()).isEqualTo(serial.get());
    }
    assertThat(ca.engine.certificate(root, serial.get()).chain()).hasSize(1);
  }

  /** INVARIANT I3: what a broken token may answer. */
  @ParameterizedTest
  @MethodSource("spoiledSignatures")
  void aSignatureThatDoesNotVerifyNeverLeaves(Spoiled spoiled) {
    vault.onSign((session, key, algorithm, message) ->
        spoiled.how().apply(session.sign(key, algorithm, message)));
    assertFailure(
        Failure.TOKEN_UNAVAILABLE, () -> ca.engine.issue(TestEngine.leafOrder(root, "a", null)));
    assertThat(seals(store.batches())).as("seals beside the root's own").hasSize(1);
    assertThat(ca.metrics.counter("sealwright.signature.mismatch", "vault", "soft").count())
        .isEqualTo(1);
    assertThat(ca.engine.troubles()).containsKey("vault soft");

    // The circuit stays open: the token signs nothing more, even if it were right now.
    AtomicBoolean asked = new AtomicBoolean();
    vault.onSign((session, key, algorithm, message) -> {
      asked.set(true);
      return session.sign(key, algorithm, message);
    });
    assertFailure(
        Failure.TOKEN_UNAVAILABLE, () -> ca.engine.issue(TestEngine.leafOrder(root, "b", null)));
    assertThat(asked).isFalse();
  }

  record Spoiled(String name, UnaryOperator<byte[]> how) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Spoiled> spoiledSignatures() {
    return List.of(
        new Spoiled(
            "one bit",
            signature -> {
              signature[signature.length - 1] ^= 1;
              return signature;
            }),
        new Spoiled("truncated", signature -> Arrays.copyOf(signature, signature.length - 4)),
        new Spoiled("empty", signature -> new byte[0]),
        new Spoiled("zeros", signature -> new byte[signature.length]));
  }

  /** INVARIANT I3: the right form, made by the key of another CA. */
  @Test
  void aSignatureOfAnotherKeyNeverLeaves() {
    AuthorityId other = ca.activeRoot();
    var wrong = ca.engine.authority(other).orElseThrow().signingKey();
    vault.onSign((session, key, algorithm, message) -> session.sign(wrong, algorithm, message));
    assertFailure(
        Failure.TOKEN_UNAVAILABLE, () -> ca.engine.issue(TestEngine.leafOrder(root, "a", null)));
    assertThat(ca.engine.troubles()).containsKey("vault soft");
  }

  /** INVARIANT I9: what changes between draft and reservation is found at the reservation. */
  @Test
  void aCaThatChangesUnderADraftIsDraftedAnew() {
    long before = ca.engine.authority(root).orElseThrow().version();
    changeAtFirstReservation(CaStatus.ACTIVE);
    Serial serial = ca.engine.issue(TestEngine.leafOrder(root, "a", null));
    assertThat(store.certificate(root, serial).orElseThrow().reservation().authorityVersion())
        .isEqualTo(before + 1);
  }

  /** INVARIANT I9: the state is asked again at the point of no return. */
  @Test
  void aCaThatIsDisabledUnderADraftSignsNothing() {
    int seals = seals(store.batches()).size();
    changeAtFirstReservation(CaStatus.DISABLED);
    assertFailure(
        Failure.INVALID_STATE, () -> ca.engine.issue(TestEngine.leafOrder(root, "a", null)));
    assertThat(seals(store.batches())).hasSize(seals);
    assertThat(store.openReservations(10)).isEmpty();
  }

  private void changeAtFirstReservation(CaStatus status) {
    AtomicBoolean changed = new AtomicBoolean();
    store.beforeCommit(batch -> {
      if (batch.stream().anyMatch(Mutation.Reserve.class::isInstance) && !changed.getAndSet(true)) {
        records.commit(List.of(TestEngine.change(store.authority(root).orElseThrow(), status)));
      }
    });
  }

  /** INVARIANT I11. */
  @Test
  void everySignatureHasItsAuditEventInTheSameCommit() {
    Serial serial = ca.engine.issue(TestEngine.leafOrder(root, "a", null));
    assertThat(store.auditEvents(root, 100))
        .filteredOn(event -> serial.equals(event.serial()))
        .singleElement()
        .satisfies(event -> {
          assertThat(event.kind()).isEqualTo(AuditEvent.Kind.CERTIFICATE_ISSUED);
          assertThat(event.actor()).isEqualTo("tester");
        });
    assertThat(kinds(root))
        .startsWith(
            AuditEvent.Kind.AUTHORITY_CREATED,
            AuditEvent.Kind.KEY_MADE,
            AuditEvent.Kind.CERTIFICATE_ISSUED,
            AuditEvent.Kind.CERTIFICATE_IMPORTED);
  }

  /** INVARIANT I13. */
  @Test
  void moreThanTheBoundIsRefusedAtOnce() throws Exception {
    ca.close();
    ca =
        new TestEngine(
            store,
            vault,
            new EngineLimits(
                3, 4, Duration.ofSeconds(30), Duration.ofSeconds(7), Duration.ofMinutes(1)));
    CountDownLatch release = new CountDownLatch(1);
    vault.onSign((session, key, algorithm, message) -> {
      await(release);
      return session.sign(key, algorithm, message);
    });
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Serial>> answers = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        String name = "n" + i;
        answers.add(threads.submit(() -> ca.engine.issue(TestEngine.leafOrder(root, name, null))));
      }
      Until.holds("three are on record", () -> store.openReservations(10).size() == 3);
      assertFailure(Failure.BUSY, () -> ca.engine.issue(TestEngine.leafOrder(root, "x", null)));
      release.countDown();
      for (Future<Serial> answer : answers) {
        answer.get();
      }
    }
    assertThat(ca.engine.issue(TestEngine.leafOrder(root, "later", null))).isNotNull();
  }

  @Test
  void reservationsAndSealsShareACommit() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    AtomicBoolean held = new AtomicBoolean();
    // The first seal's commit is held: what comes meanwhile, of either kind, is one batch.
    store.beforeCommit(batch -> {
      if (batch.stream().anyMatch(Mutation.Seal.class::isInstance)
          && held.compareAndSet(false, true)) {
        await(release);
      }
    });
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Serial>> answers = new ArrayList<>();
      answers.add(threads.submit(() -> ca.engine.issue(TestEngine.leafOrder(root, "a", null))));
      Until.holds("a seal is held", held::get);
      for (int i = 0; i < 8; i++) {
        String name = "b" + i;
        answers.add(threads.submit(() -> ca.engine.issue(TestEngine.leafOrder(root, name, null))));
      }
      Until.holds(
          "eight wait", () -> ca.metrics.get("sealwright.commit.waiting").gauge().value() >= 8);
      release.countDown();
      for (Future<Serial> answer : answers) {
        answer.get();
      }
    }
    assertThat(store.batches()).anyMatch(batch -> batch.size() >= 8);
  }

  @Test
  void aVaultThatComesBackIsFoundAgainWithoutBeingAsked() {
    vault.away(true);
    vault.onSign((session, key, algorithm, message) -> {
      throw new CaException(Failure.TOKEN_UNAVAILABLE, "unplugged");
    });
    Until.holds(
        "every lane has lost its session",
        () -> {
          assertFailure(
              Failure.TOKEN_UNAVAILABLE,
              () -> ca.engine.issue(TestEngine.leafOrder(root, "a", null)));
          return ca.engine.troubles().containsKey("vault soft");
        });
    vault.onSign(ProbeVault.HONEST);
    vault.away(false);
    Until.holds("ready again", () -> ca.engine.troubles().isEmpty());
    assertThat(ca.engine.issue(TestEngine.leafOrder(root, "b", null))).isNotNull();
  }

  @Test
  void aCommitThatFailsStopsTheWriterAndSaysSo() {
    store.beforeCommit(batch -> {
      throw new CaException(Failure.STORE_UNAVAILABLE, "disk full");
    });
    assertFailure(
        Failure.OUTCOME_UNKNOWN, () -> ca.engine.issue(TestEngine.leafOrder(root, "a", null)));
    store.beforeCommit(batch -> {});
    assertFailure(
        Failure.STORE_UNAVAILABLE, () -> ca.engine.issue(TestEngine.leafOrder(root, "b", null)));
    assertThat(ca.engine.troubles()).containsEntry("store", "disk full");
  }

  private List<AuditEvent.Kind> kinds(AuthorityId authority) {
    return store.auditEvents(authority, 100).stream().map(AuditEvent::kind).toList();
  }

  static List<Mutation.Seal> seals(List<List<Mutation>> batches) {
    return batches.stream()
        .flatMap(List::stream)
        .filter(Mutation.Seal.class::isInstance)
        .map(Mutation.Seal.class::cast)
        .toList();
  }

  static List<Reservation> reservations(List<List<Mutation>> batches) {
    return batches.stream()
        .flatMap(List::stream)
        .filter(Mutation.Reserve.class::isInstance)
        .map(mutation -> ((Mutation.Reserve) mutation).reservation())
        .toList();
  }

  static void assertFailure(Failure expected, Runnable call) {
    assertThatExceptionOfType(CaException.class)
        .isThrownBy(call::run)
        .satisfies(e -> assertThat(e.failure()).isEqualTo(expected));
  }

  static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
