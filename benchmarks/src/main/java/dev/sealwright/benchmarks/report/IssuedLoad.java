package dev.sealwright.benchmarks.report;

import dev.sealwright.engine.audit.AuditEvent;
import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.store.Mutation;
import dev.sealwright.engine.store.Outcome;
import dev.sealwright.engine.store.Reservation;
import dev.sealwright.engine.store.Revocation;
import dev.sealwright.engine.store.Store;
import dev.sealwright.engine.x509.Octets;
import dev.sealwright.engine.x509.RevocationReason;
import dev.sealwright.engine.x509.Serial;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Puts certificates on record straight through the store, every tenth of them revoked. A report
 * reads the subject out of the TBS, so each has that of a real certificate, but its own serial and
 * no signature worth the name.
 *
 * <p>Threads: one; the store belongs to no engine meanwhile.
 */
final class IssuedLoad {
  private static final int BATCH = 256;
  private static final int REVOKED = 10;
  private static final String WHO = "benchmark";
  private static final Octets FILLER = Octets.copyOf(new byte[71]);

  private final Store store;
  private final Authority authority;
  private final Reservation model;
  private final SecureRandom random = new SecureRandom();

  /**
   * A load for one authority.
   *
   * @param model whose TBS, template and validity the certificates get
   */
  IssuedLoad(Store store, Authority authority, Reservation model) {
    this.store = store;
    this.authority = authority;
    this.model = model;
  }

  void run(int count) {
    List<Mutation> batch = new ArrayList<>();
    for (int number = 1; number <= count; number++) {
      add(batch, number % REVOKED == 0);
      if (number % BATCH == 0 || number == count) {
        commit(batch);
        batch.clear();
      }
    }
  }

  private void add(List<Mutation> batch, boolean revoked) {
    Instant now = Instant.now();
    Serial serial = Serial.draw(now, random);
    batch.add(
        new Mutation.Reserve(
            new Reservation(
                authority.id(),
                authority.version(),
                serial,
                model.tbs(),
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
            FILLER,
            now,
            event(AuditEvent.Kind.CERTIFICATE_ISSUED, serial, now)));
    if (revoked) {
      batch.add(
          new Mutation.Revoke(
              new Revocation(
                  authority.id(),
                  serial,
                  now,
                  RevocationReason.SUPERSEDED,
                  model.validity().notAfter()),
              authority.version(),
              Long.MAX_VALUE,
              event(AuditEvent.Kind.CERTIFICATE_REVOKED, serial, now)));
    }
  }

  private void commit(List<Mutation> batch) {
    for (Outcome outcome : store.commit(batch)) {
      if (!outcome.equals(Outcome.APPLIED)) {
        throw new IllegalStateException("not put on record: " + outcome);
      }
    }
  }

  private AuditEvent event(AuditEvent.Kind kind, Serial serial, Instant now) {
    return new AuditEvent(now, kind, authority.id(), serial, WHO, "by the benchmark");
  }
}
