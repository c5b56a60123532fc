package dev.sealwright.engine.ocsp;

import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.authority.CaStatus;
import dev.sealwright.engine.store.Committer;
import dev.sealwright.engine.store.Mutation;
import dev.sealwright.engine.store.Outcome;
import dev.sealwright.engine.store.Revocation;
import dev.sealwright.engine.x509.Serial;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The responder and what keeps it right: it follows every commit, here and on other nodes, and its
 * thread keeps the signers.
 *
 * <p>Threads: one of its own, which {@link #close} ends; told of commits on the committer's; of
 * what other nodes did on one that may read the record, but for {@link #revokedElsewhere}, {@link
 * #signerChangedElsewhere} and {@link #missed}, which touch memory alone.
 */
public final class OcspService implements Committer.Observer, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(OcspService.class);

  /** Between two looks at which signers are due: a walk over memory. */
  private static final Duration LOOK = Duration.ofSeconds(1);

  private final Line line;
  private final OcspSettings settings;
  private final Served served = new Served();
  private final AnswerCache cache;
  private final SignerKeeper keeper;
  private final OcspResponder responder;
  private final Semaphore news = new Semaphore(0);
  private final Thread thread;
  private volatile boolean closing;

  /**
   * @param patience how long the keeper of signers waits for a step
   */
  public OcspService(
      Line line, Clock clock, OcspSettings settings, Duration patience, MeterRegistry metrics) {
    this.line = line;
    this.settings = settings;
    this.cache = new AnswerCache(settings.cacheBytes());
    States states = new States(line.store());
    this.keeper =
        new SignerKeeper(
            line,
            served,
            states,
            clock,
            new SecureRandom(),
            new SignerKeeper.Times(settings.signerLife(), patience));
    SigningDesk desk = new SigningDesk(line.lanes(), line.committer(), clock, settings, metrics);
    this.responder =
        new OcspResponder(
            new OcspResponder.Sources(served, this::key, states, cache, desk),
            clock,
            settings,
            metrics);
    this.thread = Thread.ofPlatform().name("sealwright-ocsp-signers").unstarted(this::run);
    Gauge.builder("sealwright.ocsp.cache", cache, AnswerCache::bytes)
        .description("Bytes of OCSP answers that are kept")
        .baseUnit("bytes")
        .register(metrics);
  }

  /** Answers whoever asks. */
  public OcspResponder responder() {
    return responder;
  }

  /** Whether a signer's key may be made for this authority at this moment. */
  public boolean isMaking(AuthorityId id) {
    return keeper.isMaking(id);
  }

  /** Follows the record from now on; to be called before anything else is written. */
  public void start() {
    line.committer().observe(this);
    for (CaStatus status : List.of(CaStatus.ACTIVE, CaStatus.DISABLED)) {
      line.store().authorities(status).forEach(served::put);
    }
    thread.start();
  }

  @Override
  public void committed(Mutation mutation, Outcome outcome) {
    if (!outcome.equals(Outcome.APPLIED)) {
      return;
    }
    switch (mutation) {
      case Mutation.ChangeAuthority change -> {
        served.put(change.after());
        news.release();
      }
      case Mutation.RemoveAuthority remove -> {
        served.remove(remove.authority());
        keeper.forget(remove.authority());
      }
      case Mutation.Revoke revoke -> {
        Revocation revocation = revoke.revocation();
        cache.drop(revocation.authority(), revocation.serial());
        keeper.revoked(revocation.authority(), revocation.serial());
      }
      case Mutation.CreateAuthority _,
          Mutation.KeyDestroyed _,
          Mutation.Forget _,
          Mutation.Reserve _,
          Mutation.Seal _,
          Mutation.Close _,
          Mutation.Note _,
          Mutation.Attachment _ -> {}
    }
  }

  @Override
  public void uncertain() {
    cache.dropAll();
  }

  /** Another node revoked a certificate, which is on record. */
  public void revokedElsewhere(AuthorityId authority, Serial serial) {
    cache.drop(authority, serial);
    keeper.revoked(authority, serial);
    news.release();
  }

  /** Another node changed a signer of an authority. */
  public void signerChangedElsewhere(AuthorityId id) {
    keeper.signerChanged(id);
    news.release();
  }

  /** Other nodes may have changed anything; {@link #readAll} comes next. */
  public void missed() {
    cache.dropAll();
    keeper.anyChanged();
    news.release();
  }

  /**
   * Reads an authority anew that another node changed.
   *
   * @throws CaException STORE_UNAVAILABLE; then it has to be read again
   */
  public void read(AuthorityId id) {
    Optional<Authority> before;
    Optional<Authority> now = line.store().authorityOnRecord(id);
    do {
      before = now;
      before.ifPresentOrElse(
          served::put,
          () -> {
            served.remove(id);
            keeper.forget(id);
          });
      // A commit of this node may have put a later one while that one was read.
      now = line.store().authorityOnRecord(id);
    } while (!now.equals(before));
    news.release();
  }

  /**
   * Reads everything anew.
   *
   * @throws CaException STORE_UNAVAILABLE; then it has to be read again
   */
  public void readAll() {
    Set<AuthorityId> ids = new HashSet<>();
    served.all().forEach(authority -> ids.add(authority.id()));
    for (CaStatus status : List.of(CaStatus.ACTIVE, CaStatus.DISABLED)) {
      line.store().authorities(status).forEach(authority -> ids.add(authority.id()));
    }
    ids.forEach(this::read);
  }

  private @Nullable ResponseKey key(Authority authority) {
    return switch (settings.signer()) {
      case DELEGATE -> keeper.of(authority);
      case CA_KEY ->
          new ResponseKey(
              authority.id(),
              authority.signingKey(),
              authority.settings().signingAlgorithm(),
              null);
    };
  }

  /** Ends a round that is under way after its present step; the next start goes on with it. */
  @Override
  public void close() {
    closing = true;
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      while (!closing) {
        if (settings.signer() == OcspSettings.Signer.DELEGATE) {
          round();
        }
        if (news.tryAcquire(LOOK.toNanos(), TimeUnit.NANOSECONDS)) {
          news.drainPermits();
        }
      }
    } catch (InterruptedException e) {
      if (!closing) {
        LOG.error("the keeper of OCSP signers was interrupted: none is renewed until a restart", e);
      }
    }
  }

  private void round() {
    try {
      keeper.round();
    } catch (RuntimeException e) {
      LOG.error("a round over the OCSP signers failed", e);
    }
  }
}
