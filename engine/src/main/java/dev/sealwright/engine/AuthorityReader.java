package dev.sealwright.engine;

import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.authority.CaStatus;
import dev.sealwright.engine.store.AuthorityCursor;
import dev.sealwright.engine.store.Store;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds authorities that are not gone, even if no sweep has come by since their window passed.
 *
 * <p>Threads: shared.
 */
final class AuthorityReader {
  private final Store store;
  private final Clock clock;

  AuthorityReader(Store store, Clock clock) {
    this.store = store;
    this.clock = clock;
  }

  Optional<Authority> find(AuthorityId id) {
    Instant now = clock.instant();
    return store.authority(id).filter(authority -> !authority.gone(now));
  }

  /** Of all owners. */
  List<Authority> all() {
    Instant now = clock.instant();
    List<Authority> seen = new ArrayList<>();
    for (CaStatus status : CaStatus.values()) {
      store.authorities(status).stream()
          .filter(authority -> !authority.gone(now))
          .forEach(seen::add);
    }
    return seen;
  }

  /** The owner's after the cursor, in order of creation. */
  List<Authority> list(String owner, @Nullable AuthorityCursor after, int limit) {
    Instant now = clock.instant();
    List<Authority> seen = new ArrayList<>();
    AuthorityCursor from = after;
    while (true) {
      List<Authority> page = store.authorities(owner, from, limit);
      for (Authority authority : page) {
        if (!authority.gone(now) && seen.size() < limit) {
          seen.add(authority);
        }
      }
      if (seen.size() == limit || page.size() < limit) {
        return seen;
      }
      from = new AuthorityCursor(page.getLast().createdAt(), page.getLast().id());
    }
  }
}
