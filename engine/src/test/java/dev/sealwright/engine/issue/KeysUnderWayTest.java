package dev.sealwright.engine.issue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealwright.engine.ProbeVault;
import dev.sealwright.engine.TestEngine;
import dev.sealwright.engine.Until;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.authority.AuthorityType;
import dev.sealwright.engine.authority.CaStatus;
import dev.sealwright.engine.key.KeySpec;
import dev.sealwright.engine.key.soft.SoftVault;
import dev.sealwright.engine.store.memory.MemoryStore;
import dev.sealwright.engine.x509.SignatureAlgorithm;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An RSA key may take its token seconds; certificates do not wait for it. */
@Timeout(60)
class KeysUnderWayTest {
  @Test
  void issuanceGoesOnWhileMoreKeysAreAskedForThanThereAreLanes() {
    var vault = new ProbeVault(new SoftVault("soft", 2, new SecureRandom()));
    try (var ca = new TestEngine(new MemoryStore(), vault)) {
      AuthorityId root = ca.activeRoot();
      CountDownLatch release = new CountDownLatch(1);
      AtomicInteger making = new AtomicInteger();
      vault.onGenerate(id -> {
        making.incrementAndGet();
        try {
          release.await();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      });
      List<AuthorityId> waiting = List.of(creating(ca), creating(ca), creating(ca));
      Until.holds("a key is being made", () -> making.get() > 0);
      try {
        for (int i = 0; i < 10; i++) {
          assertThat(ca.engine.issue(TestEngine.leafOrder(root, "meanwhile", null))).isNotNull();
        }
        assertThat(making).hasValue(1);
      } finally {
        release.countDown();
      }
      for (AuthorityId id : waiting) {
        Until.holds("the key is made", () -> ca.status(id) == CaStatus.PENDING_CERTIFICATE);
      }
    }
  }

  private static AuthorityId creating(TestEngine ca) {
    return ca.creating(AuthorityType.ROOT, KeySpec.EC_P256, SignatureAlgorithm.SHA256WITHECDSA);
  }
}
