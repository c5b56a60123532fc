package dev.sealwright.engine.ocsp;

import static dev.sealwright.engine.ocsp.Asked.SHA1;
import static dev.sealwright.engine.ocsp.Asked.SHA256;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sealwright.engine.EngineLimits;
import dev.sealwright.engine.ProbeStore;
import dev.sealwright.engine.ProbeVault;
import dev.sealwright.engine.TestEngine;
import dev.sealwright.engine.Until;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.key.KeyId;
import dev.sealwright.engine.key.soft.SoftVault;
import dev.sealwright.engine.store.Mutation;
import dev.sealwright.engine.store.OcspSigner;
import dev.sealwright.engine.store.StoreFixtures;
import dev.sealwright.engine.store.memory.MemoryStore;
import dev.sealwright.engine.x509.RevocationReason;
import dev.sealwright.engine.x509.Serial;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is signed once and kept, and what must not be (INVARIANTS I10, I13). */
@Timeout(120)
class KeptAnswersTest {
  private static final OcspSettings SMALL =
      new OcspSettings(
          OcspSettings.Signer.DELEGATE,
          Duration.ofDays(30),
          Duration.ofHours(1),
          64 << 10,
          8,
          Duration.ofMinutes(1));

  private final MemoryStore real = new MemoryStore();
  private final ProbeStore store = new ProbeStore(real);
  private final ProbeVault vault = new ProbeVault(new SoftVault("soft", 2, new SecureRandom()));
  private final TestEngine ca = new TestEngine(store, vault, EngineLimits.STANDARD.with(SMALL));
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private AuthorityId root = StoreFixtures.authorityId();
  private Serial serial = StoreFixtures.serial();

  @BeforeEach
  void issue() {
    root = Asked.root(ca);
    serial = ca.engine.issue(TestEngine.leafOrder(root, "leaf", null));
  }

  @AfterEach
  void close() {
    vault.onSign(ProbeVault.HONEST);
    threads.close();
    ca.close();
    real.close();
  }

  @Test
  void theSameIsSignedOnceHoweverManyAsk() throws Exception {
    double before = signatures();
    byte[] request = request();
    List<Future<OcspAnswer>> answers = new ArrayList<>();
    CountDownLatch start = new CountDownLatch(1);
    for (int i = 0; i < 100; i++) {
      answers.add(
          threads.submit(() -> {
            start.await();
            return ca.engine.ocsp().answer(root, request);
          }));
    }
    start.countDown();
    OcspAnswer first = answers.getFirst().get();
    assertThat(first.status()).isEqualTo(OcspStatus.SUCCESSFUL);
    for (Future<OcspAnswer> answer : answers) {
      assertThat(answer.get()).isEqualTo(first);
    }
    assertThat(signatures() - before).isEqualTo(1);
  }

  @Test
  void itIsRenewedAtHalfItsTimeAndNotBefore() {
    OcspAnswer first = answer();
    ca.clock.advance(Duration.ofMinutes(29));
    assertThat(answer()).isEqualTo(first);
    ca.clock.advance(Duration.ofMinutes(2));
    OcspAnswer second = answer();
    assertThat(Objects.requireNonNull(second.caching()).thisUpdate())
        .isAfter(Objects.requireNonNull(first.caching()).thisUpdate());
    assertThat(answer()).isEqualTo(second);
  }

  /** While it cannot be renewed the old one is right until its end, and nothing after it. */
  @Test
  void withoutTheTokenTheOldOneIsGivenUntilItsEnd() {
    OcspAnswer first = answer();
    vault.away(true);
    vault.onSign((session, key, algorithm, message) -> {
      throw new dev.sealwright.engine.key.VaultFault(
          dev.sealwright.engine.key.Remedy.RECOVER, "unplugged");
    });
    ca.clock.advance(Duration.ofMinutes(40));
    assertThat(answer()).isEqualTo(first);
    ca.clock.advance(Duration.ofMinutes(21));
    assertThat(answer().status()).isEqualTo(OcspStatus.TRY_LATER);
    vault.onSign(ProbeVault.HONEST);
    vault.away(false);
    Until.holds("it is signed anew", () -> answer().status() == OcspStatus.SUCCESSFUL);
  }

  @Test
  void aRevocationReplacesTheAnswerInEachForm() {
    for (var digest : List.of(SHA1, SHA256)) {
      assertThat(state(ca.engine.ocsp().answer(root, request(digest)))).isEqualTo("good");
    }
    revoke();
    for (var digest : List.of(SHA1, SHA256)) {
      assertThat(state(ca.engine.ocsp().answer(root, request(digest)))).startsWith("revoked");
    }
  }

  /** Signed as good, revoked and answered meanwhile, and only then back from the token. */
  @Test
  void aRevocationOvertakesAnAnswerThatIsBeingMade() throws Exception {
    revokeWhileSigning(request());
  }

  @Test
  void aRevocationOvertakesAnAnswerWithANonce() throws Exception {
    revokeWhileSigning(Asked.request(ca, root, SHA1, new byte[] {7}, serial));
  }

  @Test
  void aRevocationOvertakesARenewal() throws Exception {
    answer();
    ca.clock.advance(Duration.ofMinutes(31));
    revokeWhileSigning(request());
  }

  private void revokeWhileSigning(byte[] request) throws Exception {
    CountDownLatch signing = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    KeyId signer = signerKey();
    AtomicBoolean once = new AtomicBoolean();
    vault.onSign((session, key, algorithm, message) -> {
      if (key.id().equals(signer) && once.compareAndSet(false, true)) {
        signing.countDown();
        await(release);
      }
      return session.sign(key, algorithm, message);
    });
    Future<OcspAnswer> early = threads.submit(() -> ca.engine.ocsp().answer(root, request));
    signing.await();
    revoke();
    // It asks after the revocation was answered.
    Future<OcspAnswer> waiting = threads.submit(() -> ca.engine.ocsp().answer(root, request));
    release.countDown();
    assertThat(state(early.get())).startsWith("revoked");
    assertThat(state(waiting.get())).startsWith("revoked");
    assertThat(state(ca.engine.ocsp().answer(root, request))).startsWith("revoked");
  }

  /** The revocation is on record, and not yet answered: from here on nobody may hear of good. */
  @Test
  void betweenCommitAndAnswerTheOldOneIsGoneAlready() throws Exception {
    answer();
    // The next commit begins after the completions of the one before, so by then it was answered.
    CountDownLatch committed = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    store.beforeCommit(batch -> {
      if (batch.getFirst() instanceof Mutation.Revoke) {
        committed.countDown();
        await(release);
      }
    });
    Future<?> revocation = threads.submit(this::revoke);
    committed.await();
    assertThat(state(answer())).isEqualTo("good");
    release.countDown();
    revocation.get();
    assertThat(state(answer())).startsWith("revoked");
  }

  /** Many who ask without end while certificates are revoked one after the other. */
  @Test
  void underLoadNobodyHearsOfGoodAfterARevocationWasAnswered() throws Exception {
    List<Serial> serials = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      serials.add(ca.engine.issue(TestEngine.leafOrder(root, "leaf" + i, null)));
    }
    for (Serial each : serials) {
      byte[] request = Asked.request(ca, root, SHA1, null, each);
      AtomicBoolean answered = new AtomicBoolean();
      AtomicInteger asked = new AtomicInteger();
      List<Future<Boolean>> askers = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        askers.add(
            threads.submit(() -> {
              boolean sawRevoked = false;
              boolean wrong = false;
              while (!sawRevoked) {
                boolean after = answered.get();
                String state = state(ca.engine.ocsp().answer(root, request));
                asked.incrementAndGet();
                wrong |= after && state.equals("good");
                sawRevoked = state.startsWith("revoked");
              }
              return wrong;
            }));
      }
      Until.holds("they ask", () -> asked.get() > 20);
      ca.engine.revoker().revoke(root, each, RevocationReason.SUPERSEDED, 99, "tester");
      answered.set(true);
      for (Future<Boolean> asker : askers) {
        assertThat(asker.get()).as("good after the revocation was answered").isFalse();
      }
    }
  }

  @Test
  void serialsThatNobodyIssuedTakeNoPlaceAndOnlyAPartOfTheLanes() throws Exception {
    answer();
    double kept = cached();
    for (int i = 0; i < 50; i++) {
      OcspAnswer answer = ca.engine.ocsp().answer(root, unknown());
      assertThat(state(answer)).isEqualTo("unknown");
    }
    assertThat(cached()).isEqualTo(kept);

    Semaphore release = new Semaphore(0);
    AtomicInteger inside = new AtomicInteger();
    KeyId signer = signerKey();
    vault.onSign((session, key, algorithm, message) -> {
      if (key.id().equals(signer)) {
        inside.incrementAndGet();
        release.acquireUninterruptibly();
      }
      return session.sign(key, algorithm, message);
    });
    // Of 8 places 2 are for these.
    List<Future<OcspAnswer>> held = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      held.add(threads.submit(() -> ca.engine.ocsp().answer(root, unknown())));
    }
    Until.holds("both are being signed", () -> inside.get() == 2);
    assertThat(ca.engine.ocsp().answer(root, unknown()).status()).isEqualTo(OcspStatus.TRY_LATER);
    // What is kept needs no lane.
    assertThat(state(answer())).isEqualTo("good");
    release.release(1000);
    for (Future<OcspAnswer> answer : held) {
      assertThat(state(answer.get())).isEqualTo("unknown");
    }
    assertThat(state(ca.engine.ocsp().answer(root, unknown()))).isEqualTo("unknown");
  }

  @Test
  void moreThanMayWaitAreToldToComeBack() throws Exception {
    Semaphore release = new Semaphore(0);
    KeyId signer = signerKey();
    AtomicInteger inside = new AtomicInteger();
    vault.onSign((session, key, algorithm, message) -> {
      if (key.id().equals(signer)) {
        inside.incrementAndGet();
        release.acquireUninterruptibly();
      }
      return session.sign(key, algorithm, message);
    });
    List<Future<OcspAnswer>> held = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      byte[] request = Asked.request(ca, root, SHA1, new byte[] {(byte) i}, serial);
      held.add(threads.submit(() -> ca.engine.ocsp().answer(root, request)));
    }
    Until.holds(
        "12 of 20 are refused",
        () -> held.stream().filter(Future::isDone).count() == 12 && inside.get() == 2);
    release.release(1000);
    int good = 0;
    for (Future<OcspAnswer> answer : held) {
      if (answer.get().status() == OcspStatus.SUCCESSFUL) {
        good++;
      } else {
        assertThat(answer.get().status()).isEqualTo(OcspStatus.TRY_LATER);
      }
    }
    assertThat(good).isEqualTo(8);
  }

  /** 64 KiB hold some 50 answers. */
  @Test
  void whatIsKeptIsBoundedAndTheLatestStays() {
    List<Serial> serials = new ArrayList<>();
    for (int i = 0; i < 80; i++) {
      serials.add(ca.engine.issue(TestEngine.leafOrder(root, "leaf" + i, null)));
    }
    for (Serial each : serials) {
      assertThat(state(ca.engine.ocsp().answer(root, Asked.request(ca, root, SHA1, null, each))))
          .isEqualTo("good");
      assertThat(cached()).isLessThanOrEqualTo((double) SMALL.cacheBytes());
    }
    assertThat(cached()).isGreaterThan(SMALL.cacheBytes() / 2.0);
    double before = signatures();
    ca.engine.ocsp().answer(root, Asked.request(ca, root, SHA1, null, serials.getLast()));
    assertThat(signatures()).isEqualTo(before);
    ca.engine.ocsp().answer(root, Asked.request(ca, root, SHA1, null, serials.getFirst()));
    assertThat(signatures()).isEqualTo(before + 1);
  }

  @Test
  void aSignatureThatDoesNotVerifyNeverLeaves() {
    KeyId signer = signerKey();
    vault.onSign((session, key, algorithm, message) -> {
      byte[] other = message.clone();
      if (key.id().equals(signer)) {
        other[other.length - 1] ^= 1;
      }
      return session.sign(key, algorithm, other);
    });
    assertThat(answer().status()).isEqualTo(OcspStatus.TRY_LATER);
  }

  private byte[] unknown() {
    return Asked.request(ca, root, SHA1, null, StoreFixtures.serial());
  }

  private KeyId signerKey() {
    List<OcspSigner> signers = store.attached().ocspSigners(root);
    assertThat(signers).hasSize(1);
    return signers.getFirst().key();
  }

  private byte[] request() {
    return request(SHA1);
  }

  private byte[] request(org.bouncycastle.asn1.ASN1ObjectIdentifier digest) {
    return Asked.request(ca, root, digest, null, serial);
  }

  private OcspAnswer answer() {
    return ca.engine.ocsp().answer(root, request());
  }

  private String state(OcspAnswer answer) {
    return Asked.state(Asked.single(answer, Asked.certificate(ca, root)));
  }

  private void revoke() {
    ca.engine.revoker().revoke(root, serial, RevocationReason.KEY_COMPROMISE, 99, "tester");
  }

  private double signatures() {
    return ca.metrics.get("sealwright.ocsp.signatures").counter().count();
  }

  private double cached() {
    return ca.metrics.get("sealwright.ocsp.cache").gauge().value();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
