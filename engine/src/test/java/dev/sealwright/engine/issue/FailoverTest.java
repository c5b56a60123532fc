package dev.sealwright.engine.issue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealwright.engine.ProbeStore;
import dev.sealwright.engine.TestEngine;
import dev.sealwright.engine.Until;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.authority.AuthorityType;
import dev.sealwright.engine.authority.CaStatus;
import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.key.KeySpec;
import dev.sealwright.engine.key.VaultSet;
import dev.sealwright.engine.key.VaultSet.Member;
import dev.sealwright.engine.key.pkcs11.FaultModule;
import dev.sealwright.engine.key.pkcs11.LoadedModule;
import dev.sealwright.engine.key.pkcs11.Token;
import dev.sealwright.engine.store.memory.MemoryStore;
import dev.sealwright.engine.x509.Serial;
import dev.sealwright.engine.x509.SignatureAlgorithm;
import dev.sealwright.hsm.Profile;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One CA key on two real tokens, one of which fails under load. */
@SuppressWarnings("NullAway.Init") // set before each test
@Timeout(180)
class FailoverTest {
  private static final int CALLERS = 12;

  private final ProbeStore store = new ProbeStore(new MemoryStore());
  private final Map<FaultModule, LoadedModule> modules = new HashMap<>();
  private final FaultModule first = FaultModule.create();
  private FaultModule second;
  private AuthorityId root;
  private TestEngine ca;

  @BeforeEach
  void aKeyOnBoth() {
    try (TestEngine alone = new TestEngine(store, List.of(set(first)))) {
      root = alone.activeRoot();
    }
    second = first.replica();
    ca = new TestEngine(store, List.of(set(first, second)));
    ready();
  }

  @AfterEach
  void close() {
    first.plan();
    second.plan();
    ca.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "C_Sign 20 lose 1500",
        "C_SignInit 20 lose",
        "C_Sign 20 hang",
        "C_Sign 20 corrupt",
        "C_SignInit from 20 return 5",
        "C_Sign from 20 return 70",
        "C_SignInit 20 drop"
      })
  void losingOneInMidLoadFailsNoRequest(String fault) throws Exception {
    var issued = new ConcurrentLinkedQueue<Serial>();
    var enough = new CountDownLatch(600);
    var stop = new AtomicBoolean();
    first.plan(fault);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> callers = new ArrayList<>();
      for (int caller = 0; caller < CALLERS; caller++) {
        String name = "caller-" + caller;
        callers.add(
            threads.submit(() -> {
              for (int i = 0; !stop.get(); i++) {
                issued.add(ca.engine.issue(TestEngine.leafOrder(root, name + "-" + i, null)));
                enough.countDown();
              }
            }));
      }
      assertThat(enough.await(60, TimeUnit.SECONDS)).isTrue();
      stop.set(true);
      for (Future<?> caller : callers) {
        caller.get();
      }
    }
    assertThat(ca.metrics.get("sealwright.vault.failovers").counter().count() > 0)
        .as("the other token was asked, but for what one token mends by itself")
        .isEqualTo(!fault.endsWith("drop"));
    assertVerified(issued);
    assertThat(ca.engine.troubles()).isEmpty();
    assertThat(store.openReservations(1)).isEmpty();
  }

  @Test
  void bothSignByWeightAndTheLostOneComesBack() {
    ca.close();
    Token heavy = token(first);
    Token light = token(second);
    ca =
        new TestEngine(
            store,
            List.of(new VaultSet("pair", List.of(new Member(heavy, 3), new Member(light, 1)))));
    ready();
    first.plan("engines 64 3");
    second.plan("engines 64 3");
    int before = first.log().size();
    int beforeLight = second.log().size();
    issueMany(400);
    int byHeavy = first.log().size() - before;
    int byLight = second.log().size() - beforeLight;
    assertThat(byHeavy + byLight).isEqualTo(400);
    assertThat(byHeavy).isGreaterThan(byLight);
    assertThat(byLight).isPositive();

    first.plan("C_SignInit 1 lose 500");
    issueMany(20);
    first.plan();
    ready();
    int after = first.log().size();
    issueMany(50);
    assertThat(first.log().size()).as("it signs again").isGreaterThan(after);
  }

  @Test
  void aKeyThatWasNotCopiedIsSignedWithWhereItIs() {
    AuthorityId fresh = ca.activeRoot();
    for (int i = 0; i < 50; i++) {
      ca.engine.issue(TestEngine.leafOrder(fresh, "leaf-" + i, null));
    }
    assertThat(ca.metrics.get("sealwright.vault.failovers").counter().count())
        .as("the token that lacks it is asked now and then, not each time")
        .isLessThan(5);
    first.plan("C_SignInit 1 lose 60000");
    LineTest.assertFailure(
        Failure.TOKEN_UNAVAILABLE,
        () -> ca.engine.issue(TestEngine.leafOrder(fresh, "lost", null)));
    ca.engine.issue(TestEngine.leafOrder(root, "not lost", null));
  }

  @Test
  void withoutAnyTokenItRefusesAtOnceAndNothingIsOnRecord() {
    first.plan("* always return 30");
    second.plan("* always return 30");
    Until.holds("both are lost", this::neitherSigns);
    LineTest.assertFailure(
        Failure.TOKEN_UNAVAILABLE,
        () -> ca.engine.issue(TestEngine.leafOrder(root, "refused", null)));
    LineTest.assertFailure(
        Failure.TOKEN_UNAVAILABLE,
        () -> ca.creating(AuthorityType.ROOT, KeySpec.EC_P256, SignatureAlgorithm.SHA256WITHECDSA));
    assertThat(ca.engine.authorities(TestEngine.OWNER, null, 10)).hasSize(1);
    assertThat(ca.engine.troubles()).containsOnlyKeys("vault pair");
    second.plan();
    Until.holds("one is back", () -> ca.engine.troubles().isEmpty());
    assertVerified(List.of(ca.engine.issue(TestEngine.leafOrder(root, "again", null))));
  }

  /** A token that goes away while it makes a key costs time, not the authority. */
  @Test
  void aKeyThatCouldNotBeMadeIsMadeWhenTheTokenIsBack() {
    first.plan("C_GenerateKeyPair always lose 800");
    second.plan("C_GenerateKeyPair always lose 800");
    AuthorityId id =
        ca.creating(AuthorityType.ROOT, KeySpec.EC_P256, SignatureAlgorithm.SHA256WITHECDSA);
    Until.holds("both are lost", () -> ca.engine.troubles().containsKey("vault pair"));
    assertThat(ca.status(id)).isEqualTo(CaStatus.CREATING);
    first.plan();
    second.plan();
    Until.holds("the key is made", () -> ca.status(id) == CaStatus.PENDING_CERTIFICATE);
  }

  private boolean neitherSigns() {
    try {
      ca.engine.issue(TestEngine.leafOrder(root, "probe", null));
      return false;
    } catch (CaException e) {
      return ca.engine.troubles().containsKey("vault pair");
    }
  }

  private void issueMany(int count) {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Serial>> answers = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        String name = "leaf-" + i;
        answers.add(threads.submit(() -> ca.engine.issue(TestEngine.leafOrder(root, name, null))));
      }
      List<Serial> issued = new ArrayList<>();
      for (Future<Serial> answer : answers) {
        issued.add(answer.get());
      }
      assertVerified(issued);
    } catch (InterruptedException | ExecutionException e) {
      throw new AssertionError(e);
    }
  }

  private void ready() {
    Until.holds(
        "every token is ready",
        () ->
            ca.metrics.find("sealwright.token.state").tag("state", "READY").gauges().stream()
                .allMatch(gauge -> gauge.value() == 1));
  }

  private void assertVerified(Iterable<Serial> issued) {
    Set<Serial> seen = new HashSet<>();
    X509Certificate issuer =
        parse(ca.engine.caCertificate(root).orElseThrow().certificate().toArray());
    for (Serial serial : issued) {
      assertThat(seen.add(serial)).isTrue();
      X509Certificate certificate =
          parse(ca.engine.certificate(root, serial).certificate().toArray());
      try {
        certificate.verify(issuer.getPublicKey());
      } catch (GeneralSecurityException e) {
        throw new AssertionError(e);
      }
    }
  }

  private static X509Certificate parse(byte[] der) {
    try {
      return (X509Certificate)
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(der));
    } catch (CertificateException e) {
      throw new AssertionError(e);
    }
  }

  private VaultSet set(FaultModule... devices) {
    List<Member> members = new ArrayList<>();
    for (FaultModule device : devices) {
      members.add(new Member(token(device), 1));
    }
    return new VaultSet("pair", members);
  }

  private Token token(FaultModule device) {
    return new Token(
        device.config().withProfile(Profile.STANDARD.withDeadline(Duration.ofSeconds(2))),
        modules.computeIfAbsent(device, FailoverTest::loaded));
  }

  private static LoadedModule loaded(FaultModule device) {
    var cryptoki = device.load();
    cryptoki.initialise();
    return new LoadedModule(cryptoki);
  }
}
