package dev.sealwright.engine.crl;

import dev.sealwright.engine.ProbeStore;
import dev.sealwright.engine.TestEngine;
import dev.sealwright.engine.Until;
import dev.sealwright.engine.audit.AuditEvent;
import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.authority.CrlScope;
import dev.sealwright.engine.authority.CrlType;
import dev.sealwright.engine.authority.RevocationSettings;
import dev.sealwright.engine.authority.RevocationSettings.Crl;
import dev.sealwright.engine.bucket.ObjectAcl;
import dev.sealwright.engine.bucket.folder.FolderBuckets;
import dev.sealwright.engine.key.soft.SoftVault;
import dev.sealwright.engine.store.Mutation;
import dev.sealwright.engine.store.Outcome;
import dev.sealwright.engine.store.Reservation;
import dev.sealwright.engine.store.Revocation;
import dev.sealwright.engine.store.StoreFixtures;
import dev.sealwright.engine.store.embedded.SqliteStore;
import dev.sealwright.engine.template.PublicationHosts;
import dev.sealwright.engine.x509.RevocationReason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Publishes one long list, as a process of its own with a heap that does not hold it. */
final class LongListWriter {
  private static final Crl SETTINGS =
      new Crl(7, "lists", ObjectAcl.PUBLIC_READ, null, null, CrlType.COMPLETE, false);
  private static final int BATCH = 3_000;

  private LongListWriter() {}

  /**
   * Leaves {@code ca.pem} and {@code list.der} in a folder.
   *
   * @param arguments the folder, and how many certificates are revoked
   */
  public static void main(String... arguments) throws IOException {
    Path folder = Path.of(arguments[0]);
    SoftVault vault = new SoftVault("soft", 2, new SecureRandom());
    try (SqliteStore real = SqliteStore.open(folder.resolve("records.db"))) {
      ProbeStore store = new ProbeStore(real);
      AuthorityId id;
      try (TestEngine ca = new TestEngine(store, vault)) {
        id = ca.activeRoot();
        Files.write(
            folder.resolve("ca.pem"),
            TestEngine.pem(ca.engine.caCertificate(id).orElseThrow().certificate()).toArray());
      }
      revoke(real, real.authority(id).orElseThrow(), Integer.parseInt(arguments[1]));
      String key = PublicationHosts.objectKey(id, SETTINGS, CrlScope.COMPLETE);
      Path list = folder.resolve("buckets/lists").resolve(key);
      Publishing publishing =
          new Publishing(
              new FolderBuckets(folder.resolve("buckets"), true), folder.resolve("scratch"));
      try (TestEngine ca =
          new TestEngine(
              store, vault, new PublicationHosts("pki.example"), publishing, Duration.ZERO)) {
        Authority authority = ca.engine.authority(id).orElseThrow();
        ca.engine.update(authority, null, RevocationSettings.NONE.withCrl(SETTINGS), "tester");
        Until.holds("the list", () -> Files.exists(list));
      }
      Files.move(list, folder.resolve("list.der"));
    }
  }

  private static void revoke(SqliteStore store, Authority authority, int count) {
    Instant now = TestEngine.START;
    List<Mutation> batch = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      Reservation reservation = StoreFixtures.reservation(authority);
      batch.add(StoreFixtures.reserve(reservation));
      batch.add(StoreFixtures.seal(reservation));
      batch.add(
          new Mutation.Revoke(
              new Revocation(
                  authority.id(),
                  reservation.serial(),
                  now,
                  RevocationReason.SUPERSEDED,
                  reservation.validity().notAfter()),
              authority.version(),
              Long.MAX_VALUE,
              StoreFixtures.event(
                  authority.id(), reservation.serial(), AuditEvent.Kind.CERTIFICATE_REVOKED)));
      if (batch.size() == BATCH || i == count) {
        if (store.commit(batch).stream().anyMatch(outcome -> !outcome.equals(Outcome.APPLIED))) {
          throw new IllegalStateException("not all revoked");
        }
        batch.clear();
      }
    }
  }
}
