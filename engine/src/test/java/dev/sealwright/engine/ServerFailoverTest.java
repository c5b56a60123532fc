package dev.sealwright.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.authority.CrlScope;
import dev.sealwright.engine.authority.CrlType;
import dev.sealwright.engine.authority.RevocationSettings;
import dev.sealwright.engine.authority.RevocationSettings.Crl;
import dev.sealwright.engine.bucket.ObjectAcl;
import dev.sealwright.engine.bucket.folder.FolderBuckets;
import dev.sealwright.engine.crl.Publishing;
import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.key.soft.SoftVault;
import dev.sealwright.engine.store.postgres.PatroniCluster;
import dev.sealwright.engine.store.postgres.PostgresSettings;
import dev.sealwright.engine.store.postgres.PostgresStore;
import dev.sealwright.engine.store.postgres.TestDatabase;
import dev.sealwright.engine.template.PublicationHosts;
import dev.sealwright.engine.x509.RevocationReason;
import dev.sealwright.engine.x509.Serial;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1OctetString;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two nodes at work over the cluster of docs/cluster.md while its servers are killed one after
 * another: nothing that was acknowledged is lost, and the work goes on by itself.
 */
@Tag("cluster")
@Timeout(420)
class ServerFailoverTest {
  private static final PublicationHosts HOSTS = new PublicationHosts("pki.example");
  private static final Crl LISTS =
      new Crl(7, "lists", ObjectAcl.PUBLIC_READ, null, null, CrlType.COMPLETE, false);

  @TempDir private Path folder;
  private final SoftVault keys = new SoftVault("soft", 2, new SecureRandom());
  private final Map<String, Serial> acknowledged = new ConcurrentHashMap<>();
  private final List<String> report = new ArrayList<>();

  @Test
  void whateverServerIsKilledNothingAcknowledgedIsLost() throws Exception {
    try (PatroniCluster cluster = PatroniCluster.start();
        TestEngine one = node(cluster.database(), "one");
        TestEngine two = node(cluster.database(), "two")) {
      List<TestEngine> nodes = List.of(one, two);
      RecordCheck check = new RecordCheck(cluster.database(), folder);
      AuthorityId root = one.activeRoot();
      one.engine.update(
          one.engine.authority(root).orElseThrow(),
          null,
          RevocationSettings.NONE.withCrl(LISTS),
          "tester");
      try (Watch watch = new Watch(nodes, root)) {
        Until.holds("a first list", () -> !watch.numbers.isEmpty());
        try (Callers callers = new Callers(nodes, root, "load", 6, acknowledged::put)) {
          callers.await(100);
          revokeOne(nodes, root, "load-0-0");
          phase("before", callers);

          String leader = cluster.killLeader();
          callers.await(200);
          requireOnRecord(check, cluster, "after the leader's server was killed");
          revokeOne(nodes, root, "load-1-0");
          phase("the leader's server (" + leader + ") and Patroni killed", callers);

          cluster.restart(leader);
          String standby = cluster.killSynchronousStandby();
          callers.await(200);
          requireOnRecord(check, cluster, "after the standby was killed");
          revokeOne(nodes, root, "load-2-0");
          phase("the synchronous standby (" + standby + ") killed", callers);

          cluster.resume();
          callers.await(100);
          phase("all restarted", callers);
        }
        for (TestEngine node : nodes) {
          Until.holds("it is well", () -> node.engine.troubles().isEmpty());
        }
        Until.holds("a list of all three", () -> watch.revoked.get() == 3);
        check.awaitNothingOpen();
        watch.requireWell();
        report.add("lists published, with rising numbers: " + watch.numbers.size());
        check.requireKept(two, root, acknowledged);
        report.add(
            "%d certificates acknowledged, all there among %d, each once; epoch %d of who leads"
                .formatted(
                    acknowledged.size(),
                    check.requireOneEach(acknowledged),
                    check.count("SELECT epoch FROM leader")));
      }
    }
    report.forEach(line -> System.out.println("ServerFailoverTest: " + line));
  }

  private TestEngine node(TestDatabase database, String name) throws IOException {
    PostgresSettings settings =
        PostgresSettings.of(database.url(), name)
            .as(database.user(), database.password())
            .withLease(Duration.ofSeconds(4));
    return new TestEngine(
        PostgresStore.open(settings),
        keys,
        HOSTS,
        new Publishing(
            new FolderBuckets(folder.resolve("buckets"), true), folder.resolve("scratch-" + name)),
        Duration.between(TestEngine.START, Instant.now()));
  }

  private void phase(String what, Callers callers) {
    report.add(
        "%s: %d certificates acknowledged so far, %d refusals, longest time without one %d ms"
            .formatted(
                what,
                callers.acknowledged().size(),
                callers.refusals(),
                callers.longestGap().toMillis()));
  }

  /** At any node, as often as it takes. */
  private void revokeOne(List<TestEngine> nodes, AuthorityId root, String token) {
    Serial serial = Objects.requireNonNull(acknowledged.get(token));
    AtomicInteger attempt = new AtomicInteger();
    Until.holds(
        "revoked",
        () -> {
          try {
            nodes
                .get(attempt.getAndIncrement() % nodes.size())
                .engine
                .revoker()
                .revoke(root, serial, RevocationReason.SUPERSEDED, 99, "tester");
            return true;
          } catch (CaException e) {
            return switch (e.failure()) {
              case ALREADY_PROCESSED -> true;
              case STORE_UNAVAILABLE, OUTCOME_UNKNOWN, IN_PROGRESS, BUSY -> false;
              default -> throw e;
            };
          }
        });
  }

  /** On the server that leads now, of all that was acknowledged up to now. */
  private void requireOnRecord(RecordCheck check, PatroniCluster cluster, String when) {
    Set<Serial> before = new HashSet<>(acknowledged.values());
    Set<String> found = new HashSet<>(check.rows("SELECT encode(serial, 'hex') FROM seal"));
    assertThat(before).as(when).allSatisfy(serial -> assertThat(found).contains(serial.hex()));
    report.add(when + " all " + before.size() + " acknowledged are on " + cluster.leader());
  }

  /** Looks at the published list and at who leads, all the time, while it lets the clocks go on. */
  private final class Watch implements AutoCloseable {
    private final List<TestEngine> nodes;
    private final Path list;
    private final PublicKey issuer;
    private final List<BigInteger> numbers = new CopyOnWriteArrayList<>();
    private final List<String> wrong = new CopyOnWriteArrayList<>();
    private final AtomicInteger revoked = new AtomicInteger();
    private final Thread thread;
    private volatile boolean stopping;

    Watch(List<TestEngine> nodes, AuthorityId root) throws GeneralSecurityException {
      this.nodes = nodes;
      this.list =
          folder
              .resolve("buckets/lists")
              .resolve(PublicationHosts.objectKey(root, LISTS, CrlScope.COMPLETE));
      this.issuer =
          RecordCheck.certificate(
                  nodes.getFirst().engine.caCertificate(root).orElseThrow().certificate().toArray())
              .getPublicKey();
      this.thread = Thread.ofPlatform().name("watch").start(this::run);
    }

    private void run() {
      long last = System.nanoTime();
      while (!stopping) {
        try {
          Thread.sleep(20);
          long now = System.nanoTime();
          Duration passed = Duration.ofNanos(now - last);
          last = now;
          nodes.forEach(node -> node.clock.advance(passed));
          lookForLeaders();
          lookAtList();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          return;
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
          wrong.add(e.toString());
        }
      }
    }

    /** One that led before and after led in between. */
    private void lookForLeaders() {
      boolean before = nodes.getFirst().engine.leads();
      boolean other = nodes.getLast().engine.leads();
      if (before && other && nodes.getFirst().engine.leads()) {
        wrong.add("two lead");
      }
    }

    private void lookAtList() throws IOException, GeneralSecurityException {
      if (!Files.exists(list)) {
        return;
      }
      X509CRL crl =
          (X509CRL)
              CertificateFactory.getInstance("X.509")
                  .generateCRL(new ByteArrayInputStream(Files.readAllBytes(list)));
      crl.verify(issuer);
      BigInteger number =
          ASN1Integer.getInstance(
                  ASN1OctetString.getInstance(crl.getExtensionValue("2.5.29.20")).getOctets())
              .getValue();
      BigInteger last = numbers.isEmpty() ? BigInteger.ZERO : numbers.getLast();
      if (number.compareTo(last) < 0) {
        wrong.add("list " + number + " after " + last);
      } else if (number.compareTo(last) > 0) {
        numbers.add(number);
      }
      var entries = crl.getRevokedCertificates();
      revoked.set(entries == null ? 0 : entries.size());
    }

    void requireWell() {
      assertThat(wrong).isEmpty();
    }

    @Override
    public void close() {
      stopping = true;
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
