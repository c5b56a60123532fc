package dev.sealwright.engine.store;

import dev.sealwright.engine.audit.AuditEvent;
import dev.sealwright.engine.key.KeySession;
import dev.sealwright.engine.key.SigningKey;
import dev.sealwright.engine.x509.Octets;
import java.util.ArrayList;
import java.util.List;

/** Adds real certificates to a record, without the line: as many as are asked for. */
public final class ManyCertificates {
  private static final int BATCH = 500;

  private ManyCertificates() {}

  /** Of the root, like one of its leaves; each has its own serial and signature. */
  public static void add(Store store, FilledRecord filled, int count) {
    Reservation model =
        store.certificate(filled.root(), filled.leaves().getLast()).orElseThrow().reservation();
    SigningKey key = store.authority(filled.root()).orElseThrow().signingKey();
    KeySession session = filled.vault().open();
    try {
      List<Mutation> batch = new ArrayList<>();
      for (int i = 1; i <= count; i++) {
        Reservation next = FilledRecord.again(model, FilledRecord.NOW);
        batch.add(StoreFixtures.reserve(next));
        batch.add(
            new Mutation.Seal(
                next.authority(),
                next.serial(),
                Octets.copyOf(session.sign(key, next.algorithm(), next.tbs().toArray())),
                FilledRecord.NOW,
                StoreFixtures.event(
                    next.authority(), next.serial(), AuditEvent.Kind.CERTIFICATE_ISSUED)));
        if (batch.size() >= BATCH || i == count) {
          if (!store.commit(batch).stream().allMatch(Outcome.APPLIED::equals)) {
            throw new IllegalStateException("not all of them are on record");
          }
          batch.clear();
        }
      }
    } finally {
      session.close();
    }
  }
}
