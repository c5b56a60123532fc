package dev.sealwright.engine.crl;

import dev.sealwright.engine.attach.Change;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.sign.Replicas;
import dev.sealwright.engine.template.PublicationHosts;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes lists as they become due, one after the other.
 *
 * <p>Threads: one of its own, which {@link #close} ends; {@link #changed} from any.
 */
public final class CrlWorker implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CrlWorker.class);

  /** The clock may be turned while it waits. */
  private static final Duration TICK = Duration.ofSeconds(1);

  /** A bucket may not notice that it is interrupted. */
  private static final Duration END = Duration.ofSeconds(5);

  private final Clock clock;
  private final Scratch scratch;
  private final CrlPublisher publisher;
  private final Semaphore news = new Semaphore(0);
  private final Thread thread;
  private volatile boolean closing;

  private CrlWorker(Clock clock, Scratch scratch, CrlPublisher publisher) {
    this.clock = clock;
    this.scratch = scratch;
    this.publisher = publisher;
    this.thread = Thread.ofPlatform().name("sealwright-lists").unstarted(this::run);
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
        scratch,
        new CrlPublisher(
            records,
            new ListMaker(records, lanes, scratch),
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
    publisher.changed(id);
    if (news.availablePermits() == 0) {
      news.release();
    }
  }

  /** Gives up a list that is being made; the next start makes it anew. */
  @Override
  public void close() {
    closing = true;
    thread.interrupt();
    try {
      if (!thread.join(END)) {
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
        Instant next = publish();
        Duration rest = next == null ? TICK : rest(next);
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

  private Duration rest(Instant next) {
    Instant now = clock.instant();
    if (!next.isAfter(now)) {
      return Duration.ZERO;
    }
    return next.isBefore(now.plus(TICK)) ? Duration.between(now, next) : TICK;
  }

  /** Absent when it could not be said what is due. */
  private @Nullable Instant publish() {
    try {
      return publisher.publishDue();
    } catch (CaException e) {
      if (!closing) {
        // The next one tries again; a store that is halted says so elsewhere.
        LOG.warn("lists are not looked after at present: {}", e.getMessage());
      }
    } catch (RuntimeException e) {
      LOG.error("looking after lists failed", e);
    }
    return null;
  }
}
