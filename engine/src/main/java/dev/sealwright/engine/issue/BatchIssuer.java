package dev.sealwright.engine.issue;

import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.key.SigningKey;
import dev.sealwright.engine.queue.Ticket;
import dev.sealwright.engine.sign.Replicas;
import dev.sealwright.engine.store.Committer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * The line behind the queue: reserve, sign, seal.
 *
 * <p>The bound counts drafts from admission to answer, so the queues between the stations need none
 * of their own (INVARIANT I13).
 *
 * <p>Threads: {@link #submit} from any thread; it never blocks.
 */
public final class BatchIssuer {
  private final Committer committer;
  private final Map<String, Replicas> lanes;
  private final Clock clock;
  private final Admission places;
  private final Outcomes outcomes;

  /**
   * @param lanes by vault name
   * @param bound drafts on the line at once, at least 1
   */
  public BatchIssuer(
      Committer committer,
      Map<String, Replicas> lanes,
      Clock clock,
      int bound,
      MeterRegistry metrics) {
    this.committer = committer;
    this.lanes = Map.copyOf(lanes);
    this.clock = clock;
    this.places = new Admission(bound);
    this.outcomes = new Outcomes(metrics);
    Gauge.builder("sealwright.issue.inflight", places, Admission::taken)
        .description("Drafts between admission and answer")
        .register(metrics);
  }

  /**
   * Refuses for the reasons for which {@link #submit} would refuse at this moment, before a draft
   * costs anything.
   */
  public void requireRoom(AuthorityId authority, SigningKey key) {
    requireWell(key);
    if (!places.hasRoom(authority)) {
      throw busy();
    }
  }

  /**
   * Puts a draft on the line.
   *
   * @throws CaException BUSY when the bound is reached, STORE_UNAVAILABLE, TOKEN_UNAVAILABLE
   */
  public Ticket<Placement> submit(Draft draft) {
    Replicas group = requireWell(draft.key());
    AuthorityId authority = draft.reservation().authority();
    if (!places.tryTake(authority)) {
      throw busy();
    }
    Issuance issuance = new Issuance(draft, committer, group, clock, this::done, false);
    try {
      issuance.reserve();
    } catch (CaException e) {
      places.giveBack(authority);
      throw e;
    }
    return issuance.ticket();
  }

  /** Signs and seals a reservation that is on record already (INVARIANT I4), whatever the bound. */
  Ticket<Placement> resume(Draft draft) {
    Replicas group = lanes(draft.key());
    places.takeAnyway(draft.reservation().authority());
    Issuance issuance = new Issuance(draft, committer, group, clock, this::done, true);
    group.put(issuance);
    return issuance.ticket();
  }

  /** Whether the vault of the draft's key is configured, there and well. */
  boolean isWell(Draft draft) {
    Replicas group = lanes.get(draft.key().vault());
    return group != null && group.trouble().isEmpty();
  }

  /** Waits until no draft is on the line; false when the patience ended first. */
  public boolean drain(Duration patience) {
    return places.awaitEmpty(patience);
  }

  /** While the token is away nothing is put on record that could only be closed again. */
  private Replicas requireWell(SigningKey key) {
    Replicas group = lanes(key);
    Optional<String> trouble = group.trouble();
    if (trouble.isPresent()) {
      throw new CaException(Failure.TOKEN_UNAVAILABLE, trouble.get());
    }
    return group;
  }

  private Replicas lanes(SigningKey key) {
    Replicas group = lanes.get(key.vault());
    if (group == null) {
      throw new CaException(
          Failure.TOKEN_UNAVAILABLE, "vault " + key.vault() + " of the CA key is not configured");
    }
    return group;
  }

  private static CaException busy() {
    return new CaException(Failure.BUSY, "too many requests are being issued");
  }

  private void done(Issuance issuance) {
    places.giveBack(issuance.authority());
    outcomes.count(issuance);
  }

  /** Meters of the line. */
  private record Outcomes(Timer issued, Timer other) {
    Outcomes(MeterRegistry metrics) {
      this(timer(metrics, "issued"), timer(metrics, "not_issued"));
    }

    private static Timer timer(MeterRegistry metrics, String outcome) {
      return Timer.builder("sealwright.issue")
          .description("From admission to answer")
          .tag("outcome", outcome)
          .publishPercentiles(0.5, 0.99, 0.999)
          .register(metrics);
    }

    void count(Issuance issuance) {
      (issuance.issued() ? issued : other).record(issuance.age());
    }
  }
}
