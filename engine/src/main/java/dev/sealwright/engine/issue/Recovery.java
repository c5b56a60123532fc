package dev.sealwright.engine.issue;

import dev.sealwright.engine.audit.AuditEvent;
import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.authority.CountLimits;
import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.queue.Ticket;
import dev.sealwright.engine.store.Committer;
import dev.sealwright.engine.store.Mutation;
import dev.sealwright.engine.store.Reservation;
import dev.sealwright.engine.store.Store;
import dev.sealwright.engine.template.Template;
import dev.sealwright.engine.template.Templates;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What becomes of the reservations that an earlier run, or a node that is gone, left open
 * (INVARIANT I4): each is finished by signing the very bytes on record, or closed when its CA may
 * no longer sign. Those whose vault is away wait for it. The record tells of each once, so each is
 * kept here until it has ended, or another node ended it.
 *
 * <p>Threads: one at a time; the first run comes before the first request.
 */
public final class Recovery {
  private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);

  private final Store store;
  private final Committer committer;
  private final BatchIssuer line;
  private final Clock clock;
  private final Duration patience;
  private final IssuerConstraints constraints;

  /** Neither ended nor on the line. */
  private final Set<Reservation> open = new LinkedHashSet<>();

  private final Map<Reservation, Ticket<Placement>> placed = new LinkedHashMap<>();

  public Recovery(
      Store store, Committer committer, BatchIssuer line, Clock clock, Duration patience) {
    this.store = store;
    this.committer = committer;
    this.line = line;
    this.clock = clock;
    this.patience = patience;
    this.constraints = new IssuerConstraints(store);
  }

  /** Takes these over, to be ended by the next {@link #again}. */
  void adopt(List<Reservation> left) {
    // No more than the line had places for, since nothing is reserved while the vault is away.
    open.addAll(left);
  }

  /**
   * Goes on with what is open.
   *
   * @param wait how long signatures are waited for; what takes longer is asked for by the next call
   * @return whether something was tried in vain
   */
  boolean again(Duration wait) {
    int before = open.size() + placed.size();
    if (before == 0) {
      return false;
    }
    List<CaException> failures = new ArrayList<>();
    for (Reservation reservation : List.copyOf(open)) {
      attempt(() -> takeUp(reservation), failures);
    }
    long end = System.nanoTime() + wait.toNanos();
    for (Reservation reservation : List.copyOf(placed.keySet())) {
      Duration left = Duration.ofNanos(Math.max(0, end - System.nanoTime()));
      attempt(() -> settle(reservation, left), failures);
    }
    int ended = before - open.size() - placed.size();
    if (ended > 0) {
      LOG.info(
          "{} reservations of an earlier run or another node ended, {} wait for their token",
          ended,
          open.size());
    }
    if (!failures.isEmpty()) {
      LOG.warn(
          "{} reservations that were left open stay so: {}",
          failures.size(),
          failures.getFirst().getMessage());
    }
    return !failures.isEmpty();
  }

  /** What fails stays open. */
  private static void attempt(Runnable step, List<CaException> failures) {
    try {
      step.run();
    } catch (CaException e) {
      failures.add(e);
    }
  }

  private void takeUp(Reservation reservation) {
    Instant now = Instant.ofEpochMilli(clock.millis());
    Optional<Authority> signer =
        store.authorityOnRecord(reservation.authority()).filter(a -> maySign(a, reservation, now));
    Optional<String> objection =
        signer.isEmpty()
            ? Optional.of("the CA may no longer sign")
            : objection(signer.get(), reservation);
    if (signer.isEmpty() || objection.isPresent()) {
      close(reservation, objection.orElseThrow(), now);
      open.remove(reservation);
      return;
    }
    Draft draft =
        new Draft(reservation, signer.get().signingKey(), null, null, CountLimits.UNLIMITED);
    if (line.isWell(draft)) {
      placed.put(reservation, line.resume(draft));
      open.remove(reservation);
    }
  }

  private void settle(Reservation reservation, Duration wait) {
    Ticket<Placement> ticket = placed.get(reservation);
    if (ticket == null) {
      return;
    }
    try {
      ticket.await(wait);
      placed.remove(reservation);
    } catch (CaException e) {
      switch (e.failure()) {
        case IN_PROGRESS -> {} // still on the line
        // Another node ends it; or the store is halted, and the next start does.
        case OUTCOME_UNKNOWN -> placed.remove(reservation);
        default -> {
          placed.remove(reservation);
          open.add(reservation);
          throw e;
        }
      }
    }
  }

  private static boolean maySign(Authority authority, Reservation reservation, Instant now) {
    Optional<Template> template = Templates.named(reservation.template());
    try {
      template.ifPresent(known -> Issuer.requireMaySign(authority, known, now));
      return template.isPresent();
    } catch (CaException e) {
      if (e.failure() == Failure.INVALID_STATE) {
        return false;
      }
      throw e;
    }
  }

  /** A crash between reservation and closure must not turn a refusal into a certificate. */
  private Optional<String> objection(Authority authority, Reservation reservation) {
    return Templates.isOfRoot(reservation.template())
        ? Optional.empty()
        : constraints.violation(authority, reservation.tbs());
  }

  /** Stale when it has ended by now, here or on another node. */
  private void close(Reservation reservation, String reason, Instant now) {
    committer.write(
        new Mutation.Close(
            reservation.authority(),
            reservation.serial(),
            reason,
            now,
            null,
            new AuditEvent(
                now,
                AuditEvent.Kind.ISSUANCE_FAILED,
                reservation.authority(),
                reservation.serial(),
                "engine",
                reason)),
        patience);
  }
}
