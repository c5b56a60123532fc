package dev.sealwright.engine.crl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sealwright.engine.HandClock;
import dev.sealwright.engine.ProbeVault;
import dev.sealwright.engine.TestEngine;
import dev.sealwright.engine.Until;
import dev.sealwright.engine.audit.AuditEvent;
import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.authority.CaStatus;
import dev.sealwright.engine.authority.CrlScope;
import dev.sealwright.engine.authority.CrlType;
import dev.sealwright.engine.authority.RevocationSettings;
import dev.sealwright.engine.authority.RevocationSettings.Crl;
import dev.sealwright.engine.bucket.ObjectAcl;
import dev.sealwright.engine.bucket.memory.MemoryBuckets;
import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.key.KeySpec;
import dev.sealwright.engine.key.soft.SoftVault;
import dev.sealwright.engine.store.memory.MemoryStore;
import dev.sealwright.engine.template.PublicationHosts;
import dev.sealwright.engine.x509.Octets;
import dev.sealwright.engine.x509.OpenSsl;
import dev.sealwright.engine.x509.RevocationReason;
import dev.sealwright.engine.x509.Serial;
import dev.sealwright.engine.x509.SignatureAlgorithm;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.X509CRL;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Lists of a whole engine, under a clock that the test turns. */
// The fields are set before each test.
@SuppressWarnings("NullAway.Init")
class PublishedListTest {
  private static final String BUCKET = "lists";
  private static final PublicationHosts HOSTS = new PublicationHosts("pki.example:8081");
  private static final Crl COMPLETE = settings(CrlType.COMPLETE);
  private static final Crl PARTITIONED = settings(CrlType.PARTITIONED);

  /** Half of the freshness: from then on a list is made. */
  private static final Duration GATHERED = Duration.ofMillis(2_500);

  @TempDir private Path folder;
  private final MemoryBuckets buckets = new MemoryBuckets(name -> true);
  private final List<String> news = new CopyOnWriteArrayList<>();
  private final ProbeVault vault = new ProbeVault(new SoftVault("soft", 2, new SecureRandom()));
  private final MemoryStore store = new MemoryStore();
  private TestEngine ca;
  private HandClock clock;
  private ListReader reader;

  @BeforeEach
  void open() {
    CrlObserver observer =
        new CrlObserver() {
          @Override
          public void published(AuthorityId authority, String uri) {
            news.add("published " + uri);
          }

          @Override
          public void failed(AuthorityId authority, String uri, Reason reason) {
            news.add(reason + " " + uri);
            throw new IllegalStateException("an observer that fails");
          }
        };
    ca =
        new TestEngine(
            store,
            vault,
            HOSTS,
            new Publishing(buckets, folder.resolve("scratch"), observer),
            Duration.ZERO);
    clock = ca.clock;
    reader = new ListReader(ca, buckets, BUCKET, new OpenSsl(folder));
  }

  @AfterEach
  void close() {
    ca.close();
    assertThat(folder.resolve("scratch")).isEmptyDirectory();
  }

  private static Crl settings(CrlType type) {
    return new Crl(7, BUCKET, ObjectAcl.PUBLIC_READ, null, null, type, false);
  }

  @ParameterizedTest
  @EnumSource(
      names = {
        "SHA256WITHECDSA",
        "SHA512WITHECDSA",
        "SHA384WITHRSA",
        "SHA256WITHRSA_PSS",
        "ML_DSA_44"
      })
  void theFirstListComesWithTheConfiguration(SignatureAlgorithm algorithm) {
    AuthorityId id =
        ca.activeRoot(
            switch (algorithm.family()) {
              case EC -> KeySpec.EC_P256;
              case RSA -> KeySpec.RSA_2048;
              case ML_DSA -> KeySpec.ML_DSA_44;
            },
            algorithm);
    configure(id, COMPLETE);
    X509CRL list = next(id, key(id), 0);
    Instant now = clock.instant();
    assertThat(ListReader.serials(list)).isEmpty();
    assertThat(ListReader.number(list)).isEqualTo(now.toEpochMilli());
    assertThat(ListReader.point(list)).isEmpty();
    assertThat(list.getThisUpdate())
        .isEqualTo(now.minus(Duration.ofMinutes(60)).truncatedTo(ChronoUnit.SECONDS));
    assertThat(list.getNextUpdate())
        .isEqualTo(now.plus(Duration.ofDays(7)).truncatedTo(ChronoUnit.SECONDS));
    assertThat(buckets.acl(BUCKET, key(id))).contains(ObjectAcl.PUBLIC_READ);
    Until.holds(
        "told", () -> news.equals(List.of("published http://pki.example:8081/lists/" + key(id))));
    assertThat(store.auditEvents(id, 99))
        .last()
        .satisfies(event -> {
          assertThat(event.kind()).isEqualTo(AuditEvent.Kind.CRL_SIGNED);
          assertThat(event.detail())
              .isEqualTo("complete, number " + now.toEpochMilli() + ", entries 0");
        });
  }

  @Test
  void aRevokedCertificateIsInTheNextListAndOpensslRefusesIt() {
    AuthorityId id = ca.activeRoot();
    configure(id, COMPLETE);
    long first = ListReader.number(next(id, key(id), 0));
    Serial good = leaf(id, "good");
    Serial bad = leaf(id, "bad");
    revoke(id, bad, RevocationReason.KEY_COMPROMISE);
    clock.advance(GATHERED);
    X509CRL list = next(id, key(id), first);
    assertThat(ListReader.serials(list)).containsExactly(bad);
    assertThat(list.getRevokedCertificate(bad.toInteger()).getRevocationReason())
        .isEqualTo(java.security.cert.CRLReason.KEY_COMPROMISE);
    assertThat(verified(id, good, key(id))).contains(": OK");
    assertThat(verified(id, bad, key(id))).contains("certificate revoked");
  }

  @Test
  void revocationsAreGathered() {
    AuthorityId id = ca.activeRoot();
    configure(id, COMPLETE);
    long first = ListReader.number(next(id, key(id), 0));
    for (int i = 0; i < 20; i++) {
      revoke(id, leaf(id, "leaf " + i), RevocationReason.UNSPECIFIED);
    }
    clock.advance(GATHERED);
    assertThat(ListReader.serials(next(id, key(id), first))).hasSize(20);
    Until.holds("two lists", () -> generated() == 2);
  }

  @Test
  void aListIsRenewedAndAnExpiredCertificateIsInOneMore() {
    AuthorityId id = ca.activeRoot();
    configure(id, COMPLETE);
    long number = ListReader.number(next(id, key(id), 0));
    Serial serial = leaf(id, "for 30 days");
    revoke(id, serial, RevocationReason.SUPERSEDED);
    clock.advance(GATHERED);
    number = ListReader.number(next(id, key(id), number));
    clock.advance(Duration.ofDays(29));
    X509CRL valid = next(id, key(id), number);
    assertThat(ListReader.serials(valid)).containsExactly(serial);
    clock.advance(Duration.ofDays(4));
    X509CRL onceMore = next(id, key(id), ListReader.number(valid));
    assertThat(ListReader.serials(onceMore)).containsExactly(serial);
    clock.advance(Duration.ofHours(84));
    X509CRL without = next(id, key(id), ListReader.number(onceMore));
    assertThat(ListReader.serials(without)).isEmpty();
  }

  /** INVARIANT I10: a list of the future is no reason to leave out what has not expired. */
  @Test
  void aClockThatIsTurnedBackLosesNoRevocation() {
    AuthorityId id = ca.activeRoot();
    configure(id, COMPLETE);
    long number = ListReader.number(next(id, key(id), 0));
    Serial serial = leaf(id, "for 30 days");
    revoke(id, serial, RevocationReason.KEY_COMPROMISE);
    clock.advance(GATHERED);
    number = ListReader.number(next(id, key(id), number));
    clock.advance(Duration.ofDays(31));
    number = ListReader.number(next(id, key(id), number));
    clock.advance(Duration.ofDays(-31));
    assertThat(ListReader.serials(next(id, key(id), number))).containsExactly(serial);
  }

  @Test
  void aBucketThatRefusesIsTriedAgainAndTheOldListStays() {
    AuthorityId id = ca.activeRoot();
    configure(id, COMPLETE);
    X509CRL first = next(id, key(id), 0);
    Serial serial = leaf(id, "leaf");
    buckets.refuse(BUCKET);
    revoke(id, serial, RevocationReason.UNSPECIFIED);
    clock.advance(GATHERED);
    Until.holds("refused once", () -> failed("bucket") == 1);
    clock.advance(Duration.ofSeconds(1));
    Until.holds("refused twice", () -> failed("bucket") == 2);
    assertThat(ListReader.number(reader.read(id, key(id)))).isEqualTo(ListReader.number(first));
    assertThat(ca.metrics.get("sealwright.crl.age").gauge().value()).isEqualTo(3.5);
    Until.holds("told", () -> news.contains("BUCKET http://pki.example:8081/lists/" + key(id)));

    buckets.allow(BUCKET);
    clock.advance(Duration.ofSeconds(2));
    X509CRL list = next(id, key(id), ListReader.number(first));
    assertThat(ListReader.serials(list)).containsExactly(serial);
    Until.holds("young", () -> ca.metrics.get("sealwright.crl.age").gauge().value() == 0);
  }

  @Test
  void anotherBucketIsTriedAtOnce() {
    AuthorityId id = ca.activeRoot();
    buckets.refuse(BUCKET);
    configure(id, COMPLETE);
    Until.holds("refused", () -> failed("bucket") == 1);
    configure(
        id,
        new Crl(
            7,
            "other-lists",
            ObjectAcl.BUCKET_OWNER_FULL_CONTROL,
            null,
            "a/b",
            CrlType.COMPLETE,
            false));
    Until.holds("there", () -> buckets.object("other-lists", "a/b/" + id + ".crl").isPresent());
    assertThat(buckets.acl("other-lists", "a/b/" + id + ".crl"))
        .contains(ObjectAcl.BUCKET_OWNER_FULL_CONTROL);
  }

  @Test
  void aDisabledAuthorityGoesOnADeletedOneDoesNot() {
    AuthorityId id = ca.activeRoot();
    AuthorityId other = ca.activeRoot();
    configure(id, COMPLETE);
    configure(other, COMPLETE);
    long number = ListReader.number(next(id, key(id), 0));
    long others = ListReader.number(next(other, key(other), 0));
    Serial serial = leaf(id, "leaf");
    ca.engine.update(authority(id), CaStatus.DISABLED, authority(id).revocation(), "tester");
    revoke(id, serial, RevocationReason.UNSPECIFIED);
    clock.advance(GATHERED);
    X509CRL last = next(id, key(id), number);
    assertThat(ListReader.serials(last)).containsExactly(serial);

    ca.engine.delete(authority(id), Duration.ofDays(30), "tester");
    for (int i = 0; i < 2; i++) {
      clock.advance(Duration.ofDays(4));
      others = ListReader.number(next(other, key(other), others));
    }
    assertThat(ListReader.number(reader.read(id, key(id)))).isEqualTo(ListReader.number(last));

    ca.engine.restore(id, "tester");
    assertThat(ListReader.serials(next(id, key(id), ListReader.number(last))))
        .containsExactly(serial);
  }

  /** INVARIANT I3. */
  @Test
  void aWrongSignatureNeverReachesABucket() {
    AuthorityId id = ca.activeRoot();
    vault.onSignDigest((session, key, algorithm, digest) -> {
      byte[] other = digest.clone();
      other[0] ^= 1;
      return session.signDigest(key, algorithm, other);
    });
    configure(id, COMPLETE);
    Until.holds("failed", () -> failed("internal") >= 1);
    assertThat(reader.der(key(id))).isEmpty();
    Until.holds("told", () -> news.contains("GENERATING http://pki.example:8081/lists/" + key(id)));
    assertThat(generated()).isZero();
  }

  @Test
  void aPartitionHasItsListAndTheCompleteOneIsForTheRest() {
    AuthorityId id = ca.activeRoot();
    Serial before = leaf(id, "before");
    configure(id, PARTITIONED);
    X509CRL complete = next(id, key(id), 0);
    assertThat(ListReader.point(complete)).contains("http://pki.example:8081/lists/" + key(id));
    String partition = PublicationHosts.objectKey(id, PARTITIONED, new CrlScope(0));
    assertThat(reader.der(partition)).as("nobody is bound to it yet").isEmpty();

    Serial good = leaf(id, "good");
    Serial bad = leaf(id, "bad");
    X509CRL empty = next(id, partition, 0);
    assertThat(ListReader.point(empty)).contains("http://pki.example:8081/lists/" + partition);
    revoke(id, bad, RevocationReason.UNSPECIFIED);
    revoke(id, before, RevocationReason.UNSPECIFIED);
    clock.advance(GATHERED);
    assertThat(ListReader.serials(next(id, partition, ListReader.number(empty))))
        .containsExactly(bad);
    X509CRL rest = next(id, key(id), ListReader.number(complete));
    assertThat(ListReader.serials(rest)).containsExactly(before);
    // openssl holds the certificate's distribution point against that of the list.
    assertThat(verified(id, good, partition)).contains(": OK");
    assertThat(verified(id, bad, partition)).contains("certificate revoked");
    assertThat(verified(id, good, key(id))).contains("different CRL scope");
    assertThat(verified(id, before, key(id))).doesNotContain(": OK");
  }

  @Test
  void afterAReturnToCompleteListsPartitionsStayAsTheyAre() {
    AuthorityId id = ca.activeRoot();
    configure(id, PARTITIONED);
    Serial bound = leaf(id, "bound");
    String partition = PublicationHosts.objectKey(id, PARTITIONED, new CrlScope(0));
    X509CRL last = next(id, partition, 0);
    long number = ListReader.number(next(id, key(id), 0));
    configure(id, COMPLETE);
    assertThatThrownBy(() -> revoke(id, bound, RevocationReason.UNSPECIFIED))
        .isInstanceOfSatisfying(
            CaException.class, e -> assertThat(e.failure()).isEqualTo(Failure.INVALID_STATE));
    Serial free = leaf(id, "free");
    revoke(id, free, RevocationReason.UNSPECIFIED);
    clock.advance(GATHERED);
    X509CRL complete = next(id, key(id), number);
    assertThat(ListReader.serials(complete)).containsExactly(free);
    assertThat(ListReader.point(complete)).as("it is not for those of partitions").isPresent();
    assertThat(ListReader.number(reader.read(id, partition))).isEqualTo(ListReader.number(last));

    configure(id, PARTITIONED);
    revoke(id, bound, RevocationReason.UNSPECIFIED);
    clock.advance(GATHERED);
    assertThat(ListReader.serials(next(id, partition, ListReader.number(last))))
        .containsExactly(bound);
  }

  private void configure(AuthorityId id, Crl crl) {
    ca.engine.update(authority(id), null, RevocationSettings.NONE.withCrl(crl), "tester");
  }

  private Authority authority(AuthorityId id) {
    return ca.engine.authority(id).orElseThrow();
  }

  private Serial leaf(AuthorityId id, String name) {
    return ca.engine.issue(TestEngine.leafOrder(id, name, null));
  }

  private void revoke(AuthorityId id, Serial serial, RevocationReason reason) {
    ca.engine.revoker().revoke(id, serial, reason, Long.MAX_VALUE, "tester");
  }

  private static String key(AuthorityId id) {
    return PublicationHosts.objectKey(id, COMPLETE, CrlScope.COMPLETE);
  }

  /** Waits for a list with a higher number. */
  private X509CRL next(AuthorityId id, String key, long number) {
    Until.holds(
        "a list after " + number + " as " + key,
        () -> {
          Optional<Octets> der = reader.der(key);
          return der.isPresent() && ListReader.number(ListReader.parse(der.get())) > number;
        });
    return reader.read(id, key);
  }

  /** What openssl says of a certificate, with the list under the key. */
  private String verified(AuthorityId id, Serial serial, String key) {
    reader.read(id, key); // leaves list.der and ca.pem
    reader
        .openSsl()
        .write(
            "leaf.pem", TestEngine.pem(ca.engine.certificate(id, serial).certificate()).toArray());
    reader.openSsl().run("crl", "-inform", "DER", "-in", "list.der", "-out", "list.pem");
    return reader
        .openSsl()
        .attempt(
            "verify",
            "-attime",
            Long.toString(clock.instant().getEpochSecond()),
            "-crl_check",
            "-extended_crl",
            "-CAfile",
            "ca.pem",
            "-CRLfile",
            "list.pem",
            "leaf.pem")
        .text();
  }

  private double generated() {
    return ca.metrics.get("sealwright.crl.generated").counter().count();
  }

  private double failed(String reason) {
    return ca.metrics.get("sealwright.crl.failed").tag("reason", reason).counter().count();
  }
}
