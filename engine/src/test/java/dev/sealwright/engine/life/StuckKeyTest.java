package dev.sealwright.engine.life;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealwright.engine.ProbeVault;
import dev.sealwright.engine.TestEngine;
import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.authority.CaStatus;
import dev.sealwright.engine.key.soft.SoftVault;
import dev.sealwright.engine.store.memory.MemoryStore;
import java.security.SecureRandom;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One key that its token will not let go, whatever the token answers. */
@Timeout(120)
class StuckKeyTest {
  private static final Duration WEEK = Duration.ofDays(7);

  private final MemoryStore store = new MemoryStore();
  private final ProbeVault vault = new ProbeVault(new SoftVault("soft", 2, new SecureRandom()));

  @Test
  void doesNotKeepTheOthers() {
    try (TestEngine ca = new TestEngine(store, vault)) {
      AuthorityId stuck = deleted(ca);
      AuthorityId other = deleted(ca);
      ca.clock.advance(WEEK);
      vault.onDestroy(id -> {
        if (id.equals(stuck.keyId())) {
          throw new IllegalStateException("a return value of no table");
        }
      });

      assertThat(ca.engine.sweep()).as("the other one").isEqualTo(1);
      assertThat(store.removals())
          .singleElement()
          .satisfies(removal -> assertThat(removal.authority()).isEqualTo(stuck));
      assertThat(ca.engine.authority(other)).isEmpty();

      vault.onDestroy(id -> {});
      assertThat(ca.engine.sweep()).isEqualTo(1);
      assertThat(store.removals()).isEmpty();
    }
  }

  private static AuthorityId deleted(TestEngine ca) {
    AuthorityId id = ca.activeRoot();
    Authority active = ca.engine.authority(id).orElseThrow();
    ca.engine.update(active, CaStatus.DISABLED, active.revocation(), "tester");
    ca.engine.delete(ca.engine.authority(id).orElseThrow(), WEEK, "tester");
    return id;
  }
}
