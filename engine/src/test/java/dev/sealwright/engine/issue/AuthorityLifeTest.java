package dev.sealwright.engine.issue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealwright.engine.TestEngine;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.authority.AuthorityType;
import dev.sealwright.engine.authority.CaStatus;
import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.key.KeySpec;
import dev.sealwright.engine.key.soft.SoftVault;
import dev.sealwright.engine.order.Order;
import dev.sealwright.engine.store.memory.MemoryStore;
import dev.sealwright.engine.x509.Octets;
import dev.sealwright.engine.x509.Serial;
import dev.sealwright.engine.x509.SignatureAlgorithm;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What an authority may do over its life; years pass at the turn of a hand. */
@Timeout(120)
class AuthorityLifeTest {
  private final TestEngine ca =
      new TestEngine(new MemoryStore(), new SoftVault("soft", 2, new SecureRandom()));

  @AfterEach
  void close() {
    ca.close();
  }

  @Test
  void aRootWithoutItsCertificateSignsOnlyItself() {
    AuthorityId root =
        ca.pending(AuthorityType.ROOT, KeySpec.EC_P256, SignatureAlgorithm.SHA256WITHECDSA);
    LineTest.assertFailure(
        Failure.INVALID_STATE, () -> ca.engine.issue(TestEngine.leafOrder(root, "early", null)));
    Order foreign = with(ca.rootOrder(root), TestEngine.leafOrder(root, "x", null).csr());
    LineTest.assertFailure(Failure.INVALID_ARGUMENT, () -> ca.engine.issue(foreign));
    assertThat(ca.engine.issue(ca.rootOrder(root))).isNotNull();
  }

  @Test
  void aSubordinateNeverSignsItself() {
    AuthorityId subordinate =
        ca.pending(AuthorityType.SUBORDINATE, KeySpec.EC_P256, SignatureAlgorithm.SHA256WITHECDSA);
    LineTest.assertFailure(Failure.INVALID_STATE, () -> ca.engine.issue(ca.rootOrder(subordinate)));
  }

  @Test
  void anExpiredRootComesBackWithANewCertificateForItsKey() {
    AuthorityId root = ca.activeRoot();
    ca.clock.advance(Duration.ofDays(10 * 366));
    assertThat(ca.status(root)).isEqualTo(CaStatus.EXPIRED);
    LineTest.assertFailure(
        Failure.INVALID_STATE, () -> ca.engine.issue(TestEngine.leafOrder(root, "late", null)));

    Octets old = ca.engine.caCertificate(root).orElseThrow().certificate();
    Serial renewed = ca.engine.issue(ca.rootOrder(root));
    ca.engine.importCertificate(
        root, TestEngine.pem(ca.engine.certificate(root, renewed).certificate()), null, "tester");
    assertThat(ca.status(root)).isEqualTo(CaStatus.ACTIVE);
    assertThat(ca.engine.caCertificate(root).orElseThrow().certificate()).isNotEqualTo(old);
    assertThat(ca.engine.issue(TestEngine.leafOrder(root, "again", null))).isNotNull();
  }

  @Test
  void ofManyImportsAtOnceEachWinsOrIsToldSo() throws Exception {
    AuthorityId root = ca.activeRoot();
    Octets certificate = TestEngine.pem(ca.engine.caCertificate(root).orElseThrow().certificate());
    long before = ca.engine.authority(root).orElseThrow().version();
    int won = 0;
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Boolean>> attempts = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        attempts.add(threads.submit(() -> imported(root, certificate)));
      }
      for (Future<Boolean> attempt : attempts) {
        won += attempt.get() ? 1 : 0;
      }
    }
    assertThat(won).isPositive();
    assertThat(ca.engine.authority(root).orElseThrow().version()).isEqualTo(before + won);
  }

  private boolean imported(AuthorityId root, Octets certificate) {
    try {
      ca.engine.importCertificate(root, certificate, null, "tester");
      return true;
    } catch (CaException e) {
      assertThat(e.failure()).isEqualTo(Failure.CONCURRENT_MODIFICATION);
      return false;
    }
  }

  private static Order with(Order order, Octets csr) {
    return new Order(
        order.authority(),
        csr,
        order.algorithm(),
        order.template(),
        order.validity(),
        order.notBefore(),
        order.claim(),
        order.requester());
  }
}
