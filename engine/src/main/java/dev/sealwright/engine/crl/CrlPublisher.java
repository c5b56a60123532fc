package dev.sealwright.engine.crl;

import dev.sealwright.engine.attach.Change;
import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.authority.RevocationSettings;
import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.store.CrlRecord;
import dev.sealwright.engine.store.Mutation;
import dev.sealwright.engine.store.Outcome;
import dev.sealwright.engine.template.PublicationHosts;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes the lists of authorities that are due: a first one when lists are configured, another
 * soon after a revocation, in time before the last one ends, and again and again after a failure;
 * the last good list stays in the bucket meanwhile.
 *
 * <p>When another node leads, what is under way ends at its next step, and is no failure: that node
 * makes the list.
 *
 * <p>Threads: the few that make lists; one authority is attended by one of them at a time.
 */
final class CrlPublisher {
  private static final Logger LOG = LoggerFactory.getLogger(CrlPublisher.class);

  /** Who has more lists that are due than are made in it makes way for others before he goes on. */
  private static final Duration TURN = Duration.ofSeconds(1);

  private record Due(WantedList wanted, Instant at) {}

  private final Change records;
  private final ListMaker maker;
  private final PublicationHosts hosts;
  private final Publishing publishing;
  private final Schedule schedule;
  private final CrlMeters meters;

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

  /**
   * Makes what is due of one authority, as far as its turn reaches.
   *
   * @param told when it was first told that it changed; absent when nobody did
   * @return when it is to be looked at again, MAX for never
   * @throws CaException STORE_UNAVAILABLE; RECORD_UNREADABLE
   */
  Instant attend(AuthorityId id, @Nullable Instant told) {
    Optional<Authority> found = records.store().authorityOnRecord(id).filter(this::publishes);
    if (found.isEmpty()) {
      schedule.forget(id);
      meters.without(id);
      return Instant.MAX;
    }
    Authority authority = found.get();
    long begun = System.nanoTime();
    boolean over = !leads();
    Instant next = Instant.MAX;
    Instant oldest = now();
    for (Due due : inOrder(authority, told)) {
      Instant when = due.at();
      if (!over && !when.isAfter(now())) {
        when = publish(authority, due.wanted());
        over =
            System.nanoTime() - begun >= TURN.toNanos()
                || Thread.currentThread().isInterrupted()
                || !leads();
      }
      next = when.isBefore(next) ? when : next;
      Instant age = schedule.age(due.wanted().list(), now());
      oldest = age.isBefore(oldest) ? age : oldest;
    }
    if (leads()) {
      meters.oldest(id, oldest);
    }
    Instant now = now();
    return next.isBefore(now) ? now : next; // behind those who wait already
  }

  /** This node makes the lists from now on. */
  void takeOver() {
    schedule.takeOver(now());
  }

  /** Another does. */
  void leave() {
    meters.withoutAll();
  }

  private boolean leads() {
    return records.store().cluster().leads();
  }

  /** The lists of an authority, the one that is due longest first. */
  private List<Due> inOrder(Authority authority, @Nullable Instant told) {
    List<CrlRecord> known = records.store().attached().crls(authority.id());
    Instant now = now();
    List<Due> lists = new ArrayList<>();
    for (WantedList wanted : WantedList.of(authority, known, hosts)) {
      if (told != null) {
        schedule.told(wanted.list(), told);
      }
      lists.add(new Due(wanted, schedule.due(wanted.list(), wanted.place(), wanted.life(), now)));
    }
    lists.sort(Comparator.comparing(Due::at));
    return lists;
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
  private Instant publish(Authority authority, WantedList wanted) {
    CrlRecord list = wanted.list();
    CrlObserver.Reason stage = CrlObserver.Reason.GENERATING;
    try (SignedList made = maker.make(authority, list, wanted.life(), wanted.point())) {
      stage = CrlObserver.Reason.WRITING;
      put(wanted, made);
      schedule.succeeded(list, made.generatedAt());
      meters.published(made.frame().length(), made.count());
      tell(() -> publishing.observer().published(authority.id(), wanted.uri()));
      return now(); // looked at once more, from what is on record then
    } catch (CaException e) {
      if (e.failure() == Failure.CONCURRENT_MODIFICATION) {
        return now(); // looked at once more, from what the CA is then
      }
      return failed(
          wanted, e.failure() == Failure.BUCKET_REFUSED ? CrlObserver.Reason.BUCKET : stage, e);
    } catch (RuntimeException e) {
      return failed(wanted, stage, e);
    }
  }

  private void put(WantedList wanted, SignedList made) {
    RevocationSettings.Crl settings = wanted.settings();
    publishing
        .buckets()
        .put(settings.bucket(), wanted.key(), settings.acl(), out -> writeWhileLeading(made, out));
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

  /** Or else nothing is put: a list of another node that is newer may be there by now. */
  private void writeWhileLeading(SignedList made, OutputStream out) throws IOException {
    made.writeTo(out);
    if (!leads()) {
      throw new IOException("another node makes the lists by now");
    }
  }

  private Instant failed(WantedList wanted, CrlObserver.Reason reason, RuntimeException cause) {
    if (Thread.currentThread().isInterrupted() || !leads()) {
      return now(); // the end of the engine, or another node's turn, but not a failure
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
