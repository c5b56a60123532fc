package dev.sealwright.engine.store.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealwright.engine.TestEngine;
import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.authority.CaStatus;
import dev.sealwright.engine.store.Mutation;
import dev.sealwright.engine.store.StoreFixtures;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class AuthorityCacheTest {
  private final AuthorityCache cache = new AuthorityCache();
  private final AtomicInteger queries = new AtomicInteger();
  private final Authority first = StoreFixtures.active();
  private final Mutation.ChangeAuthority change = TestEngine.change(first, CaStatus.DISABLED);

  private Optional<Authority> get(Optional<Authority> onRecord) {
    return cache.get(
        first.id(),
        () -> {
          queries.incrementAndGet();
          return onRecord;
        });
  }

  @Test
  void asksOnceUntilItChanges() {
    assertThat(get(Optional.of(first))).contains(first);
    assertThat(get(Optional.of(first))).contains(first);
    assertThat(queries).hasValue(1);
    cache.written(List.of(change));
    assertThat(get(Optional.of(change.after()))).contains(change.after());
    assertThat(queries).hasValue(2);
  }

  /** A query may see the row of before the commit and come back after it. */
  @Test
  void doesNotRememberWhatAChangeOvertook() {
    Optional<Authority> seen =
        cache.get(
            first.id(),
            () -> {
              cache.written(List.of(change));
              return Optional.of(first);
            });
    assertThat(seen).contains(first);
    assertThat(get(Optional.of(change.after()))).contains(change.after());
  }

  @Test
  void doesNotRememberThatOneIsNotThere() {
    assertThat(get(Optional.empty())).isEmpty();
    assertThat(get(Optional.of(first))).contains(first);
  }
}
