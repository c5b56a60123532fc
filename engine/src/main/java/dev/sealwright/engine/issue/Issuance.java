package dev.sealwright.engine.issue;

import dev.sealwright.engine.audit.AuditEvent;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.key.KeyId;
import dev.sealwright.engine.key.KeySession;
import dev.sealwright.engine.key.Remedy;
import dev.sealwright.engine.key.VaultFault;
import dev.sealwright.engine.queue.Ticket;
import dev.sealwright.engine.sign.LaneTask;
import dev.sealwright.engine.sign.LaneWork;
import dev.sealwright.engine.sign.Replicas;
import dev.sealwright.engine.sign.SignatureCheck;
import dev.sealwright.engine.store.Claim;
import dev.sealwright.engine.store.Committer;
import dev.sealwright.engine.store.Mutation;
import dev.sealwright.engine.store.Outcome;
import dev.sealwright.engine.store.Reservation;
import dev.sealwright.engine.x509.Octets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One draft on its way along the line.
 *
 * <p>Threads: a baton. The submitter hands it to the committer, the committer to a lane, the lane
 * back to the committer; nobody touches it after handing it on.
 */
final class Issuance implements LaneTask {
  private static final Logger LOG = LoggerFactory.getLogger(Issuance.class);

  private final Draft draft;
  private final Committer committer;
  private final Replicas lanes;
  private final Clock clock;
  private final Consumer<Issuance> done;
  private final boolean resumed;
  private final Ticket<Placement> ticket = new Ticket<>();
  private final long admitted = System.nanoTime();
  private boolean issued;

  /**
   * @param resumed the reservation is on record from an earlier run or another node
   */
  Issuance(
      Draft draft,
      Committer committer,
      Replicas lanes,
      Clock clock,
      Consumer<Issuance> done,
      boolean resumed) {
    this.draft = draft;
    this.committer = committer;
    this.lanes = lanes;
    this.clock = clock;
    this.done = done;
    this.resumed = resumed;
  }

  Ticket<Placement> ticket() {
    return ticket;
  }

  AuthorityId authority() {
    return draft.reservation().authority();
  }

  boolean issued() {
    return issued;
  }

  Duration age() {
    return Duration.ofNanos(System.nanoTime() - admitted);
  }

  /** Station 1. INVARIANT I1: serial and TBS become durable before any lane sees the draft. */
  void reserve() {
    committer.offer(
        new Mutation.Reserve(
            draft.reservation(), draft.claim(), Math.min(draft.limit(), draft.room())),
        new Answer() {
          @Override
          public void committed(Outcome outcome) {
            switch (outcome) {
              case Outcome.Applied() -> proceed();
              case Outcome.Stale() -> end(new Placement.Outdated());
              case Outcome.Replayed(var earlier) -> end(new Placement.Replayed(earlier));
              // 112 random bits twice in one month: the generator is broken, so say so loudly.
              case Outcome.Taken() -> end(new CaException(Failure.INTERNAL, "serial drawn twice"));
              case Outcome.Full() -> full();
            }
          }
        });
  }

  private void full() {
    if (draft.room() < draft.limit()) {
      end(new Placement.Crowded());
    } else {
      end(
          new CaException(
              Failure.LIMIT_EXCEEDED,
              "the certificate authority has issued "
                  + draft.limit()
                  + " certificates, as many as it may"));
    }
  }

  private void proceed() {
    String objection = draft.objection();
    if (objection == null) {
      lanes.put(this);
    } else {
      // The token stays with the failed attempt (INVARIANT I12): a retry would fail the same way.
      close(objection, null, () -> end(new Placement.Failed(draft.reservation().serial())));
    }
  }

  @Override
  public LaneWork work() {
    return LaneWork.ISSUANCE;
  }

  @Override
  public KeyId key() {
    return draft.key().id();
  }

  /** Station 2, on a lane. */
  @Override
  public Runnable run(KeySession session) {
    Reservation reservation = draft.reservation();
    byte[] tbs = reservation.tbs().toArray();
    byte[] signature = session.sign(draft.key(), reservation.algorithm(), tbs);
    if (!SignatureCheck.accepts(draft.key(), reservation.algorithm(), tbs, signature)) {
      // INVARIANT I3: it never leaves the house.
      throw new VaultFault(
          Remedy.DISTRUST,
          "a signature does not verify with the key recorded for CA " + reservation.authority());
    }
    return () -> seal(Octets.copyOf(signature));
  }

  /**
   * The token did not sign: the attempt is closed on record, its serial burnt (INVARIANT I5). A
   * resumed one stays open instead, until recovery finds the token well.
   */
  @Override
  public void abandon(CaException reason) {
    if (resumed) {
      end(reason);
      return;
    }
    close(reason.failure().name(), draft.claim(), () -> end(reason));
  }

  /** Closed on record; nothing is ever signed for its serial, unless another node took it over. */
  private void close(String reason, @Nullable Claim freed, Runnable then) {
    Reservation reservation = draft.reservation();
    Instant now = now();
    committer.put(
        new Mutation.Close(
            reservation.authority(),
            reservation.serial(),
            reason,
            now,
            freed,
            event(AuditEvent.Kind.ISSUANCE_FAILED, now, reason)),
        new Answer() {
          @Override
          public void committed(Outcome outcome) {
            if (outcome.equals(Outcome.APPLIED)) {
              then.run();
            } else {
              end(takenOver());
            }
          }
        });
  }

  /** Station 3. INVARIANT I2: nobody hears of the certificate before its signature is durable. */
  private void seal(Octets signature) {
    Reservation reservation = draft.reservation();
    Instant now = now();
    committer.put(
        new Mutation.Seal(
            reservation.authority(),
            reservation.serial(),
            signature,
            now,
            event(AuditEvent.Kind.CERTIFICATE_ISSUED, now, reservation.template())),
        new Answer() {
          @Override
          public void committed(Outcome outcome) {
            if (outcome.equals(Outcome.APPLIED)) {
              issued = true;
              end(new Placement.Issued(reservation.serial()));
            } else {
              end(takenOver());
            }
          }
        });
  }

  /** The record counted this node as gone, and the reservation is another's by now. */
  private CaException takenOver() {
    String serial = draft.reservation().serial().hex();
    LOG.warn("issuance {} was taken over by another node, which ends it", serial);
    return new CaException(
        Failure.OUTCOME_UNKNOWN,
        "another node took over certificate " + serial + " and seals or closes it");
  }

  private AuditEvent event(AuditEvent.Kind kind, Instant now, String detail) {
    Reservation reservation = draft.reservation();
    return new AuditEvent(
        now, kind, reservation.authority(), reservation.serial(), reservation.requester(), detail);
  }

  private Instant now() {
    return Instant.ofEpochMilli(clock.millis());
  }

  private void end(Placement placement) {
    done.accept(this);
    ticket.complete(placement);
  }

  private void end(CaException failure) {
    if (failure.failure() == Failure.INTERNAL) {
      LOG.error("issuance {} failed", draft.reservation().serial().hex(), failure);
    }
    done.accept(this);
    ticket.fail(failure);
  }

  /** A completion whose failure ends the issuance; what is on record is for recovery to finish. */
  private abstract class Answer implements Committer.Completion {
    @Override
    public void failed(CaException failure) {
      end(failure);
    }
  }
}
