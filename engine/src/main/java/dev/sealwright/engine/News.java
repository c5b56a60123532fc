package dev.sealwright.engine;

import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.crl.CrlWorker;
import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.issue.Founder;
import dev.sealwright.engine.ocsp.OcspService;
import dev.sealwright.engine.store.Cluster;
import dev.sealwright.engine.x509.Serial;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes what other nodes did on to the parts that keep something of the record in memory.
 *
 * <p>Threads: told on one of the store, where only memory is touched: a revocation counts at once.
 * What has to be read from the record for it is read by a thread of its own, which {@link #close}
 * ends; what cannot be read is read again until it can.
 */
final class News implements Cluster.Follower, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(News.class);

  /** After a read that failed. */
  private static final Duration AGAIN = Duration.ofSeconds(1);

  private final OcspService ocsp;
  private final Founder founder;
  private final @Nullable CrlWorker lists;
  private final List<Runnable> reports = new CopyOnWriteArrayList<>();
  private final Set<AuthorityId> changed = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean missed = new AtomicBoolean();
  private final Semaphore wake = new Semaphore(0);
  private final Thread thread;
  private volatile boolean closing;

  News(OcspService ocsp, Founder founder, @Nullable CrlWorker lists) {
    this.ocsp = ocsp;
    this.founder = founder;
    this.lists = lists;
    this.thread = Thread.ofPlatform().name("sealwright-news").daemon().unstarted(this::run);
  }

  /** To be called when everything that is kept was read once. */
  void start() {
    thread.start();
  }

  /** Adds one who hears of reports that another node began; it must not block. */
  void onReport(Runnable told) {
    reports.add(told);
  }

  @Override
  public void changed(AuthorityId id) {
    listsChanged(id);
    changed.add(id);
    wake.release();
  }

  @Override
  public void revoked(AuthorityId id, Serial serial) {
    ocsp.revokedElsewhere(id, serial);
    listsChanged(id);
  }

  @Override
  public void signerChanged(AuthorityId id) {
    ocsp.signerChangedElsewhere(id);
  }

  @Override
  public void reportBegun(AuthorityId id) {
    reports.forEach(Runnable::run);
  }

  @Override
  public void missed() {
    ocsp.missed();
    if (lists != null) {
      lists.allChanged();
    }
    reports.forEach(Runnable::run);
    missed.set(true);
    wake.release();
  }

  private void listsChanged(AuthorityId id) {
    if (lists != null) {
      lists.changedElsewhere(id);
    }
  }

  @Override
  public void close() {
    closing = true;
    thread.interrupt();
  }

  private void run() {
    try {
      while (!closing) {
        if (readAnew()) {
          wake.acquire();
        } else {
          boolean more = wake.tryAcquire(AGAIN.toNanos(), TimeUnit.NANOSECONDS);
          LOG.debug("what other nodes changed is read again{}", more ? ", and more" : "");
        }
        wake.drainPermits();
      }
    } catch (InterruptedException e) {
      if (!closing) {
        LOG.error("interrupted: what other nodes change is not noticed until a restart", e);
      }
    }
  }

  /** False when something could not be read. */
  private boolean readAnew() {
    boolean all = missed.getAndSet(false);
    if (all
        && !done(() -> {
          ocsp.readAll();
          founder.anyChangedElsewhere();
        })) {
      missed.set(true);
      return false;
    }
    boolean read = true;
    for (AuthorityId id : List.copyOf(changed)) {
      // Taken off before it is read: what changes after that is told once more.
      changed.remove(id);
      if (!done(
          () -> {
            ocsp.read(id);
            founder.changedElsewhere(id);
          })) {
        changed.add(id);
        read = false;
      }
    }
    return read;
  }

  private boolean done(Runnable reading) {
    try {
      reading.run();
      return true;
    } catch (CaException e) {
      // A store in trouble says so elsewhere.
      LOG.debug("what another node changed cannot be read: {}", e.getMessage());
    } catch (RuntimeException e) {
      if (!closing) {
        LOG.error("what another node changed cannot be read", e);
      }
    }
    return false;
  }
}
