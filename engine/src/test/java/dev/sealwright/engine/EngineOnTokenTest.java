package dev.sealwright.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealwright.engine.audit.AuditEvent;
import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.authority.CaStatus;
import dev.sealwright.engine.key.KeySpec;
import dev.sealwright.engine.key.pkcs11.Attribute;
import dev.sealwright.engine.key.pkcs11.Cryptoki;
import dev.sealwright.engine.key.pkcs11.CryptokiSession;
import dev.sealwright.engine.key.pkcs11.Pkcs11;
import dev.sealwright.engine.key.pkcs11.SoftHsmFixture;
import dev.sealwright.engine.store.Outcome;
import dev.sealwright.engine.store.StoreFixtures;
import dev.sealwright.engine.store.embedded.SqliteStore;
import dev.sealwright.engine.store.memory.MemoryStore;
import dev.sealwright.engine.x509.OpenSsl;
import dev.sealwright.engine.x509.Serial;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The engine over what users run: a token and a store on disk, many callers at once. */
@Timeout(300)
class EngineOnTokenTest {
  private static final int CALLERS = 32;
  private static final int EACH = 16;

  @TempDir Path folder;

  @Test
  void manyCallersGetEachTheirOwnVerifiedCertificate() throws Exception {
    Path file = folder.resolve("store.db");
    AuthorityId root;
    X509Certificate issuer;
    Set<Serial> serials = new HashSet<>();
    try (TestEngine ca = new TestEngine(SqliteStore.open(file), SoftHsmFixture.vault())) {
      root = ca.activeRoot();
      issuer = parse(ca.engine.caCertificate(root).orElseThrow().certificate().toArray());
      AuthorityId id = root;
      try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
        List<Future<List<Serial>>> answers = new ArrayList<>();
        for (int caller = 0; caller < CALLERS; caller++) {
          String name = "caller" + caller;
          answers.add(
              threads.submit(() -> {
                List<Serial> mine = new ArrayList<>();
                for (int i = 0; i < EACH; i++) {
                  mine.add(ca.engine.issue(TestEngine.leafOrder(id, name + "-" + i, null)));
                }
                return mine;
              }));
        }
        for (Future<List<Serial>> answer : answers) {
          serials.addAll(answer.get());
        }
      }
      assertThat(serials).as("INVARIANT I5").hasSize(CALLERS * EACH);
      assertThat(ca.metrics.get("sealwright.commit.batch").summary().max())
          .as("commits are shared")
          .isGreaterThan(1);
    }

    // Everything is there for the next process, and judged by others than us.
    try (SqliteStore store = SqliteStore.open(file)) {
      assertThat(store.openReservations(10)).isEmpty();
      assertThat(store.auditEvents(root, 10_000))
          .filteredOn(event -> event.kind() == AuditEvent.Kind.CERTIFICATE_ISSUED)
          .hasSize(CALLERS * EACH + 1);
    }
    try (TestEngine again = new TestEngine(SqliteStore.open(file), SoftHsmFixture.vault())) {
      byte[] last = {};
      for (Serial serial : serials) {
        last = again.engine.certificate(root, serial).certificate().toArray();
        X509Certificate certificate = parse(last);
        certificate.verify(issuer.getPublicKey());
        assertThat(certificate.getSerialNumber()).isEqualTo(serial.toInteger());
        assertThat(certificate.getBasicConstraints()).isEqualTo(-1);
      }
      OpenSsl openssl = new OpenSsl(folder);
      openssl.write("root.der", issuer.getEncoded());
      openssl.write("leaf.der", last);
      openssl.run("x509", "-inform", "DER", "-in", "root.der", "-out", "root.pem");
      openssl.run("x509", "-inform", "DER", "-in", "leaf.der", "-out", "leaf.pem");
      // The engine's clock stands at a fixed day, so openssl is asked about that day.
      String day = Long.toString(again.clock.instant().getEpochSecond());
      assertThat(openssl.run("verify", "-attime", day, "-CAfile", "root.pem", "leaf.pem"))
          .contains("leaf.pem: OK");
    }
  }

  @Test
  void halfAKeyPairLeftByACrashIsMadeAnew() {
    AuthorityId id = new AuthorityId(UUID.randomUUID());
    try (var vault = SoftHsmFixture.vault();
        var session = vault.open()) {
      session.generate(id.keyId(), KeySpec.EC_P256);
      destroyPublicHalf(id);
      assertThat(session.find(id.keyId())).isEmpty();
    }
    MemoryStore store = new MemoryStore();
    Authority left =
        Authority.creating(
            id, TestEngine.OWNER, Instant.parse("2026-11-22T09:00:00Z"), StoreFixtures.settings());
    assertThat(store.commit(List.of(StoreFixtures.creation(left))))
        .containsExactly(Outcome.APPLIED);
    try (TestEngine ca = new TestEngine(store, SoftHsmFixture.vault())) {
      Until.holds("the key is made", () -> ca.status(id) == CaStatus.PENDING_CERTIFICATE);
      assertThat(ca.engine.csr(id)).isPresent();
    }
  }

  @Test
  void anEndedCaLeavesNothingOnTheToken() {
    Path file = folder.resolve("ended.db");
    try (TestEngine ca = new TestEngine(SqliteStore.open(file), SoftHsmFixture.vault())) {
      AuthorityId ended = ca.activeRoot();
      AuthorityId other = ca.activeRoot();
      Authority active = ca.engine.authority(ended).orElseThrow();
      ca.engine.update(active, CaStatus.DISABLED, active.revocation(), "tester");
      Authority disabled = ca.engine.authority(ended).orElseThrow();
      ca.engine.delete(disabled, Duration.ofDays(7), "tester");
      assertThat(privateKeys(ended)).isEqualTo(1);
      ca.clock.advance(Duration.ofDays(7));

      assertThat(ca.engine.sweep()).isEqualTo(1);

      assertThat(privateKeys(ended)).isZero();
      assertThat(privateKeys(other)).isEqualTo(1);
      assertThat(ca.engine.issue(TestEngine.leafOrder(other, "still", null))).isNotNull();
    }
  }

  /** Asked of the module itself, beside the vault. */
  private static int privateKeys(AuthorityId id) {
    Cryptoki module = SoftHsmFixture.cryptoki();
    for (long slot : module.slotsWithToken()) {
      if (module.tokenInfo(slot).label().equals(SoftHsmFixture.token().config().label())) {
        try (CryptokiSession session = module.openSession(slot)) {
          return session.find(
                  List.of(
                      new Attribute.Count(Pkcs11.CKA_CLASS, Pkcs11.CKO_PRIVATE_KEY),
                      Attribute.Bytes.of(Pkcs11.CKA_ID, id.keyId().toArray())),
                  2)
              .length;
        }
      }
    }
    throw new AssertionError("the token is not there");
  }

  /**
   * What a crash in the middle of C_GenerateKeyPair may leave; the login holds for all sessions.
   */
  private static void destroyPublicHalf(AuthorityId id) {
    Cryptoki module = SoftHsmFixture.cryptoki();
    for (long slot : module.slotsWithToken()) {
      if (module.tokenInfo(slot).label().equals(SoftHsmFixture.token().config().label())) {
        try (CryptokiSession session = module.openSession(slot)) {
          long[] found =
              session.find(
                  List.of(
                      new Attribute.Count(Pkcs11.CKA_CLASS, Pkcs11.CKO_PUBLIC_KEY),
                      Attribute.Bytes.of(Pkcs11.CKA_ID, id.keyId().toArray())),
                  2);
          assertThat(found).hasSize(1);
          session.destroy(found[0]);
        }
      }
    }
  }

  private static X509Certificate parse(byte[] der) throws Exception {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
  }
}
