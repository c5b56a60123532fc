package dev.sealwright.benchmarks.crl;

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
import dev.sealwright.engine.x509.SignatureAlgorithm;
import dev.sealwright.engine.x509.Validity;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Puts certificates and their revocations on record straight through the store. Lists never read
 * TBS or signature, so those are only stand-ins.
 *
 * <p>Threads: one; the store belongs to no engine meanwhile.
 */
final class RevokedLoad {
  private static final int BATCH = 512;
  private static final String WHO = "benchmark";
  private static final Octets FILLER = Octets.copyOf(new byte[64]);

  private final Store store;
  private final Authority authority;
  private final SecureRandom random = new SecureRandom();

  RevokedLoad(Store store, Authority authority) {
    this.store = store;
    this.authority = authority;
  }

  /**
   * Issues certificates.
   *
   * @param revoked whether each is revoked too
   */
  List<Serial> run(int count, boolean revoked) {
    List<Serial> serials = new ArrayList<>();
    List<Mutation> batch = new ArrayList<>();
    for (int number = 1; number <= count; number++) {
      Instant now = Instant.now();
      Serial serial = Serial.draw(now, random);
      Validity validity = new Validity(now, now.plus(Duration.ofDays(365)));
      batch.add(
          new Mutation.Reserve(
              new Reservation(
                  authority.id(),
                  authority.version(),
                  serial,
                  FILLER,
                  SignatureAlgorithm.SHA256WITHECDSA,
                  "EndEntityCertificate/V1",
                  WHO,
                  now,
                  validity),
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
                    authority.id(), serial, now, RevocationReason.SUPERSEDED, validity.notAfter()),
                authority.version(),
                Long.MAX_VALUE,
                event(AuditEvent.Kind.CERTIFICATE_REVOKED, serial, now)));
      } else {
        serials.add(serial);
      }
      if (number % BATCH == 0 || number == count) {
        commit(batch);
        batch.clear();
      }
    }
    return serials;
  }

  private void commit(List<Mutation> batch) {
    for (Outcome outcome : store.commit(batch)) {
      if (!(outcome instanceof Outcome.Applied)) {
        throw new IllegalStateException("not put on record: " + outcome);
      }
    }
  }

  private AuditEvent event(AuditEvent.Kind kind, Serial serial, Instant now) {
    return new AuditEvent(now, kind, authority.id(), serial, WHO, "by the benchmark");
  }
}
