package dev.sealwright.engine.ocsp;

import dev.sealwright.engine.audit.AuditEvent;
import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.sign.Replicas;
import dev.sealwright.engine.sign.StatusSigning;
import dev.sealwright.engine.store.Committer;
import dev.sealwright.engine.store.Mutation;
import dev.sealwright.engine.x509.Octets;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Semaphore;

/**
 * Has answers signed by the lanes, so many at once and no more (INVARIANT I13).
 *
 * <p>Threads: shared; blocks the caller until its answer is signed.
 */
final class SigningDesk {
  /** The part of the places that may be taken for certificates that were never issued. */
  private static final int PART = 4;

  private final Map<String, Replicas> lanes;
  private final Committer committer;
  private final Clock clock;
  private final OcspSettings settings;
  private final Semaphore places;
  private final Semaphore unknowns;
  private final Counter signatures;

  SigningDesk(
      Map<String, Replicas> lanes,
      Committer committer,
      Clock clock,
      OcspSettings settings,
      MeterRegistry metrics) {
    this.lanes = Map.copyOf(lanes);
    this.committer = committer;
    this.clock = clock;
    this.settings = settings;
    this.places = new Semaphore(settings.waiting());
    this.unknowns = new Semaphore(settings.waiting() / PART);
    this.signatures =
        Counter.builder("sealwright.ocsp.signatures")
            .description("OCSP answers that were signed, and not taken from those kept")
            .register(metrics);
  }

  /**
   * Signs an answer.
   *
   * @param known whether it is about a certificate on record; anybody can ask for others without
   *     end, so they get a part of the places only
   * @return the signature
   * @throws CaException BUSY, TOKEN_UNAVAILABLE, IN_PROGRESS after the patience; STORE_UNAVAILABLE
   *     when its audit event cannot be written
   */
  Octets sign(ResponseKey key, Octets data, boolean known) {
    Replicas group = lanes.get(key.key().vault());
    if (group == null) {
      throw new CaException(
          Failure.TOKEN_UNAVAILABLE, "vault " + key.key().vault() + " is not configured");
    }
    if (!known && !unknowns.tryAcquire()) {
      throw busy();
    }
    if (!places.tryAcquire()) {
      leave(known, false);
      throw busy();
    }
    StatusSigning signing =
        new StatusSigning(
            "an OCSP answer of CA " + key.authority(),
            key.key(),
            key.algorithm(),
            new StatusSigning.Input.Message(data),
            () -> leave(known, true));
    group.put(signing);
    Octets signature = signing.ticket().await(settings.patience());
    signatures.increment();
    if (key.delegate() == null) {
      audit(key);
    }
    return signature;
  }

  private void leave(boolean known, boolean placed) {
    if (!known) {
      unknowns.release();
    }
    if (placed) {
      places.release();
    }
  }

  /** INVARIANT I11: a use of the CA key is durable before its result is released. */
  private void audit(ResponseKey key) {
    Instant now = Instant.ofEpochMilli(clock.millis());
    committer.write(
        new Mutation.Note(
            new AuditEvent(
                now,
                AuditEvent.Kind.OCSP_ANSWER_SIGNED,
                key.authority(),
                null,
                "engine",
                "by the CA key")),
        settings.patience());
  }

  private static CaException busy() {
    return new CaException(Failure.BUSY, "too many OCSP answers wait for their signature");
  }
}
