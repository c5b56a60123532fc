package dev.sealwright.engine.crl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealwright.engine.ProbeVault;
import dev.sealwright.engine.SharedRecord;
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
import dev.sealwright.engine.key.KeyVault;
import dev.sealwright.engine.key.soft.SoftVault;
import dev.sealwright.engine.template.PublicationHosts;
import dev.sealwright.engine.x509.OpenSsl;
import dev.sealwright.engine.x509.RevocationReason;
import dev.sealwright.engine.x509.Serial;
import io.micrometer.core.instrument.Counter;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509CRL;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes over one record and one bucket, of which one makes the lists. */
// The engines are set before each test.
@SuppressWarnings("NullAway.Init")
@Timeout(120)
class ManyNodesListTest {
  private static final Crl SETTINGS =
      new Crl(7, "lists", ObjectAcl.PUBLIC_READ, null, null, CrlType.COMPLETE, false);

  /** Half of the freshness: from then on a list is made. */
  private static final Duration GATHERED = Duration.ofMillis(2_500);

  @TempDir private Path folder;
  private final SharedRecord record = new SharedRecord();
  private final MemoryBuckets buckets = new MemoryBuckets(name -> true);
  private final SoftVault keys = new SoftVault("soft", 2, new SecureRandom());
  private final ProbeVault vault = new ProbeVault(keys);
  private final SharedRecord.Node one = record.node();
  private final SharedRecord.Node two = record.node();
  private final List<String> failures = new CopyOnWriteArrayList<>();
  private final Held held = new Held();
  private TestEngine first;
  private TestEngine second;

  @BeforeEach
  void open() {
    first = engine(one, vault, held);
    second = engine(two, keys, buckets);
  }

  /** Holds the first node up before it puts a list, or before the last byte of one. */
  private final class Held implements Buckets {
    private final AtomicInteger reached = new AtomicInteger();
    private final CountDownLatch go = new CountDownLatch(1);
    private volatile boolean before;
    private volatile boolean after;

    @Override
    public boolean exists(String bucket) {
      return buckets.exists(bucket);
    }

    @Override
    public void put(String bucket, String key, ObjectAcl acl, Content content) {
      if (before) {
        hold();
      }
      buckets.put(bucket, key, acl, content);
      if (after) {
        hold();
      }
    }

    private void hold() {
      reached.incrementAndGet();
      try {
        go.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private TestEngine engine(SharedRecord.Node node, KeyVault signing, Buckets into) {
    CrlObserver observer =
        new CrlObserver() {
          @Override
          public void published(AuthorityId authority, String uri) {}

          @Override
          public void failed(AuthorityId authority, String uri, Reason reason) {
            failures.add(reason + " " + uri);
          }
        };
    return new TestEngine(
        node.view(),
        signing,
        new PublicationHosts("pki.example"),
        new Publishing(
            into, folder.resolve("scratch-" + signing.getClass().getSimpleName()), observer),
        Duration.ZERO);
  }

  @AfterEach
  void close() {
    held.go.countDown();
    first.close();
    second.close();
    record.close();
    assertThat(failures).isEmpty();
  }

  @Test
  void aRevocationOnAnyNodeIsInTheListOfTheOneThatLeads() {
    AuthorityId root = configured();
    Serial serial = revoked(second, root);
    advance(GATHERED);
    Until.holds("published", () -> covered(root) == 1);
    assertThat(serials(root)).containsExactly(serial);
    assertThat(generated(first)).isEqualTo(2);
    assertThat(generated(second)).isZero();
  }

  /** It counts from the revocation, not from the change of who leads. */
  @Test
  void whoLeadsNextGoesOnAtOnceWithWhatItHeardOf() {
    AuthorityId root = configured();
    record.lead(null);
    Serial serial = revoked(first, root);
    advance(GATHERED);
    record.lead(two);
    Until.holds("published", () -> covered(root) == 1);
    assertThat(serials(root)).containsExactly(serial);
    assertThat(generated(second)).isEqualTo(1);
  }

  @Test
  void aListThatIsCutShortByTheNextLeaderIsNoFailureAndNotPublished() {
    AuthorityId root = configured();
    CountDownLatch sign = new CountDownLatch(1);
    AtomicInteger signing = new AtomicInteger();
    vault.onSignDigest((session, key, algorithm, digest) -> {
      signing.incrementAndGet();
      try {
        sign.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      return session.signDigest(key, algorithm, digest);
    });
    Serial serial = revoked(first, root);
    advance(GATHERED);
    Until.holds("it is being signed", () -> signing.get() == 1);
    record.lead(two);
    Until.holds("the other made it", () -> covered(root) == 1);
    long number = ListReader.number(list(root));
    sign.countDown();
    Serial another = revoked(first, root);
    advance(GATHERED);
    Until.holds("and the next", () -> covered(root) == 2);
    assertThat(serials(root)).containsExactlyInAnyOrder(serial, another);
    assertThat(ListReader.number(list(root))).isGreaterThan(number);
    assertThat(failed(first)).isZero();
    assertThat(generated(first)).isEqualTo(1);
  }

  /** It was held up before it wrote: a newer list may be there. */
  @Test
  void whoLeadsNoMorePutsNothingOverANewerList() {
    AuthorityId root = configured();
    held.before = true;
    revoked(first, root);
    advance(GATHERED);
    Until.holds("about to be put", () -> held.reached.get() == 1);
    record.lead(two);
    Until.holds("the other made it", () -> covered(root) == 1);
    long number = ListReader.number(list(root));
    held.before = false;
    held.go.countDown();
    // By then the first is done with what it had under way.
    Serial another = revoked(second, root);
    advance(GATHERED);
    Until.holds("and the next", () -> covered(root) == 2);
    record.lead(one);
    advance(Duration.ofHours(84));
    Until.holds("renewed by the first", () -> generated(first) == 2);
    assertThat(serials(root)).hasSize(2).contains(another);
    assertThat(ListReader.number(list(root))).isGreaterThan(number);
    assertThat(failed(first)).isZero();
  }

  /** Its bytes were there already: the next leader makes the list once more when that is over. */
  @Test
  void aListThatWasPutUnderTheNextLeaderIsReplaced() {
    AuthorityId root = configured();
    held.after = true;
    Serial serial = revoked(first, root);
    advance(GATHERED);
    Until.holds("put, and not on record", () -> held.reached.get() == 1);
    long number = ListReader.number(list(root));
    record.lead(two);
    Until.holds("the other made it", () -> covered(root) == 1);
    Until.holds("under a higher number", () -> ListReader.number(list(root)) > number);
    assertThat(generated(second)).isEqualTo(1);
    held.after = false;
    held.go.countDown();
    advance(Duration.ofMinutes(2));
    Until.holds("once more", () -> generated(second) == 2);
    assertThat(serials(root)).containsExactly(serial);
    assertThat(failed(first)).isZero();
    assertThat(first.metrics.get("sealwright.crl.age").gauge().value()).isZero();
  }

  private AuthorityId configured() {
    AuthorityId root = first.activeRoot();
    Authority seen = first.engine.authority(root).orElseThrow();
    first.engine.update(seen, null, RevocationSettings.NONE.withCrl(SETTINGS), "tester");
    Until.holds("the first list", () -> covered(root) == 0);
    return root;
  }

  private static Serial revoked(TestEngine ca, AuthorityId root) {
    Serial serial = ca.engine.issue(TestEngine.leafOrder(root, "leaf", null));
    ca.engine.revoker().revoke(root, serial, RevocationReason.SUPERSEDED, 99, "tester");
    return serial;
  }

  private void advance(Duration time) {
    first.clock.advance(time);
    second.clock.advance(time);
  }

  /** What the published list covers by the record; -1 without one. */
  private long covered(AuthorityId root) {
    return record.store().attached().crls(root).stream()
        .map(list -> list.last() == null ? -1 : list.last().covered())
        .findFirst()
        .orElse(-1L);
  }

  private X509CRL list(AuthorityId root) {
    return new ListReader(second, buckets, "lists", new OpenSsl(folder))
        .read(root, PublicationHosts.objectKey(root, SETTINGS, CrlScope.COMPLETE));
  }

  private Set<Serial> serials(AuthorityId root) {
    return ListReader.serials(list(root));
  }

  private static double generated(TestEngine ca) {
    return ca.metrics.get("sealwright.crl.generated").counter().count();
  }

  private static double failed(TestEngine ca) {
    return ca.metrics.get("sealwright.crl.failed").counters().stream()
        .mapToDouble(Counter::count)
        .sum();
  }
}
