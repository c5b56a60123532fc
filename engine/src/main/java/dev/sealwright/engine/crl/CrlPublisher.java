package dev.sealwright.engine.crl;

import dev.sealwright.engine.attach.Change;
import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.authority.CaStatus;
import dev.sealwright.engine.authority.RevocationSettings;
import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.store.CrlRecord;
import dev.sealwright.engine.store.Mutation;
import dev.sealwright.engine.store.Outcome;
import dev.sealwright.engine.template.PublicationHosts;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the lists of all authorities published: a first one when lists are configured, another soon
 * after a revocation, in time before the last one ends, and again and again after a failure; the
 * last good list stays in the bucket meanwhile.
 *
 * <p>What is due follows from the record, so that a restart goes on by itself. Whoever changes an
 * authority says so with {@link #changed}, which saves asking for all of them all the time; once a
 * minute all are asked for nevertheless.
 *
 * <p>Threads: {@link #changed} from any; everything else from the one that makes lists.
 */
final class CrlPublisher {
  private static final Logger LOG = LoggerFactory.getLogger(CrlPublisher.class);
  private static final Duration LOOK = Duration.ofMinutes(1);

  /** After a look that failed, at all authorities or at one. */
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(5);

  private final Change records;
  private final ListMaker maker;
  private final PublicationHosts hosts;
  private final Publishing publishing;
  private final Schedule schedule;
  private final CrlMeters meters;
  private final Map<AuthorityId, Instant> changed = new ConcurrentHashMap<>();
  private final Map<AuthorityId, Instant> due = new HashMap<>();
  private Instant look = Instant.MIN;

  CrlPublisher(
      Change records,
      ListMaker maker,
      PublicationHosts hosts,
      Publishing publishing,
      Schedule schedule,
      CrlMeters meters) {
    this.records = records;
    this.maker = maker;
    this.hosts = hosts;
    this.publishing = publishing;
    this.schedule = schedule;
    this.meters = meters;
  }

  /** Something about an authority or what it revoked is not what it was. */
  void changed(AuthorityId id) {
    changed.putIfAbsent(id, now());
  }

  /**
   * Makes every list that is due.
   *
   * @return when there is something to do again, unless somebody says so earlier
   * @throws CaException STORE_UNAVAILABLE
   */
  Instant publishDue() {
    lookAtAll();
    Instant now = now();
    Map<AuthorityId, Instant> told = new HashMap<>();
    for (AuthorityId id : List.copyOf(changed.keySet())) {
      // Taken before the record is read: what changes after that is told once more.
      told.put(id, Objects.requireNonNullElse(changed.remove(id), now));
      due.put(id, Instant.MIN);
    }
    List<AuthorityId> ready =
        due.entrySet().stream()
            .filter(entry -> !entry.getValue().isAfter(now))
            .sorted(Map.Entry.comparingByValue())
            .map(Map.Entry::getKey)
            .toList();
    for (AuthorityId id : ready) {
      tryToAttend(id, told.getOrDefault(id, now));
      if (Thread.currentThread().isInterrupted()) {
        break;
      }
    }
    return due.values().stream()
        .min(Comparator.naturalOrder())
        .filter(first -> first.isBefore(look))
        .orElse(look);
  }

  /** Also when the clock was turned back behind the last look. */
  private void lookAtAll() {
    Instant now = now();
    if (now.isBefore(look) && look.isBefore(now.plus(LOOK.multipliedBy(2)))) {
      return;
    }
    look = now.plus(LOOK_AGAIN); // unless it succeeds
    for (CaStatus status : List.of(CaStatus.ACTIVE, CaStatus.DISABLED)) {
      for (Authority authority : records.store().authorities(status)) {
        if (authority.revocation().crl() != null) {
          due.put(authority.id(), Instant.MIN);
        }
      }
    }
    look = now.plus(LOOK);
  }

  /** One authority that does not read back must not keep the others from their lists. */
  private void tryToAttend(AuthorityId id, Instant told) {
    try {
      attend(id, told);
    } catch (CaException e) {
      if (!Thread.currentThread().isInterrupted()) {
        LOG.warn("CA {}: its lists are not looked after at present: {}", id, e.getMessage());
      }
      due.put(id, now().plus(LOOK_AGAIN));
    }
  }

  /**
   * Makes what is due of one authority, and notes when it is to be looked at again.
   *
   * @param told when it was first told that it changed
   */
  private void attend(AuthorityId id, Instant told) {
    Optional<Authority> found = records.store().authority(id).filter(this::publishes);
    if (found.isEmpty()) {
      due.remove(id);
      schedule.forget(id);
      meters.without(id);
      return;
    }
    Authority authority = found.get();
    Instant next = Instant.MAX;
    Instant oldest = now();
    List<CrlRecord> known = records.store().attached().crls(id);
    for (WantedList wanted : WantedList.of(authority, known, hosts)) {
      Instant when = attend(authority, wanted, told);
      next = when.isBefore(next) ? when : next;
      Instant age = schedule.age(wanted.list(), now());
      oldest = age.isBefore(oldest) ? age : oldest;
    }
    due.put(id, next);
    meters.oldest(id, oldest);
  }

  private boolean publishes(Authority authority) {
    return authority.revocation().crl() != null
        && authority.installed() != null
        && switch (authority.shownStatus(now())) {
          case ACTIVE, DISABLED -> true;
          case CREATING, PENDING_CERTIFICATE, EXPIRED, FAILED, DELETED -> false;
        };
  }

  /** When it is due again. */
  private Instant attend(Authority authority, WantedList wanted, Instant told) {
    CrlRecord list = wanted.list();
    Instant now = now();
    schedule.told(list, told);
    Instant when = schedule.due(list, wanted.place(), wanted.life(), now);
    if (when.isAfter(now)) {
      return when;
    }
    CrlObserver.Reason stage = CrlObserver.Reason.GENERATING;
    try (SignedList made = maker.make(authority, list, wanted.life(), wanted.point())) {
      stage = CrlObserver.Reason.WRITING;
      publish(wanted, made);
      schedule.succeeded(list);
      meters.published(made.frame().length(), made.count());
      tell(() -> publishing.observer().published(authority.id(), wanted.uri()));
      return Instant.MIN; // looked at once more, from what is on record now
    } catch (CaException e) {
      if (e.failure() == Failure.CONCURRENT_MODIFICATION) {
        return Instant.MIN; // looked at once more, from what the CA is now
      }
      return failed(
          wanted, e.failure() == Failure.BUCKET_REFUSED ? CrlObserver.Reason.BUCKET : stage, e);
    } catch (RuntimeException e) {
      return failed(wanted, stage, e);
    }
  }

  private void publish(WantedList wanted, SignedList made) {
    RevocationSettings.Crl settings = wanted.settings();
    publishing.buckets().put(settings.bucket(), wanted.key(), settings.acl(), made::writeTo);
    Outcome outcome =
        records
            .committer()
            .write(
                new Mutation.PublishCrl(
                    wanted.list().authority(),
                    wanted.list().scope(),
                    new CrlRecord.Published(
                        made.list().number(),
                        made.covered(),
                        made.generatedAt(),
                        made.list().nextUpdate(),
                        made.count(),
                        made.frame().length(),
                        wanted.place())),
                records.patience());
    if (!outcome.equals(Outcome.APPLIED)) {
      throw new CaException(
          Failure.CONCURRENT_MODIFICATION, "the CA was changed while its list was published");
    }
  }

  private Instant failed(WantedList wanted, CrlObserver.Reason reason, RuntimeException cause) {
    if (Thread.currentThread().isInterrupted()) {
      return Instant.MIN; // the end of the engine, not a failure
    }
    AuthorityId id = wanted.list().authority();
    if (cause instanceof CaException) {
      LOG.warn("CA {}: list {}: {}", id, wanted.list().scope(), cause.getMessage());
    } else {
      LOG.error("CA {}: list {} failed", id, wanted.list().scope(), cause);
    }
    Instant now = now();
    schedule.failed(wanted.list(), wanted.place(), now);
    meters.failed(reason);
    tell(() -> publishing.observer().failed(id, wanted.uri(), reason));
    return schedule.due(wanted.list(), wanted.place(), wanted.life(), now);
  }

  private static void tell(Runnable news) {
    try {
      news.run();
    } catch (RuntimeException e) {
      LOG.error("an observer of lists failed", e);
    }
  }

  private Instant now() {
    return Instant.ofEpochMilli(records.clock().millis());
  }
}
