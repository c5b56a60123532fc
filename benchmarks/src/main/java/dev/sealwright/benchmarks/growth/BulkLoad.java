package dev.sealwright.benchmarks.growth;

import dev.sealwright.engine.audit.AuditEvent;
import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.store.Mutation;
import dev.sealwright.engine.store.Outcome;
import dev.sealwright.engine.store.Reservation;
import dev.sealwright.engine.store.Store;
import dev.sealwright.engine.x509.Octets;
import dev.sealwright.engine.x509.Serial;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Puts certificates on record straight through the store, as a line would have, without signing:
 * the bytes of TBS and signature have the length of real ones and nothing in them repeats.
 *
 * <p>Threads: one; the store belongs to no engine meanwhile.
 */
final class BulkLoad {
  private static final int BATCH = 256;
  private static final int SIGNATURE_BYTES = 71;
  private static final int KEPT = 10_000;

  private final Store store;
  private final Authority authority;
  private final Reservation model;
  private final SecureRandom random = new SecureRandom();
  private final Random filler = new Random(1);
  private final List<Serial> serials = new ArrayList<>();

  /**
   * A load for one authority.
   *
   * @param model whose length of TBS, template and validity the certificates get
   */
  BulkLoad(Store store, Authority authority, Reservation model) {
    this.store = store;
    this.authority = authority;
    this.model = model;
  }

  /** Some of what was put on record, drawn evenly. */
  List<Serial> serials() {
    return serials;
  }

  void run(long count) {
    long every = Math.max(1, count / KEPT);
    List<Mutation> batch = new ArrayList<>(2 * BATCH);
    for (long number = 0; number < count; number++) {
      Instant now = Instant.now();
      Serial serial = Serial.draw(now, random);
      batch.add(
          new Mutation.Reserve(
              new Reservation(
                  authority.id(),
                  authority.version(),
                  serial,
                  bytes(model.tbs().length()),
                  model.algorithm(),
                  model.template(),
                  model.requester(),
                  now,
                  model.validity()),
              null));
      batch.add(
          new Mutation.Seal(
              authority.id(),
              serial,
              bytes(SIGNATURE_BYTES),
              now,
              new AuditEvent(
                  now,
                  AuditEvent.Kind.CERTIFICATE_ISSUED,
                  authority.id(),
                  serial,
                  model.requester(),
                  model.template())));
      if (number % every == 0) {
        serials.add(serial);
      }
      if (batch.size() >= 2 * BATCH || number == count - 1) {
        commit(batch);
        batch.clear();
      }
    }
  }

  private void commit(List<Mutation> batch) {
    for (Outcome outcome : store.commit(batch)) {
      if (!(outcome instanceof Outcome.Applied)) {
        throw new IllegalStateException("not put on record: " + outcome);
      }
    }
  }

  private Octets bytes(int length) {
    byte[] bytes = new byte[length];
    filler.nextBytes(bytes);
    return Octets.copyOf(bytes);
  }
}
