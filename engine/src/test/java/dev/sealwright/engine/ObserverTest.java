package dev.sealwright.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.key.VaultSet;
import dev.sealwright.engine.key.soft.SoftVault;
import dev.sealwright.engine.store.Committer;
import dev.sealwright.engine.store.Mutation;
import dev.sealwright.engine.store.Outcome;
import dev.sealwright.engine.store.StoreFixtures;
import dev.sealwright.engine.store.memory.MemoryStore;
import dev.sealwright.engine.template.PublicationHosts;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Those who are told of commits. */
class ObserverTest {
  private final MemoryStore real = new MemoryStore();
  private final ProbeStore store = new ProbeStore(real);
  private final CountDownLatch keyMade = new CountDownLatch(1);
  private final List<String> seen = Collections.synchronizedList(new ArrayList<>());

  private final Committer.Observer watching =
      new Committer.Observer() {
        @Override
        public void committed(Mutation mutation, Outcome outcome) {
          seen.add(mutation.getClass().getSimpleName());
          if (mutation instanceof Mutation.ChangeAuthority change) {
            // It is durable already.
            assertThat(real.authority(change.after().id())).contains(change.after());
            keyMade.countDown();
          }
        }

        @Override
        public void uncertain() {
          seen.add("uncertain");
        }

        @Override
        public void ended() {
          seen.add("ended with " + store.batches().size() + " batches");
        }
      };

  private final Committer.Observer broken =
      new Committer.Observer() {
        @Override
        public void committed(Mutation mutation, Outcome outcome) {
          throw new IllegalStateException("broken by the test");
        }

        @Override
        public void uncertain() {}

        @Override
        public void ended() {
          throw new IllegalStateException("broken by the test");
        }
      };

  /** What a crash left open is finished by the start, under their eyes. */
  @Test
  void theyAreToldFromTheFirstCommitToTheEnd() throws Exception {
    Authority open = StoreFixtures.creating();
    real.commit(List.of(StoreFixtures.creation(open)));
    AuthorityId id = open.id();
    try (CaEngine engine = open()) {
      assertThat(keyMade.await(60, TimeUnit.SECONDS)).isTrue();
      engine.awaitKey(id, EngineLimits.STANDARD.patience());
    }
    assertThat(seen)
        .as("one who breaks keeps nothing from the others")
        .containsExactly("ChangeAuthority", "ended with 1 batches");
    real.close();
  }

  private CaEngine open() {
    return CaEngine.open(
        store,
        VaultSet.each(new SoftVault("soft", 1, new SecureRandom())),
        new HandClock(TestEngine.START),
        new SimpleMeterRegistry(),
        EngineLimits.STANDARD,
        new Surroundings(new PublicationHosts("localhost:8081"), null, List.of(broken, watching)));
  }
}
