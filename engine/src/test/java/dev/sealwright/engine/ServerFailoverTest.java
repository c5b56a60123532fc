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
import dev.sealwright.engine.x509.OpenSsl;
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
import java.security.cert.X509Certificate;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
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
          requireOnRecord(cluster, "after the leader's server was killed");
          revokeOne(nodes, root, "load-1-0");
          phase("the leader's server (" + leader + ") and Patroni killed", callers);

          cluster.restart(leader);
          String standby = cluster.killSynchronousStandby();
          callers.await(200);
          requireOnRecord(cluster, "after the standby was killed");
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
        Until.holds(
            "nothing open", () -> count(cluster, "SELECT count(*) FROM open_reservation") == 0);
        watch.requireWell();
        report.add("lists published, with rising numbers: " + watch.numbers.size());
        requireKept(two, root);
        requireOneEach(cluster);
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
  private void requireOnRecord(PatroniCluster cluster, String when) {
    Set<Serial> before = new HashSet<>(acknowledged.values());
    Set<String> found = new HashSet<>(rows(cluster, "SELECT encode(serial, 'hex') FROM seal"));
    assertThat(before).as(when).allSatisfy(serial -> assertThat(found).contains(serial.hex()));
    report.add(when + " all " + before.size() + " acknowledged are on " + cluster.leader());
  }

  private void requireKept(TestEngine node, AuthorityId root) throws Exception {
    byte[] own = node.engine.caCertificate(root).orElseThrow().certificate().toArray();
    PublicKey issuer = certificate(own).getPublicKey();
    byte[] last = own;
    for (Map.Entry<String, Serial> each : acknowledged.entrySet()) {
      last = node.engine.certificate(root, each.getValue()).certificate().toArray();
      X509Certificate certificate = certificate(last);
      certificate.verify(issuer);
      assertThat(certificate.getSerialNumber()).isEqualTo(each.getValue().toInteger());
      assertThat(certificate.getSubjectX500Principal().getName()).isEqualTo("CN=" + each.getKey());
    }
    OpenSsl openssl = new OpenSsl(folder);
    openssl.write("root.der", own);
    openssl.write("leaf.der", last);
    openssl.run("x509", "-inform", "DER", "-in", "root.der", "-out", "root.pem");
    openssl.run("x509", "-inform", "DER", "-in", "leaf.der", "-out", "leaf.pem");
    assertThat(openssl.run("verify", "-CAfile", "root.pem", "leaf.pem")).contains("leaf.pem: OK");
  }

  private void requireOneEach(PatroniCluster cluster) {
    Map<String, String> held = new HashMap<>();
    for (String row : rows(cluster, "SELECT token || ' ' || resource FROM claim")) {
      String[] words = row.split(" ", -1);
      held.put(words[0], words[1]);
    }
    acknowledged.forEach((token, serial) -> assertThat(held).containsEntry(token, serial.hex()));
    long certificates = count(cluster, "SELECT count(*) FROM certificate");
    assertThat(certificates).isEqualTo(held.size() + 1L); // the root's
    assertThat(count(cluster, "SELECT count(*) FROM seal")).isEqualTo(certificates);
    assertThat(count(cluster, "SELECT count(DISTINCT serial) FROM certificate"))
        .isEqualTo(certificates);
    assertThat(count(cluster, "SELECT count(*) FROM audit_event WHERE kind = 'CERTIFICATE_ISSUED'"))
        .isEqualTo(certificates);
    assertThat(count(cluster, "SELECT sum(issued) FROM issued_count")).isEqualTo(certificates);
    report.add(
        acknowledged.size()
            + " acknowledged in the end, all there; certificates "
            + certificates
            + ", each once; leader epochs "
            + count(cluster, "SELECT epoch FROM leader"));
  }

  private static X509Certificate certificate(byte[] der) throws GeneralSecurityException {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
  }

  private static long count(PatroniCluster cluster, String query) {
    return Long.parseLong(rows(cluster, query).getFirst());
  }

  private static List<String> rows(PatroniCluster cluster, String query) {
    try (Connection connection = cluster.database().connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      List<String> rows = new ArrayList<>();
      while (row.next()) {
        rows.add(row.getString(1));
      }
      return rows;
    } catch (SQLException e) {
      throw new IllegalStateException(query, e);
    }
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
          certificate(
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
