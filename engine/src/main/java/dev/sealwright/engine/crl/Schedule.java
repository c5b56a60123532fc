package dev.sealwright.engine.crl;

import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.authority.CrlScope;
import dev.sealwright.engine.store.CrlRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * When lists are due. What is due follows from the record; remembered is only since when something
 * is, and what failed: a restart forgets that, and makes what lags at once.
 *
 * <p>Threads: those that make lists; what is kept of one list is touched by one of them at a time.
 */
final class Schedule {
  /** Pauses after failures in a row: this, then twice as long each, up to the second. */
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(15);

  private static final Duration OF_ONE_DAY = Duration.ofHours(6);

  /** When what a node that led before was putting into a bucket is there, or will never be. */
  private static final Duration SETTLED = Duration.ofMinutes(2);

  private record Key(AuthorityId authority, CrlScope scope) {}

  /**
   * @param place where it was to be put
   */
  private record Failed(Duration pause, Instant until, String place) {}

  private final Duration gathering;
  private final Map<Key, Instant> since = new ConcurrentHashMap<>();
  private final Map<Key, Failed> failures = new ConcurrentHashMap<>();

  /** Lists that the node that led before may still put, and so over a newer one. */
  private final Set<Key> contested = ConcurrentHashMap.newKeySet();

  private volatile Instant settled = Instant.MIN;

  /**
   * @param gathering how long a list waits for more revocations after the first it lacks
   */
  Schedule(Duration gathering) {
    this.gathering = gathering;
  }

  /**
   * When a list is to be made; before now when it has been due for a while.
   *
   * @param place where it belongs now
   * @param life from its making to nextUpdate
   */
  Instant due(CrlRecord list, String place, Duration life, Instant now) {
    Key key = key(list);
    Instant due = without(list, key, place, life, now);
    if (isContested(list, key, now)) {
      due = earlier(due, settled);
    }
    Failed failed = failures.get(key);
    // What failed elsewhere says nothing about here.
    return failed == null || !failed.place().equals(place) || failed.until().isBefore(due)
        ? due
        : failed.until();
  }

  /**
   * Another node made the lists until now. One whose number it took and did not publish it may
   * still be putting: such a list is made once more when that is over.
   */
  void takeOver(Instant now) {
    settled = now.plus(SETTLED);
  }

  private boolean isContested(CrlRecord list, Key key, Instant now) {
    CrlRecord.Published last = list.last();
    if (now.isBefore(settled) && list.number() > (last == null ? 0 : last.number())) {
      contested.add(key);
    }
    return contested.contains(key);
  }

  /** Something about a list changed: if it lags, then since that moment. */
  void told(CrlRecord list, Instant when) {
    since.putIfAbsent(key(list), when);
  }

  /** As if nothing had failed. */
  private Instant without(CrlRecord list, Key key, String place, Duration life, Instant now) {
    CrlRecord.Published last = list.last();
    if (last == null || !last.place().equals(place) || last.generatedAt().isAfter(now)) {
      since.putIfAbsent(key, now);
      return earlier(since.getOrDefault(key, now), now);
    }
    Instant renewal = last.generatedAt().plus(renewal(life));
    if (!list.lags()) {
      since.remove(key);
      return renewal;
    }
    // Nobody told of it, as after a restart: it may lag since the list was made, and waits no
    // longer.
    since.putIfAbsent(key, last.generatedAt());
    Instant gathered = since.getOrDefault(key, now).plus(gathering);
    return earlier(gathered, renewal);
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }

  /** From the making of a list to the next, when nothing is revoked. */
  static Duration renewal(Duration life) {
    return life.compareTo(Duration.ofDays(1)) <= 0 ? OF_ONE_DAY : life.dividedBy(2);
  }

  /** The age that a list shows begins here. */
  Instant age(CrlRecord list, Instant now) {
    CrlRecord.@Nullable Published last = list.last();
    return last != null ? last.generatedAt() : since.getOrDefault(key(list), now);
  }

  void succeeded(CrlRecord list, Instant generatedAt) {
    since.remove(key(list));
    failures.remove(key(list));
    if (!generatedAt.isBefore(settled)) {
      contested.remove(key(list));
    }
  }

  void failed(CrlRecord list, String place, Instant now) {
    Failed before = failures.get(key(list));
    Duration pause =
        before == null || !before.place().equals(place)
            ? FIRST_PAUSE
            : before.pause().multipliedBy(2);
    if (pause.compareTo(LONGEST_PAUSE) > 0) {
      pause = LONGEST_PAUSE;
    }
    failures.put(key(list), new Failed(pause, now.plus(pause), place));
  }

  void forget(AuthorityId authority) {
    since.keySet().removeIf(key -> key.authority().equals(authority));
    failures.keySet().removeIf(key -> key.authority().equals(authority));
    contested.removeIf(key -> key.authority().equals(authority));
  }

  private static Key key(CrlRecord list) {
    return new Key(list.authority(), list.scope());
  }
}
