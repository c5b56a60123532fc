package dev.sealwright.engine.issue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealwright.engine.ProbeStore;
import dev.sealwright.engine.TestEngine;
import dev.sealwright.engine.audit.AuditEvent;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.authority.AuthorityType;
import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.key.KeySpec;
import dev.sealwright.engine.key.soft.SoftVault;
import dev.sealwright.engine.order.Order;
import dev.sealwright.engine.store.Claim;
import dev.sealwright.engine.store.Mutation;
import dev.sealwright.engine.store.memory.MemoryStore;
import dev.sealwright.engine.template.Passthrough;
import dev.sealwright.engine.template.Period;
import dev.sealwright.engine.template.PeriodType;
import dev.sealwright.engine.x509.Attribute;
import dev.sealwright.engine.x509.Extension;
import dev.sealwright.engine.x509.GeneralName;
import dev.sealwright.engine.x509.Name;
import dev.sealwright.engine.x509.Octets;
import dev.sealwright.engine.x509.OpenSsl;
import dev.sealwright.engine.x509.Pem;
import dev.sealwright.engine.x509.Serial;
import dev.sealwright.engine.x509.SignatureAlgorithm;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Names that the constraints above a CA do not allow: accepted, on record, and never signed. */
@Timeout(120)
class LateFailureTest {
  /** Permitted: the DNS name example.com and all below. */
  private static final Extension EXAMPLE_ONLY =
      new Extension(
          Extension.NAME_CONSTRAINTS,
          true,
          Octets.copyOf(HexFormat.of().parseHex("3011a00f300d820b6578616d706c652e636f6d")));

  private final ProbeStore store = new ProbeStore(new MemoryStore());
  private final SoftVault vault = new SoftVault("soft", 2, new SecureRandom());

  @Test
  void failsOnRecordAndKeepsItsToken(@TempDir Path folder) {
    try (TestEngine ca = new TestEngine(store, vault)) {
      AuthorityId below = constrained(ca);
      Claim claim = claim(ca);
      Serial failed = ca.engine.issue(order(below, "evil.example", claim));
      LineTest.assertFailure(Failure.REQUEST_FAILED, () -> ca.engine.certificate(below, failed));
      var stored = store.certificate(below, failed).orElseThrow();
      assertThat(stored.failure()).isEqualTo("a dNSName is not permitted by the name constraints");
      assertThat(stored.signature()).isNull();
      AuditEvent last = store.auditEvents(below, 100).getLast();
      assertThat(last.kind()).isEqualTo(AuditEvent.Kind.ISSUANCE_FAILED);
      assertThat(last.serial()).isEqualTo(failed);
      // INVARIANT I12: the retry would fail the same way, so it is the same certificate.
      assertThat(ca.engine.issue(order(below, "evil.example", claim))).isEqualTo(failed);

      Serial good = ca.engine.issue(order(below, "www.example.com", null));
      var issued = ca.engine.certificate(below, good);
      OpenSsl openssl = new OpenSsl(folder);
      openssl.write("leaf.pem", Pem.encode(Pem.CERTIFICATE, issued.certificate()));
      openssl.write("middle.pem", Pem.encode(Pem.CERTIFICATE, issued.chain().getFirst()));
      openssl.write("root.pem", Pem.encode(Pem.CERTIFICATE, issued.chain().getLast()));
      assertThat(
              openssl.run(
                  "verify",
                  "-x509_strict",
                  "-attime",
                  "1795600000",
                  "-CAfile",
                  "root.pem",
                  "-untrusted",
                  "middle.pem",
                  "leaf.pem"))
          .contains("leaf.pem: OK");
    }
  }

  /** A crash between reservation and closure makes no certificate of it. */
  @Test
  void aCrashBeforeTheClosureDoesNotSign() {
    AuthorityId below;
    try (TestEngine first = new TestEngine(store, vault)) {
      below = constrained(first);
      store.beforeCommit(batch -> {
        if (batch.stream().anyMatch(Mutation.Close.class::isInstance)) {
          throw new CaException(Failure.STORE_UNAVAILABLE, "power cut");
        }
      });
      LineTest.assertFailure(
          Failure.OUTCOME_UNKNOWN,
          () -> first.engine.issue(order(below, "evil.example", claim(first))));
      store.beforeCommit(batch -> {});
    }
    Serial open = store.openReservations(10).getFirst().serial();
    try (TestEngine second = new TestEngine(store, vault)) {
      assertThat(store.openReservations(10)).isEmpty();
      LineTest.assertFailure(Failure.REQUEST_FAILED, () -> second.engine.certificate(below, open));
      // INVARIANT I12.
      assertThat(second.engine.issue(order(below, "evil.example", claim(second)))).isEqualTo(open);
    }
  }

  /** A new certificate with other constraints is a new version of the CA: nothing old is used. */
  @Test
  void constraintsAreThoseOfTheCertificateInstalledNow() {
    try (TestEngine ca = new TestEngine(store, vault)) {
      AuthorityId root = ca.activeRoot();
      AuthorityId below =
          ca.pending(
              AuthorityType.SUBORDINATE, KeySpec.EC_P384, SignatureAlgorithm.SHA256WITHECDSA);
      certify(ca, root, below, List.of());
      Serial free = ca.engine.issue(order(below, "evil.example", null));
      assertThat(ca.engine.certificate(below, free).certificate()).isNotNull();
      certify(ca, root, below, List.of(EXAMPLE_ONLY));
      Serial failed = ca.engine.issue(order(below, "evil.example", null));
      LineTest.assertFailure(Failure.REQUEST_FAILED, () -> ca.engine.certificate(below, failed));
    }
  }

  private static AuthorityId constrained(TestEngine ca) {
    AuthorityId root = ca.activeRoot();
    AuthorityId below =
        ca.pending(AuthorityType.SUBORDINATE, KeySpec.EC_P384, SignatureAlgorithm.SHA256WITHECDSA);
    certify(ca, root, below, List.of(EXAMPLE_ONLY));
    return below;
  }

  private static void certify(
      TestEngine ca, AuthorityId root, AuthorityId below, List<Extension> extensions) {
    Serial serial =
        ca.engine.issue(
            new Order(
                root,
                TestEngine.pem(ca.engine.csr(below).orElseThrow(), Pem.CERTIFICATE_REQUEST),
                SignatureAlgorithm.SHA256WITHECDSA,
                "SubordinateCACertificate_PathLen0_APIPassthrough/V1",
                new Passthrough(null, extensions),
                new Period(PeriodType.YEARS, 1),
                null,
                null,
                "tester"));
    var issued = ca.engine.certificate(root, serial);
    ca.engine.importCertificate(
        below,
        TestEngine.pem(issued.certificate()),
        TestEngine.pem(issued.chain().getFirst()),
        "tester");
  }

  private static Order order(AuthorityId ca, String dns, @Nullable Claim claim) {
    Order plain = TestEngine.leafOrder(ca, "any", claim);
    return new Order(
        ca,
        plain.csr(),
        plain.algorithm(),
        "EndEntityCertificate_APIPassthrough/V1",
        new Passthrough(
            Name.of(List.of(new Attribute(Attribute.COMMON_NAME, "www.example.com"))),
            List.of(
                new Extension(
                    Extension.SUBJECT_ALTERNATIVE_NAME,
                    false,
                    GeneralName.encode(List.of(GeneralName.dns(dns)))))),
        plain.validity(),
        null,
        claim,
        "tester");
  }

  private static Claim claim(TestEngine ca) {
    return new Claim(
        "IssueCertificate",
        "token",
        Octets.copyOf(new byte[] {1}),
        ca.clock.instant().plus(Duration.ofMinutes(5)));
  }
}
