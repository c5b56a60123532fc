package dev.sealwright.engine.store.sql;

import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.store.Mutation;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Authorities as they are on record: every request asks for one.
 *
 * <p>A change is forgotten after its commit and before anybody hears of it, so whoever asks after
 * an answer sees what was answered.
 *
 * <p>Threads: shared.
 */
public final class AuthorityCache {
  /** Beyond it everything is read anew; a few megabytes. */
  private static final int MOST = 2_000;

  private final Predicate<Authority> remembered;
  private final ConcurrentMap<AuthorityId, Authority> known = new ConcurrentHashMap<>();

  // Guarded by this.
  private long changes;

  /** Remembers every one. */
  public AuthorityCache() {
    this(authority -> true);
  }

  /**
   * @param remembered which are remembered; all others are read each time
   */
  public AuthorityCache(Predicate<Authority> remembered) {
    this.remembered = remembered;
  }

  /** What is known, else what the query finds; nothing is remembered of one that is not there. */
  public Optional<Authority> get(AuthorityId id, Supplier<Optional<Authority>> query) {
    Authority found = known.get(id);
    if (found != null) {
      return Optional.of(found);
    }
    long before = changes();
    Optional<Authority> read = query.get();
    read.filter(remembered).ifPresent(authority -> remember(authority, before));
    return read;
  }

  /** Forgets what the batch may have changed, whether it was committed or not. */
  public void written(List<Mutation> batch) {
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

  /** Forgets all. */
  public synchronized void forgetAll() {
    changes++;
    known.clear();
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

  /** To be called after its change is on record, by whomever. */
  public synchronized void forget(AuthorityId id) {
    changes++;
    known.remove(id);
  }
}
