package dev.sealwright.engine.crl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealwright.engine.TestEngine;
import dev.sealwright.engine.Until;
import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.authority.CrlScope;
import dev.sealwright.engine.authority.CrlType;
import dev.sealwright.engine.authority.RevocationSettings;
import dev.sealwright.engine.authority.RevocationSettings.Crl;
import dev.sealwright.engine.bucket.Buckets;
import dev.sealwright.engine.bucket.ObjectAcl;
import dev.sealwright.engine.bucket.memory.MemoryBuckets;
import dev.sealwright.engine.key.soft.SoftVault;
import dev.sealwright.engine.store.CrlRecord;
import dev.sealwright.engine.store.memory.MemoryStore;
import dev.sealwright.engine.template.PublicationHosts;
import dev.sealwright.engine.x509.OpenSsl;
import dev.sealwright.engine.x509.RevocationReason;
import dev.sealwright.engine.x509.Serial;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509CRL;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A bucket that hangs costs the lists that belong into it, and no others. */
@Timeout(120)
class HangingBucketTest {
  private static final Crl STUCK = settings("stuck");
  private static final Crl LISTS = settings("lists");
  private static final Duration FRESHNESS = Duration.ofSeconds(5);

  @TempDir private Path folder;
  private final MemoryBuckets real = new MemoryBuckets(name -> true);
  private final Hanging buckets = new Hanging();
  private final MemoryStore store = new MemoryStore();

  /** Puts into the bucket of that name wait. */
  private final class Hanging implements Buckets {
    private final CountDownLatch answering = new CountDownLatch(1);
    private final Map<String, AtomicInteger> inside = new ConcurrentHashMap<>();
    private final AtomicInteger twice = new AtomicInteger();
    private volatile boolean hanging;

    @Override
    public boolean exists(String bucket) {
      return real.exists(bucket);
    }

    @Override
    public void put(String bucket, String key, ObjectAcl acl, Content content) {
      AtomicInteger here = inside.computeIfAbsent(key, _ -> new AtomicInteger());
      if (here.incrementAndGet() > 1) {
        twice.incrementAndGet();
      }
      try {
        if (hanging && bucket.equals("stuck")) {
          answering.await();
        }
        real.put(bucket, key, acl, content);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw Buckets.refused(bucket, null);
      } finally {
        here.decrementAndGet();
      }
    }

    int waiting() {
      return inside.values().stream().mapToInt(AtomicInteger::get).sum();
    }
  }

  @AfterEach
  void letGo() {
    buckets.answering.countDown();
    store.close();
  }

  @Test
  void theListsOfOthersAreFreshAllTheSame() {
    try (TestEngine ca =
        new TestEngine(
            store,
            new SoftVault("soft", 2, new SecureRandom()),
            new PublicationHosts("pki.example"),
            new Publishing(buckets, folder.resolve("scratch")),
            Duration.ZERO)) {
      List<AuthorityId> stuck = new ArrayList<>();
      for (int i = 0; i < CrlWorker.PLACES + 1; i++) {
        stuck.add(configured(ca, STUCK));
      }
      AuthorityId other = configured(ca, LISTS);
      ListReader reader = new ListReader(ca, real, "lists", new OpenSsl(folder));
      String key = PublicationHosts.objectKey(other, LISTS, CrlScope.COMPLETE);

      buckets.hanging = true;
      List<Serial> ofStuck = stuck.stream().map(id -> revoked(ca, id)).toList();
      ca.clock.advance(FRESHNESS.dividedBy(2));
      Until.holds("as many hang as may", () -> buckets.waiting() == CrlWorker.PLACES - 1);

      for (int round = 1; round <= 3; round++) {
        long before = ListReader.number(reader.read(other, key));
        Serial serial = revoked(ca, other);
        // No further: within its freshness by the clock of the engine.
        ca.clock.advance(FRESHNESS.dividedBy(2));
        Until.holds("the list of the other", () -> number(other) > before && covers(other));
        X509CRL list = reader.read(other, key);
        assertThat(ListReader.serials(list)).hasSize(round).contains(serial);
      }
      assertThat(buckets.waiting()).isEqualTo(CrlWorker.PLACES - 1);

      buckets.answering.countDown();
      ListReader ofThem = new ListReader(ca, real, "stuck", new OpenSsl(folder));
      for (int i = 0; i < stuck.size(); i++) {
        AuthorityId id = stuck.get(i);
        Until.holds("those that hung", () -> covers(id));
        assertThat(
                ListReader.serials(
                    ofThem.read(id, PublicationHosts.objectKey(id, STUCK, CrlScope.COMPLETE))))
            .containsExactly(ofStuck.get(i));
      }
      assertThat(buckets.twice).as("lists of one key that were put at once").hasValue(0);
    }
  }

  private AuthorityId configured(TestEngine ca, Crl settings) {
    AuthorityId id = ca.activeRoot();
    Authority authority = ca.engine.authority(id).orElseThrow();
    ca.engine.update(authority, null, RevocationSettings.NONE.withCrl(settings), "tester");
    Until.holds("the first list", () -> covers(id));
    return id;
  }

  private static Serial revoked(TestEngine ca, AuthorityId id) {
    Serial serial = ca.engine.issue(TestEngine.leafOrder(id, "leaf", null));
    ca.engine.revoker().revoke(id, serial, RevocationReason.SUPERSEDED, Long.MAX_VALUE, "tester");
    return serial;
  }

  private boolean covers(AuthorityId id) {
    return store.attached().crls(id).stream().anyMatch(list -> list.last() != null && !list.lags());
  }

  private long number(AuthorityId id) {
    CrlRecord.Published last = store.attached().crls(id).getFirst().last();
    return last == null ? 0 : last.number();
  }

  private static Crl settings(String bucket) {
    return new Crl(7, bucket, ObjectAcl.PUBLIC_READ, null, null, CrlType.COMPLETE, false);
  }
}
