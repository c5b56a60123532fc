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
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What start-up does with the reservations a crash left open (INVARIANT I4): each is finished by
 * signing the very bytes on record, or closed when its CA may no longer sign.
 *
 * <p>Threads: once, before the first request.
 */
public final class Recovery {
  private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);
  private static final int PAGE = 256;

  private final Store store;
  private final Committer committer;
  private final BatchIssuer line;
  private final Clock clock;
  private final Duration patience;
  private final IssuerConstraints constraints;

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
   * Leaves no reservation open.
   *
   * @return how many were finished or closed
   * @throws CaException TOKEN_UNAVAILABLE or STORE_UNAVAILABLE; the rest stays open for the next
   *     start
   */
  public int run() {
    int handled = 0;
    for (List<Reservation> page = store.openReservations(PAGE);
        !page.isEmpty();
        page = store.openReservations(PAGE)) {
      List<Ticket<Placement>> tickets = new ArrayList<>(page.size());
      for (Reservation reservation : page) {
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
        } else {
          tickets.add(
              line.resume(
                  new Draft(
                      reservation, signer.get().signingKey(), null, null, CountLimits.UNLIMITED)));
        }
      }
      tickets.forEach(ticket -> ticket.await(patience));
      handled += page.size();
    }
    if (handled > 0) {
      LOG.info("recovered {} reservations that an earlier run left open", handled);
    }
    return handled;
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
    return Issuer.isSelfSigned(reservation.template())
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
