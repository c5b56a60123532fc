package dev.sealwright.engine.authority;

import static dev.sealwright.engine.fault.Failure.CERTIFICATE_MISMATCH;
import static dev.sealwright.engine.fault.Failure.INVALID_REQUEST;
import static dev.sealwright.engine.fault.Failure.INVALID_VALUE;
import static dev.sealwright.engine.fault.Failure.MALFORMED_CERTIFICATE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sealwright.engine.authority.Issued.Party;
import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.key.KeySpec;
import dev.sealwright.engine.key.SigningKey;
import dev.sealwright.engine.x509.Name;
import dev.sealwright.engine.x509.Octets;
import dev.sealwright.engine.x509.Pem;
import dev.sealwright.engine.x509.SignatureAlgorithm;
import dev.sealwright.engine.x509.TestKeys;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CertificateImportTest {
  private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");
  private static final Party ROOT = new Party("CN=Root,O=Example", TestKeys.rsa(2048));
  private static final Party MIDDLE = new Party("CN=Middle", TestKeys.ec("secp384r1"));
  private static final Party OURS = new Party("CN=Ours,O=Example", TestKeys.ec("secp256r1"));
  private static final Issued ROOT_CERTIFICATE = Issued.to(ROOT, ROOT);
  private static final Issued MIDDLE_CERTIFICATE = Issued.to(MIDDLE, ROOT);
  private static final Issued OUR_CERTIFICATE = Issued.to(OURS, MIDDLE);
  private static final Issued OUR_ROOT = Issued.to(OURS, OURS);

  @Test
  void takesASelfSignedRoot() {
    CertificateImport result =
        CertificateImport.check(ca(AuthorityType.ROOT), pem(OUR_ROOT.der()), null, NOW);
    assertThat(result.certificate().chain()).isEmpty();
    InstalledCertificate installed = result.installed();
    assertThat(installed.serial()).isEqualTo(BigInteger.valueOf(4711));
    assertThat(installed.subject()).isEqualTo(name(OURS));
    assertThat(installed.validity().notAfter()).isEqualTo(OUR_ROOT.notAfter());
    assertThat(installed.pathLength()).isNull();
    assertThat(installed.keyIdentifier()).isEqualTo(TestKeys.subject(OURS.key()).identifier());
  }

  @Test
  void takesASubordinateWithTheChainInOrder() {
    Octets ours = OUR_CERTIFICATE.der();
    List<Octets> chain = List.of(MIDDLE_CERTIFICATE.der(), ROOT_CERTIFICATE.der());
    CertificateImport result =
        CertificateImport.check(
            ca(AuthorityType.SUBORDINATE), pem(ours), pem(chain.toArray(Octets[]::new)), NOW);
    assertThat(result.certificate()).isEqualTo(new CaCertificate(ours, chain));
  }

  @ParameterizedTest
  @CsvSource({
    "5, 5, 5, 3",
    "5, 2, 5, 1",
    "0, 9, 9, 0",
    "2, 1, 2, 0",
  })
  void theSmallestPathLengthOfTheChainCounts(int own, int middle, int root, int expected) {
    CertificateImport result =
        CertificateImport.check(
            ca(AuthorityType.SUBORDINATE),
            pem(OUR_CERTIFICATE.pathLength(own).der()),
            pem(
                MIDDLE_CERTIFICATE.pathLength(middle).der(),
                ROOT_CERTIFICATE.pathLength(root).der()),
            NOW);
    assertThat(result.installed().pathLength()).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2.5.29.9",
        "2.5.29.17",
        "2.5.29.18",
        "2.5.29.32",
        "2.5.29.33",
        "2.5.29.35",
        "2.5.29.37",
        "2.5.29.54",
        "1.3.6.1.5.5.7.1.11"
      })
  void takesTheCriticalExtensionsOfTheList(String oid) {
    CertificateImport.check(ca(AuthorityType.ROOT), pem(OUR_ROOT.critical(oid).der()), null, NOW);
  }

  record Case(
      String name, AuthorityType type, List<byte[]> pems, Failure failure, String fragment) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Case> refuses() {
    Octets root = ROOT_CERTIFICATE.der();
    Octets middle = MIDDLE_CERTIFICATE.der();
    Octets ours = OUR_CERTIFICATE.der();
    KeyPair stranger = TestKeys.ec("secp256r1");
    byte[] chain = pem(middle, root);
    Octets cut = Octets.copyOf(Arrays.copyOf(ours.toArray(), ours.length() - 1));
    byte[] broken = OUR_ROOT.der().toArray();
    broken[broken.length - 1] ^= 1;
    return Stream.of(
        root("no PEM", MALFORMED_CERTIFICATE, "no PEM block", new byte[0]),
        root("two blocks", MALFORMED_CERTIFICATE, "more than one block", pem(root, root)),
        root(
            "a CSR",
            MALFORMED_CERTIFICATE,
            "not labelled",
            "-----BEGIN CERTIFICATE REQUEST-----".getBytes(StandardCharsets.US_ASCII)),
        root("cut short", MALFORMED_CERTIFICATE, "cut short", pem(cut)),
        root("too long", INVALID_VALUE, "more than 32768 bytes", new byte[32_769]),
        subordinate(
            "chain too long",
            INVALID_VALUE,
            "more than 2097152 bytes",
            pem(ours),
            new byte[2_097_153]),
        subordinate(
            "chain too deep",
            MALFORMED_CERTIFICATE,
            "more than 4 blocks",
            pem(ours),
            pem(middle, root, root, root, root)),
        subordinate(
            "junk in the chain", MALFORMED_CERTIFICATE, "cut short", pem(ours), pem(middle, cut)),
        root(
            "another key",
            CERTIFICATE_MISMATCH,
            "another key",
            pem(Issued.to(new Party(OURS.name(), stranger), OURS).der())),
        root(
            "another name",
            CERTIFICATE_MISMATCH,
            "another subject",
            pem(Issued.to(new Party("CN=Theirs", OURS.key()), OURS).der())),
        root(
            "expired",
            MALFORMED_CERTIFICATE,
            "has expired",
            pem(OUR_ROOT.until("2026-06-01T00:00:00Z").der())),
        root(
            "root with a chain",
            INVALID_REQUEST,
            "has no certificate chain",
            pem(OUR_ROOT.der()),
            pem(root)),
        root("root by another", INVALID_REQUEST, "is self-signed", pem(ours)),
        root(
            "root with a wrong signature",
            MALFORMED_CERTIFICATE,
            "does not verify",
            pem(OUR_ROOT.signedBy(stranger))),
        root(
            "root with a broken signature",
            MALFORMED_CERTIFICATE,
            "does not verify",
            pem(Octets.copyOf(broken))),
        subordinate("no chain", INVALID_REQUEST, "needs a certificate chain", pem(ours)),
        subordinate(
            "empty chain", INVALID_REQUEST, "needs a certificate chain", pem(ours), new byte[0]),
        subordinate("self-signed", INVALID_REQUEST, "not self-signed", pem(OUR_ROOT.der()), chain),
        subordinate(
            "itself in the chain",
            MALFORMED_CERTIFICATE,
            "contains the certificate itself",
            pem(ours),
            pem(ours, middle, root)),
        subordinate(
            "twice in the chain",
            MALFORMED_CERTIFICATE,
            "twice",
            pem(ours),
            pem(middle, root, root)),
        subordinate(
            "wrong order", CERTIFICATE_MISMATCH, "not in order", pem(ours), pem(root, middle)),
        subordinate("no root", CERTIFICATE_MISMATCH, "self-signed root", pem(ours), pem(middle)),
        subordinate(
            "not from the issuer",
            CERTIFICATE_MISMATCH,
            "does not verify",
            pem(OUR_CERTIFICATE.signedBy(stranger)),
            chain),
        subordinate(
            "issuer not from the root",
            CERTIFICATE_MISMATCH,
            "does not verify",
            pem(ours),
            pem(MIDDLE_CERTIFICATE.signedBy(stranger), root)),
        subordinate(
            "root not from itself",
            CERTIFICATE_MISMATCH,
            "does not verify",
            pem(ours),
            pem(middle, ROOT_CERTIFICATE.signedBy(stranger))),
        root(
            "no constraints",
            MALFORMED_CERTIFICATE,
            "the certificate has no basic constraints",
            pem(OUR_ROOT.constrained(null, true).der())),
        root(
            "no CA",
            MALFORMED_CERTIFICATE,
            "make it a CA",
            pem(OUR_ROOT.constrained(new BasicConstraints(false), true).der())),
        root(
            "not critical",
            MALFORMED_CERTIFICATE,
            "that are not critical",
            pem(OUR_ROOT.constrained(new BasicConstraints(true), false).der())),
        subordinate(
            "issuer no CA",
            MALFORMED_CERTIFICATE,
            "of the chain has no basic",
            pem(ours),
            pem(MIDDLE_CERTIFICATE.constrained(null, true).der(), root)),
        root(
            "critical CRL points",
            MALFORMED_CERTIFICATE,
            "2.5.29.31",
            pem(OUR_ROOT.critical("2.5.29.31").der())),
        root(
            "critical information access",
            MALFORMED_CERTIFICATE,
            "1.3.6.1.5.5.7.1.1,",
            pem(OUR_ROOT.critical("1.3.6.1.5.5.7.1.1").der())),
        root(
            "critical freshest CRL",
            MALFORMED_CERTIFICATE,
            "2.5.29.46",
            pem(OUR_ROOT.critical("2.5.29.46").der())),
        root(
            "critical policy constraints",
            MALFORMED_CERTIFICATE,
            "2.5.29.36",
            pem(OUR_ROOT.critical("2.5.29.36").der())),
        root(
            "critical unknown",
            MALFORMED_CERTIFICATE,
            "1.3.6.1.4.1.99999",
            pem(OUR_ROOT.critical("1.3.6.1.4.1.99999").der())),
        subordinate(
            "critical above",
            MALFORMED_CERTIFICATE,
            "2.5.29.36",
            pem(ours),
            pem(middle, ROOT_CERTIFICATE.critical("2.5.29.36").der())),
        subordinate(
            "below path length 0",
            CERTIFICATE_MISMATCH,
            "path length",
            pem(ours),
            pem(MIDDLE_CERTIFICATE.pathLength(0).der(), root)),
        subordinate(
            "below the root's",
            CERTIFICATE_MISMATCH,
            "path length",
            pem(ours),
            pem(middle, ROOT_CERTIFICATE.pathLength(1).der())),
        root(
            "name constraints that are none",
            MALFORMED_CERTIFICATE,
            "name constraints",
            pem(OUR_ROOT.critical("2.5.29.30").der())),
        subordinate(
            "not permitted by the issuer",
            CERTIFICATE_MISMATCH,
            "a directoryName is not permitted",
            pem(ours),
            pem(MIDDLE_CERTIFICATE.critical("2.5.29.30", permitted("O=Another")).der(), root)),
        subordinate(
            "not permitted by the root",
            CERTIFICATE_MISMATCH,
            "a directoryName is not permitted",
            pem(OUR_CERTIFICATE.der()),
            pem(middle, ROOT_CERTIFICATE.critical("2.5.29.30", permitted("CN=Middle")).der())),
        subordinate(
            "an issuer not permitted by the root",
            CERTIFICATE_MISMATCH,
            "a directoryName is not permitted",
            pem(ours),
            pem(
                middle,
                ROOT_CERTIFICATE.critical("2.5.29.30", permitted("CN=Ours,O=Example")).der())),
        subordinate(
            "an alternative name that is excluded",
            CERTIFICATE_MISMATCH,
            "a dNSName is excluded",
            pem(OUR_CERTIFICATE.called(new GeneralName(GeneralName.dNSName, "a.evil")).der()),
            pem(
                middle,
                ROOT_CERTIFICATE
                    .critical(
                        "2.5.29.30",
                        new NameConstraints(
                            null,
                            new GeneralSubtree[] {
                              new GeneralSubtree(new GeneralName(GeneralName.dNSName, "evil"))
                            }))
                    .der())),
        subordinate(
            "outlives",
            CERTIFICATE_MISMATCH,
            "valid for longer",
            pem(OUR_CERTIFICATE.until("2036-01-01T00:00:01Z").der()),
            chain));
  }

  @ParameterizedTest
  @MethodSource
  void refuses(Case refused) {
    byte[] certificate = refused.pems().getFirst();
    byte[] chain = refused.pems().size() > 1 ? refused.pems().getLast() : null;
    assertThatExceptionOfType(CaException.class)
        .isThrownBy(() -> CertificateImport.check(ca(refused.type()), certificate, chain, NOW))
        .withMessageContaining(refused.fragment())
        .matches(e -> e.failure() == refused.failure());
  }

  @Test
  void anIssuerMayChooseOtherStringTypesForTheName() throws IOException {
    var printable =
        new org.bouncycastle.asn1.x500.X500NameBuilder()
            .addRDN(
                org.bouncycastle.asn1.x500.style.BCStyle.O,
                new org.bouncycastle.asn1.DERPrintableString("Example"))
            .addRDN(
                org.bouncycastle.asn1.x500.style.BCStyle.CN,
                new org.bouncycastle.asn1.DERPrintableString("Ours"))
            .build();
    Name requested = new Name(Octets.copyOf(printable.getEncoded()));
    Party reversed = new Party("O=Example,CN=Ours", OURS.key());
    Octets certificate = Issued.to(reversed, reversed).der();
    Authority authority = ca(AuthorityType.ROOT, requested);
    CertificateImport result = CertificateImport.check(authority, pem(certificate), null, NOW);
    assertThat(result.installed().subject()).isEqualTo(name(reversed)).isNotEqualTo(requested);
  }

  /** Check 14, the other way: what is permitted passes, and constrains nobody above itself. */
  @Test
  void takesNamesThatTheChainPermits() {
    CertificateImport.check(
        ca(AuthorityType.SUBORDINATE),
        pem(OUR_CERTIFICATE.critical("2.5.29.30", permitted("O=Whoever")).der()),
        pem(
            MIDDLE_CERTIFICATE.critical("2.5.29.30", permitted("CN=Ours")).der(),
            ROOT_CERTIFICATE.der()),
        NOW);
  }

  private static NameConstraints permitted(String name) {
    return new NameConstraints(
        new GeneralSubtree[] {new GeneralSubtree(new GeneralName(new X500Name(name)))}, null);
  }

  private static Case root(String name, Failure failure, String fragment, byte[]... pems) {
    return new Case(name, AuthorityType.ROOT, List.of(pems), failure, fragment);
  }

  private static Case subordinate(String name, Failure failure, String fragment, byte[]... pems) {
    return new Case(name, AuthorityType.SUBORDINATE, List.of(pems), failure, fragment);
  }

  private static Authority ca(AuthorityType type) {
    return ca(type, name(OURS));
  }

  private static Authority ca(AuthorityType type, Name subject) {
    AuthorityId id = new AuthorityId(UUID.fromString("00000000-0000-4000-8000-000000000001"));
    var settings =
        new AuthoritySettings(
            type,
            KeySpec.EC_P256,
            SignatureAlgorithm.SHA256WITHECDSA,
            subject,
            UsageMode.GENERAL_PURPOSE,
            null,
            "{}");
    return Authority.creating(id, "owner", NOW, settings)
        .keyMade(
            new SigningKey("test", id.keyId(), KeySpec.EC_P256, TestKeys.subject(OURS.key())), NOW);
  }

  private static Name name(Party party) {
    try {
      return new Name(Octets.copyOf(new X500Name(party.name()).getEncoded()));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] pem(Octets... certificates) {
    return Arrays.stream(certificates)
        .map(der -> Pem.encode(Pem.CERTIFICATE, der))
        .collect(Collectors.joining("\n"))
        .getBytes(StandardCharsets.US_ASCII);
  }
}
