package dev.sealwright.engine.sign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sealwright.engine.CaEngine;
import dev.sealwright.engine.EngineLimits;
import dev.sealwright.engine.HandClock;
import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.key.KeyVault;
import dev.sealwright.engine.key.SealContext;
import dev.sealwright.engine.key.SecretSealer;
import dev.sealwright.engine.key.VaultSet;
import dev.sealwright.engine.key.pkcs11.SoftHsmFixture;
import dev.sealwright.engine.key.soft.SoftVault;
import dev.sealwright.engine.store.memory.MemoryStore;
import dev.sealwright.engine.x509.Octets;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Secrets sealed through an engine's lanes, as the front door does it at start-up. */
@Timeout(60)
class LaneSealerTest {
  private static final SealContext CONTEXT = new SealContext("access-key", "AKIA1");
  private static final byte[] SECRET = "a secret".getBytes(StandardCharsets.UTF_8);

  private static CaEngine engine(KeyVault... vaults) {
    return CaEngine.open(
        new MemoryStore(),
        VaultSet.each(vaults),
        new HandClock(Instant.parse("2026-11-22T10:00:00Z")),
        new SimpleMeterRegistry(),
        EngineLimits.STANDARD);
  }

  @Test
  void anotherEngineOnTheSameTokenOpensIt() {
    Octets sealed;
    try (CaEngine engine = engine(SoftHsmFixture.vault())) {
      sealed = sealer(engine).seal(CONTEXT, SECRET);
    }
    try (CaEngine engine = engine(SoftHsmFixture.vault())) {
      assertThat(sealer(engine).open(CONTEXT, sealed)).isEqualTo(SECRET);
    }
  }

  @Test
  void opensByTheVaultThatSealedWhateverTheOrder() {
    SoftVault soft = new SoftVault("soft", 1, new SecureRandom());
    Octets sealed;
    try (CaEngine engine = engine(soft)) {
      sealed = sealer(engine).seal(CONTEXT, SECRET);
    }
    try (CaEngine engine = engine(SoftHsmFixture.vault(), soft)) {
      assertThat(sealer(engine).open(CONTEXT, sealed)).isEqualTo(SECRET);
    }
    try (CaEngine engine = engine(SoftHsmFixture.vault())) {
      broken(sealer(engine), CONTEXT, sealed);
    }
  }

  @Test
  void aSecretThatDoesNotOpenLeavesTheLaneFitForWork() {
    try (CaEngine engine = engine(SoftHsmFixture.vault())) {
      SecretSealer sealer = sealer(engine);
      Octets sealed = sealer.seal(CONTEXT, SECRET);
      for (int i = 0; i < 8; i++) {
        broken(sealer, new SealContext("access-key", "AKIA2"), sealed);
        assertThat(sealer.open(CONTEXT, sealed)).isEqualTo(SECRET);
      }
      for (byte[] junk : List.of(new byte[0], new byte[] {0}, new byte[] {5, 1}, new byte[300])) {
        broken(sealer, CONTEXT, Octets.copyOf(junk));
      }
    }
  }

  private static SecretSealer sealer(CaEngine engine) {
    return engine.sealer().orElseThrow();
  }

  private static void broken(SecretSealer sealer, SealContext context, Octets sealed) {
    assertThatExceptionOfType(CaException.class)
        .isThrownBy(() -> sealer.open(context, sealed))
        .satisfies(e -> assertThat(e.failure()).isEqualTo(Failure.RECORD_UNREADABLE));
  }
}
