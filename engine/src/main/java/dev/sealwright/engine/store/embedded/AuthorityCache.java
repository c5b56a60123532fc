package dev.sealwright.engine.store.embedded;

import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.store.Mutation;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;

/**
 * Authorities as they are on record, for the one process that writes: every request asks for one.
 *
 * <p>A change is forgotten after its commit and before anybody hears of it, so whoever asks after
 * an answer sees what was answered.
 *
 * <p>Threads: shared.
 */
final class AuthorityCache {
  /** Beyond it everything is read anew; a few megabytes. */
  private static final int MOST = 2_000;

  private final ConcurrentMap<AuthorityId, Authority> known = new ConcurrentHashMap<>();

  // Guarded by this.
  private long changes;

  /** What is known, else what the query finds; nothing is remembered of one that is not there. */
  Optional<Authority> get(AuthorityId id, Supplier<Optional<Authority>> query) {
    Authority found = known.get(id);
    if (found != null) {
      return Optional.of(found);
    }
    long before = changes();
    Optional<Authority> read = query.get();
    read.ifPresent(authority -> remember(authority, before));
    return read;
  }

  /** Forgets what the batch may have changed, whether it was committed or not. */
  void written(List<Mutation> batch) {
    for (Mutation mutation : batch) {
      switch (mutation) {
        case Mutation.ChangeAuthority change -> forget(change.after().id());
        case Mutation.RemoveAuthority remove -> forget(remove.authority());
        case Mutation.KeyDestroyed destroyed -> forget(destroyed.authority());
        case Mutation.Forget gone -> forget(gone.authority());
        case Mutation.CreateAuthority create -> forget(create.authority().id());
        case Mutation.Reserve _,
            Mutation.Seal _,
            Mutation.Close _,
            Mutation.Attachment _,
            Mutation.Note _ -> {}
      }
    }
  }

  private synchronized long changes() {
    return changes;
  }

  /**
   * @param before how many changes there were when the query began: it may have seen an older row
   */
  private synchronized void remember(Authority authority, long before) {
    if (changes == before) {
      if (known.size() >= MOST) {
        known.clear();
      }
      known.put(authority.id(), authority);
    }
  }

  private synchronized void forget(AuthorityId id) {
    changes++;
    known.remove(id);
  }
}
