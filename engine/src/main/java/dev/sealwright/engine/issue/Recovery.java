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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What becomes of the reservations that an earlier run left open (INVARIANT I4): each is finished
 * by signing the very bytes on record, or closed when its CA may no longer sign. Those whose vault
 * is away wait for it.
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
  private List<Reservation> open = List.of();

  public Recovery(
      Store store, Committer committer, BatchIssuer line, Clock clock, Duration patience) {
    this.store = store;
    this.committer = committer;
    this.line = line;
    this.clock = clock;
    this.patience = patience;
    this.constraints = new IssuerConstraints(store);
  }

  /**
   * Takes up what is open at the start.
   *
   * @throws CaException STORE_UNAVAILABLE; the rest stays open for the next start
   */
  public void run() {
    // No more than the line had places for, since nothing is reserved while the vault is away.
    open = store.openReservations(Integer.MAX_VALUE);
    again();
  }

  /**
   * Goes on with what was left open.
   *
   * @return whether something was tried in vain
   * @throws CaException STORE_UNAVAILABLE
   */
  public boolean again() {
    if (open.isEmpty()) {
      return false;
    }
    Map<Reservation, Ticket<Placement>> tickets = new LinkedHashMap<>();
    List<Reservation> left = new ArrayList<>();
    for (Reservation reservation : open) {
      Instant now = Instant.ofEpochMilli(clock.millis());
      Optional<Authority> signer =
          store.authority(reservation.authority()).filter(a -> maySign(a, reservation, now));
      if (signer.isEmpty()) {
        close(reservation, "the CA may no longer sign", now);
        continue;
      }
      Optional<String> objection = objection(signer.get(), reservation);
      if (objection.isPresent()) {
        close(reservation, objection.get(), now);
        continue;
      }
      Draft draft =
          new Draft(reservation, signer.get().signingKey(), null, null, CountLimits.UNLIMITED);
      if (line.isWell(draft)) {
        tickets.put(reservation, line.resume(draft));
      } else {
        left.add(reservation);
      }
    }
    int waiting = left.size();
    tickets.forEach((reservation, ticket) -> {
      if (!signed(ticket)) {
        left.add(reservation);
      }
    });
    LOG.info(
        "{} reservations of an earlier run were finished or closed, {} wait for their token",
        open.size() - left.size(),
        left.size());
    open = List.copyOf(left);
    return left.size() > waiting;
  }

  private boolean signed(Ticket<Placement> ticket) {
    try {
      ticket.await(patience);
      return true;
    } catch (CaException e) {
      if (e.failure() == Failure.IN_PROGRESS) {
        return true; // still on the line, which ends it
      }
      if (e.failure() != Failure.TOKEN_UNAVAILABLE) {
        throw e;
      }
      LOG.warn("a reservation of an earlier run stays open: {}", e.getMessage());
      return false;
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
