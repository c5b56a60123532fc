package dev.sealwright.engine.template;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealwright.engine.TestEngine;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.key.soft.SoftVault;
import dev.sealwright.engine.order.Order;
import dev.sealwright.engine.store.memory.MemoryStore;
import dev.sealwright.engine.template.TemplateFacts.Fact;
import dev.sealwright.engine.x509.Octets;
import dev.sealwright.engine.x509.OpenSsl;
import dev.sealwright.engine.x509.Pem;
import dev.sealwright.engine.x509.Serial;
import dev.sealwright.engine.x509.SignatureAlgorithm;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Issues with every template, everything offered from the call and from the CSR at once, and reads
 * the result with the JDK and openssl; what is expected comes from {@link TemplateFacts}.
 */
class EveryTemplateTest {
  @TempDir static Path folder;
  private static TestEngine test;
  private static AuthorityId root;
  private static X509Certificate rootCertificate;

  @BeforeAll
  static void createTheRoot() throws Exception {
    test = new TestEngine(new MemoryStore(), new SoftVault("soft", 2, new SecureRandom()));
    root = test.activeRoot();
    Octets der = test.engine.caCertificate(root).orElseThrow().certificate();
    rootCertificate = read(der);
    new OpenSsl(folder).write("root.pem", Pem.encode(Pem.CERTIFICATE, der));
  }

  @AfterAll
  static void close() {
    test.close();
  }

  static Stream<Fact> facts() {
    return TemplateFacts.all();
  }

  @Test
  void thereAreSixtyOne() {
    assertThat(TemplateFacts.all().map(Fact::name)).hasSize(61).doesNotHaveDuplicates();
    assertThat(Templates.all().map(Template::name))
        .containsExactlyInAnyOrderElementsOf(TemplateFacts.all().map(Fact::name).toList());
  }

  @ParameterizedTest
  @MethodSource("facts")
  void saysWhatItsDefinitionSays(Fact fact) throws Exception {
    Octets der = issue(fact);
    X509Certificate certificate = read(der);
    Offer call = Offer.CALL;
    Offer request = Offer.REQUEST;
    boolean own = fact.root();

    // Subject and alternative name: the call where it may, else the CSR; a root keeps its name.
    assertThat(certificate.getSubjectX500Principal())
        .isEqualTo(
            own
                ? rootCertificate.getSubjectX500Principal()
                : new X500Principal((fact.call() ? call : request).subject().getEncoded()));
    List<String> names = new ArrayList<>();
    if (certificate.getSubjectAlternativeNames() != null) {
      certificate.getSubjectAlternativeNames().forEach(name -> names.add((String) name.get(1)));
    }
    assertThat(names)
        .isEqualTo(fact.call() ? List.of(call.dns()) : own ? List.of() : List.of(request.dns()));

    // Fixed by every template.
    assertThat(certificate.getBasicConstraints()).isEqualTo(fact.jdkPathLength());
    assertThat(certificate.getExtensionValue("2.5.29.14"))
        .isEqualTo(
            ASN1OctetString.getInstance(
                    new org.bouncycastle.asn1.DEROctetString(
                        new JcaX509ExtensionUtils()
                            .createSubjectKeyIdentifier(certificate.getPublicKey())))
                .getEncoded());

    // The authority key identifier: that of the CA, or for a root what the call gives.
    byte[] authorityKey = certificate.getExtensionValue("2.5.29.35");
    if (own) {
      assertThat(authorityKey)
          .isEqualTo(fact.call() ? wrapped(call.authorityKey(fact, rootKey())) : null);
    } else {
      assertThat(HexFormat.of().formatHex(authorityKey))
          .endsWith("8014" + HexFormat.of().formatHex(rootKey()));
    }

    // Key usage and extended key usage: fixed, else from a passthrough.
    assertThat(usages(certificate))
        .isEqualTo(fact.expectedUsage(call.usage(fact), request.usage(fact)));
    List<String> purposes = certificate.getExtendedKeyUsage();
    assertThat(purposes == null ? List.of() : purposes)
        .isEqualTo(fact.expectedPurposes(call.purpose(), request.purpose()));

    // Whatever is neither fixed nor restricted.
    expect(certificate, "2.5.29.32", fact.pick(call.policies(), request.policies()));
    expect(certificate, "1.3.6.1.5.5.7.1.1", fact.pick(call.access(), request.access()));
    expect(certificate, "1.2.3.4.3", fact.pick(call.both(), request.both()));
    expect(certificate, "1.2.3.4.1", fact.call() ? call.only() : null);
    expect(certificate, "1.2.3.4.2", fact.request() ? request.only() : null);
    expect(certificate, "2.5.29.31", fact.expectedCrlPoint(call.crlPoint(), request.crlPoint()));

    assertThat(certificate.getCriticalExtensionOIDs())
        .isEqualTo(fact.expectedCritical(certificate.getKeyUsage() != null));
    Set<String> all = new HashSet<>(certificate.getCriticalExtensionOIDs());
    all.addAll(certificate.getNonCriticalExtensionOIDs());
    assertThat(all).isEqualTo(fact.expectedOids());

    OpenSsl openssl = new OpenSsl(folder);
    openssl.write("issued.pem", Pem.encode(Pem.CERTIFICATE, der));
    assertThat(openssl.run("x509", "-in", "issued.pem", "-noout", "-text"))
        .contains("X509v3 Basic Constraints:" + (fact.constraintsCritical() ? " critical" : ""))
        .contains(fact.opensslConstraints());
    String anchor = own ? "issued.pem" : "root.pem";
    assertThat(
            openssl.run(
                "verify", "-x509_strict", "-attime", "1795600000", "-CAfile", anchor, "issued.pem"))
        .contains("issued.pem: OK");
  }

  private static Octets issue(Fact fact) {
    Octets csr =
        fact.root()
            ? test.rootOrder(root).csr()
            : TestEngine.pem(Offer.REQUEST.request(fact), Pem.CERTIFICATE_REQUEST);
    Serial serial =
        test.engine.issue(
            new Order(
                root,
                csr,
                SignatureAlgorithm.SHA256WITHECDSA,
                fact.name(),
                Offer.CALL.passthrough(fact, rootKey()),
                new Period(PeriodType.DAYS, 30),
                null,
                null,
                "tester"));
    return test.engine.certificate(root, serial).certificate();
  }

  private static byte[] rootKey() {
    byte[] ski = rootCertificate.getExtensionValue("2.5.29.14");
    return Arrays.copyOfRange(ski, 4, ski.length);
  }

  private static void expect(X509Certificate certificate, String oid, byte @Nullable [] content) {
    assertThat(certificate.getExtensionValue(oid))
        .as("extension %s", oid)
        .isEqualTo(content == null ? null : wrapped(content));
  }

  private static byte[] wrapped(byte[] content) {
    try {
      return new org.bouncycastle.asn1.DEROctetString(content).getEncoded();
    } catch (java.io.IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Set<Integer> usages(X509Certificate certificate) {
    Set<Integer> bits = new HashSet<>();
    boolean[] usage = certificate.getKeyUsage();
    for (int bit = 0; usage != null && bit < usage.length; bit++) {
      if (usage[bit]) {
        bits.add(bit);
      }
    }
    return bits;
  }

  private static X509Certificate read(Octets der) throws Exception {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(der.toArray()));
  }
}
