package dev.sealwright.engine.crl;

import dev.sealwright.engine.attach.Change;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.sign.Replicas;
import dev.sealwright.engine.store.Cluster;
import dev.sealwright.engine.template.PublicationHosts;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes lists as they become due, those of a few authorities at the same time, while this node does
 * so for all. When it begins to, it looks at all of them; what it heard of them before counts.
 *
 * <p>Threads: one of its own says whose turn it is ({@link Agenda}), and a few make the lists; they
 * end with {@link #close}. {@link #changed} from any.
 */
public final class CrlWorker implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CrlWorker.class);

  /**
   * Lists that are made at once: one less than the store has connections for readers, so that the
   * pages of long lists never take all of them.
   */
  static final int PLACES = 3;

  /** The clock may be turned while it waits. */
  private static final Duration TICK = Duration.ofSeconds(1);

  /** From a commit of another node until it is heard of here. */
  private static final Duration HEARD = Duration.ofSeconds(1);

  /** A bucket may not notice that it is interrupted. */
  private static final Duration END = Duration.ofSeconds(5);

  private final Clock clock;
  private final Cluster cluster;
  private final Scratch scratch;
  private final Agenda agenda;
  private final CrlPublisher publisher;
  private final Semaphore news = new Semaphore(0);
  private final Thread thread;
  private final ExecutorService makers;
  private volatile boolean closing;

  /** Of the thread that deals. */
  private boolean led;

  private CrlWorker(
      Clock clock, Cluster cluster, Scratch scratch, Agenda agenda, CrlPublisher publisher) {
    this.clock = clock;
    this.cluster = cluster;
    // Who is alone takes over from nobody.
    this.led = cluster.rates().isEmpty();
    this.scratch = scratch;
    this.agenda = agenda;
    this.publisher = publisher;
    this.thread = Thread.ofPlatform().name("sealwright-lists").unstarted(this::run);
    this.makers =
        Executors.newFixedThreadPool(
            PLACES, Thread.ofPlatform().name("sealwright-list-", 1).factory());
  }

  /**
   * A worker that is not started yet.
   *
   * @param lanes by vault name
   * @param freshness within which a revocation is to be in a published list
   */
  @SuppressWarnings("exports") // for the engine alone
  public static CrlWorker of(
      Change records,
      Map<String, Replicas> lanes,
      PublicationHosts hosts,
      Publishing publishing,
      Duration freshness,
      MeterRegistry metrics) {
    Scratch scratch = new Scratch(publishing.scratch());
    return new CrlWorker(
        records.clock(),
        records.store().cluster(),
        scratch,
        new Agenda(records.store(), records.clock(), PLACES),
        new CrlPublisher(
            records,
            new ListMaker(records, new ListSigner(lanes, records.patience()), scratch),
            hosts,
            publishing,
            // The other half is for making and putting it.
            new Schedule(freshness.dividedBy(2)),
            new CrlMeters(records.clock(), metrics)));
  }

  public void start() {
    thread.start();
  }

  /** Something about an authority or what it revoked is not what it was. */
  public void changed(AuthorityId id) {
    agenda.changed(id);
    tell();
  }

  /** As {@link #changed}, by another node, of which this one hears within a second. */
  public void changedElsewhere(AuthorityId id) {
    agenda.changed(id, HEARD);
    tell();
  }

  /** Other nodes may have changed anything. */
  public void allChanged() {
    agenda.allChanged();
    tell();
  }

  /** Gives up lists that are being made; the next start makes them anew. */
  @Override
  public void close() {
    closing = true;
    thread.interrupt();
    makers.shutdownNow();
    try {
      if (!thread.join(END) || !makers.awaitTermination(END.toNanos(), TimeUnit.NANOSECONDS)) {
        LOG.warn("a list that is being made does not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    scratch.clear();
    try {
      while (!closing) {
        Duration rest = deal();
        if (news.tryAcquire(rest.toNanos(), TimeUnit.NANOSECONDS)) {
          news.drainPermits();
        }
      }
    } catch (InterruptedException e) {
      if (!closing) {
        LOG.error("interrupted: no list is made until a restart", e);
      }
    }
  }

  /** Gives every place that is free to somebody who waits; how long to rest then. */
  private Duration deal() {
    if (!leads()) {
      return TICK;
    }
    try {
      for (Optional<Agenda.Turn> turn = agenda.next(); turn.isPresent(); turn = agenda.next()) {
        Agenda.Turn next = turn.get();
        makers.execute(() -> attend(next));
      }
      return until(agenda.rest());
    } catch (CaException e) {
      if (!closing) {
        // The next one tries again; a store that is halted says so elsewhere.
        LOG.warn("lists are not looked after at present: {}", e.getMessage());
      }
    } catch (RuntimeException e) {
      if (!closing) {
        LOG.error("looking after lists failed", e);
      }
    }
    return TICK;
  }

  private boolean leads() {
    boolean leads = cluster.leads();
    if (leads && !led) {
      LOG.info("this node makes the lists from now on");
      publisher.takeOver();
      agenda.allChanged();
    } else if (!leads && led) {
      publisher.leave();
    }
    led = leads;
    return leads;
  }

  private void attend(Agenda.Turn turn) {
    Instant next = clock.instant().plus(Agenda.LOOK_AGAIN); // unless it succeeds
    try {
      next = publisher.attend(turn.authority(), turn.told());
    } catch (CaException e) {
      // One authority that does not read back must not keep the others from their lists.
      if (!closing) {
        LOG.warn(
            "CA {}: its lists are not looked after at present: {}",
            turn.authority(),
            e.getMessage());
      }
    } catch (RuntimeException e) {
      LOG.error("CA {}: looking after its lists failed", turn.authority(), e);
    } finally {
      agenda.ended(turn.authority(), next);
      tell();
    }
  }

  private void tell() {
    if (news.availablePermits() == 0) {
      news.release();
    }
  }

  private Duration until(Instant next) {
    Instant now = clock.instant();
    if (!next.isAfter(now)) {
      return Duration.ZERO;
    }
    return next.isBefore(now.plus(TICK)) ? Duration.between(now, next) : TICK;
  }
}
