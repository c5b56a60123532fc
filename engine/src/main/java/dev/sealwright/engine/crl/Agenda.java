package dev.sealwright.engine.crl;

import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.authority.CaStatus;
import dev.sealwright.engine.authority.RevocationSettings;
import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.store.Store;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Which authority's lists are seen to next, by the few that make lists.
 *
 * <p>Who has been due longest is first; one authority has one place at a time; and the lists of one
 * bucket never have all places, so that a bucket that hangs keeps nobody else waiting.
 *
 * <p>What is due follows from the record, so that a restart goes on by itself. Whoever changes an
 * authority says so, which saves asking for all of them all the time; once a minute all are asked
 * for nevertheless.
 *
 * <p>Threads: {@link #changed}, {@link #allChanged} and {@link #ended} from any; everything else
 * from the one that deals the places out.
 */
final class Agenda {
  private static final Duration LOOK = Duration.ofMinutes(1);

  /** After a look that failed, at all authorities or at one. */
  static final Duration LOOK_AGAIN = Duration.ofSeconds(5);

  /**
   * An authority whose lists are to be looked at now.
   *
   * @param told when it was first told that it changed; absent when nobody did
   */
  record Turn(AuthorityId authority, @Nullable Instant told) {}

  private final Store store;
  private final Clock clock;
  private final int places;
  private final Map<AuthorityId, Instant> changed = new ConcurrentHashMap<>();

  /** Of turns that are over: when the authority is due again, MAX for never. */
  private final Map<AuthorityId, Instant> ended = new ConcurrentHashMap<>();

  /** Who waits for his time or for a place; the same twice, by authority and by time. */
  private final Map<AuthorityId, Instant> due = new HashMap<>();

  private final TreeMap<Instant, Set<AuthorityId>> line = new TreeMap<>();
  private final Map<AuthorityId, Instant> told = new HashMap<>();

  /** The bucket of each authority that has a place. */
  private final Map<AuthorityId, String> busy = new HashMap<>();

  /** Whether all are to be looked at, whenever the last look was. */
  private volatile boolean anew;

  private Instant look = Instant.MIN;
  private Instant asked = Instant.MIN;

  /**
   * @param places turns at once, at least 2
   */
  Agenda(Store store, Clock clock, int places) {
    this.store = store;
    this.clock = clock;
    this.places = places;
  }

  /** Something about an authority or what it revoked is not what it was. */
  void changed(AuthorityId id) {
    changed.putIfAbsent(id, now());
  }

  /** As above, in a time before now. */
  void changed(AuthorityId id, Duration ago) {
    changed.putIfAbsent(id, now().minus(ago));
  }

  /** Any of them may not be what it was. */
  void allChanged() {
    anew = true;
  }

  /**
   * A turn is over.
   *
   * @param next when the authority is due again, MAX for never
   */
  void ended(AuthorityId id, Instant next) {
    ended.put(id, next);
  }

  /**
   * The next turn; absent when nothing is due, or no place is free for what is. It lasts until
   * {@link #ended}.
   *
   * @throws CaException STORE_UNAVAILABLE
   */
  Optional<Turn> next() {
    settle();
    lookAtAll();
    asked = now();
    if (busy.size() == places) {
      return Optional.empty();
    }
    for (Set<AuthorityId> together : line.headMap(asked, true).values()) {
      for (AuthorityId id : together) {
        String bucket = bucket(id);
        if (hasPlaceFor(bucket)) {
          return Optional.of(begin(id, bucket));
        }
      }
    }
    return Optional.empty();
  }

  /** When there is something to do again, unless somebody says so earlier. */
  Instant rest() {
    Instant first = line.higherKey(asked);
    return first != null && first.isBefore(look) ? first : look;
  }

  private Turn begin(AuthorityId id, String bucket) {
    unplan(id);
    busy.put(id, bucket);
    return new Turn(id, told.remove(id));
  }

  /** Takes over what others said since the last time. */
  private void settle() {
    for (AuthorityId id : List.copyOf(ended.keySet())) {
      Instant next = ended.remove(id);
      busy.remove(id);
      if (next != null && next.isBefore(Instant.MAX)) {
        plan(id, next);
      }
    }
    for (AuthorityId id : List.copyOf(changed.keySet())) {
      // Taken before the record is read: what changes after that is told once more.
      Instant at = busy.containsKey(id) ? null : changed.remove(id);
      if (at != null) {
        told.putIfAbsent(id, at);
        planBy(id, at);
      }
    }
  }

  /** Also when the clock was turned back behind the last look. */
  private void lookAtAll() {
    Instant now = now();
    boolean all = anew;
    anew = false;
    if (!all && now.isBefore(look) && look.isBefore(now.plus(LOOK.multipliedBy(2)))) {
      return;
    }
    look = now.plus(LOOK_AGAIN); // unless it succeeds
    for (CaStatus status : List.of(CaStatus.ACTIVE, CaStatus.DISABLED)) {
      for (Authority authority : store.authorities(status)) {
        if (authority.revocation().crl() != null && !busy.containsKey(authority.id())) {
          planBy(authority.id(), now);
        }
      }
    }
    look = now.plus(LOOK);
  }

  private String bucket(AuthorityId id) {
    try {
      Optional<Authority> authority = store.authority(id);
      RevocationSettings.Crl crl =
          authority.isPresent() ? authority.get().revocation().crl() : null;
      return crl == null ? "" : crl.bucket();
    } catch (CaException e) {
      return ""; // whoever has the turn meets it again, and says so
    }
  }

  private boolean hasPlaceFor(String bucket) {
    return Collections.frequency(busy.values(), bucket) < places - 1;
  }

  private void plan(AuthorityId id, Instant at) {
    unplan(id);
    due.put(id, at);
    line.computeIfAbsent(at, _ -> new LinkedHashSet<>()).add(id);
  }

  /** At that time, unless it is due earlier. */
  private void planBy(AuthorityId id, Instant at) {
    Instant known = due.get(id);
    if (known == null || at.isBefore(known)) {
      plan(id, at);
    }
  }

  private void unplan(AuthorityId id) {
    Instant at = due.remove(id);
    Set<AuthorityId> together = at == null ? null : line.get(at);
    if (at != null && together != null && together.remove(id) && together.isEmpty()) {
      line.remove(at);
    }
  }

  private Instant now() {
    return Instant.ofEpochMilli(clock.millis());
  }
}
