package dev.sealwright.engine.lint;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.lint.Intent.Role;
import dev.sealwright.engine.lint.Intent.Signer;
import dev.sealwright.engine.x509.Attribute;
import dev.sealwright.engine.x509.BasicConstraints;
import dev.sealwright.engine.x509.Der;
import dev.sealwright.engine.x509.Extension;
import dev.sealwright.engine.x509.KeyIdentifier;
import dev.sealwright.engine.x509.KeyUsage;
import dev.sealwright.engine.x509.Name;
import dev.sealwright.engine.x509.Octets;
import dev.sealwright.engine.x509.Serial;
import dev.sealwright.engine.x509.SignatureAlgorithm;
import dev.sealwright.engine.x509.SubjectPublicKey;
import dev.sealwright.engine.x509.TbsCertificate;
import dev.sealwright.engine.x509.TestKeys;
import dev.sealwright.engine.x509.Validity;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LintTest {
  private static final Serial SERIAL = new Serial("5eed0000000000000000000000000001");
  private static final SignatureAlgorithm ALGORITHM = SignatureAlgorithm.SHA256WITHECDSA;
  private static final SubjectPublicKey CA_KEY = TestKeys.subject(TestKeys.ec("secp256r1"));
  private static final SubjectPublicKey KEY = TestKeys.subject(TestKeys.ec("secp256r1"));
  private static final Name CA = name("CA");
  private static final Name HOST = name("host");
  private static final Name NOBODY = Name.of(List.of());
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant LIMIT = Instant.parse("2027-01-01T00:00:00Z");
  private static final Validity LIFE = new Validity(START, LIMIT);
  private static final KeyIdentifier CA_KEY_IDENTIFIER = CA_KEY.identifier();

  private static final Extension AKI = aki(CA_KEY_IDENTIFIER);
  private static final Extension NO_CA = constraints(false, false);
  private static final Extension IS_CA = constraints(true, true);
  private static final Extension SAN =
      new Extension(
          Extension.SUBJECT_ALTERNATIVE_NAME,
          true,
          Octets.copyOf(new byte[] {0x30, 3, (byte) 0x82, 1, 'a'}));

  private static final Content GOOD =
      new Content(SERIAL, ALGORITHM, CA, LIFE, HOST, KEY, List.of(NO_CA, AKI));
  private static final Content GOOD_SUBORDINATE = GOOD.with(IS_CA, AKI, usage());
  private static final Content GOOD_ROOT =
      new Content(
          SERIAL,
          ALGORITHM,
          CA,
          new Validity(START, Validity.FOREVER),
          CA,
          CA_KEY,
          List.of(IS_CA, usage()));

  /** The arguments of the encoder, to be varied one by one. */
  record Content(
      Serial serial,
      SignatureAlgorithm algorithm,
      Name issuer,
      Validity validity,
      Name subject,
      SubjectPublicKey key,
      List<Extension> extensions) {
    Octets encode() {
      return TbsCertificate.encode(serial, algorithm, issuer, validity, subject, key, extensions);
    }

    Content with(Extension... others) {
      return new Content(serial, algorithm, issuer, validity, subject, key, List.of(others));
    }

    Content of(Name other) {
      return new Content(serial, algorithm, issuer, validity, other, key, extensions);
    }

    Content valid(Instant from, Instant to) {
      return new Content(
          serial, algorithm, issuer, new Validity(from, to), subject, key, extensions);
    }

    Content key(SubjectPublicKey other) {
      return new Content(serial, algorithm, issuer, validity, subject, other, extensions);
    }
  }

  record Case(String name, Octets tbs, Intent intent, Failure failure, String fragment) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Case> finds() {
    Intent leaf = intent(Role.END_ENTITY, KEY);
    Intent subordinate = intent(Role.SUBORDINATE_CA, KEY);
    Intent root = intent(Role.ROOT_CA, CA_KEY);
    Serial other = new Serial("5eed0000000000000000000000000002");
    Serial zero = new Serial("0".repeat(32));
    return Stream.of(
        bug(
            "another serial",
            new Content(other, ALGORITHM, CA, LIFE, HOST, KEY, GOOD.extensions()).encode(),
            leaf,
            "not the reserved one"),
        bug(
            "serial 0",
            new Content(zero, ALGORITHM, CA, LIFE, HOST, KEY, GOOD.extensions()).encode(),
            leaf,
            "not positive"),
        bug(
            "another algorithm",
            new Content(
                    SERIAL,
                    SignatureAlgorithm.SHA384WITHECDSA,
                    CA,
                    LIFE,
                    HOST,
                    KEY,
                    GOOD.extensions())
                .encode(),
            leaf,
            "not the one that will sign"),
        bug(
            "another issuer",
            new Content(SERIAL, ALGORITHM, name("ca"), LIFE, HOST, KEY, GOOD.extensions()).encode(),
            leaf,
            "not the subject of the CA"),
        bug("no time", GOOD.valid(START, START).encode(), leaf, "validity is empty"),
        bug("outlives", GOOD.valid(START, LIMIT.plusSeconds(1)).encode(), leaf, "outlive"),
        bug(
            "outlives as CA",
            GOOD_SUBORDINATE.valid(START, LIMIT.plusSeconds(1)).encode(),
            subordinate,
            "outlive"),
        bug(
            "another key",
            GOOD.key(TestKeys.subject(TestKeys.ec("secp256r1"))).encode(),
            leaf,
            "not the requested one"),
        caller(
            "own key",
            GOOD.key(CA_KEY).encode(),
            intent(Role.END_ENTITY, CA_KEY),
            "only a root template"),
        caller(
            "own key below",
            GOOD_SUBORDINATE.key(CA_KEY).encode(),
            intent(Role.SUBORDINATE_CA, CA_KEY),
            "only a root template"),
        caller(
            "root for another key",
            GOOD_ROOT.key(KEY).encode(),
            intent(Role.ROOT_CA, KEY),
            "the key of the certificate authority itself"),
        caller(
            "root for another name",
            GOOD_ROOT.of(HOST).encode(),
            root,
            "the name of the certificate authority itself"),
        bug("leaf as CA", GOOD.with(IS_CA, AKI).encode(), leaf, "gives CA:TRUE"),
        bug("CA as leaf", GOOD.encode(), subordinate, "no critical CA:TRUE"),
        bug("CA without constraints", GOOD.with(AKI).encode(), subordinate, "no critical CA:TRUE"),
        bug(
            "CA not critical",
            GOOD.with(constraints(true, false), AKI).encode(),
            subordinate,
            "no critical CA:TRUE"),
        bug("root as leaf", GOOD_ROOT.with(NO_CA).encode(), root, "no critical CA:TRUE"),
        malformed("key usage without a bit", Extension.KEY_USAGE, "03020700"),
        malformed("key usage of another type", Extension.KEY_USAGE, "0500"),
        malformed("no purposes", Extension.EXTENDED_KEY_USAGE, "3000"),
        malformed("purposes that are none", Extension.EXTENDED_KEY_USAGE, "30020500"),
        malformed("no names", Extension.SUBJECT_ALTERNATIVE_NAME, "3000"),
        malformed("a name of form 9", Extension.SUBJECT_ALTERNATIVE_NAME, "3003890161"),
        malformed("an address of 3 bytes", Extension.SUBJECT_ALTERNATIVE_NAME, "30058703010203"),
        malformed("no policies", Extension.CERTIFICATE_POLICIES, "3000"),
        malformed("a CRL point of nothing", Extension.CRL_DISTRIBUTION_POINTS, "30023000"),
        malformed("no access", Extension.AUTHORITY_INFORMATION_ACCESS, "3000"),
        malformed("name constraints of nothing", Extension.NAME_CONSTRAINTS, "3000"),
        malformed("inhibit any policy below zero", "2.5.29.54", "0201ff"),
        malformed("half a mapping", "2.5.29.33", "3005300306012a"),
        malformed("unknown, not DER", "1.2.3.4", "0101"),
        malformed("unknown, two elements", "1.2.3.4", "05000500"),
        caller(
            "too large",
            GOOD.with(
                    NO_CA,
                    AKI,
                    new Extension(
                        "1.2.3.4", false, Octets.copyOf(Der.octetString(new byte[65_536]))))
                .encode(),
            leaf,
            "more than 65536 bytes"),
        bug("no AKI", GOOD.with(NO_CA).encode(), leaf, "identifier is missing"),
        bug(
            "another AKI",
            GOOD.with(NO_CA, aki(KEY.identifier())).encode(),
            leaf,
            "not that of the CA"),
        bug(
            "twice",
            GOOD.with(NO_CA, AKI, NO_CA).encode(),
            leaf,
            "2.5.29.19 is there more than once"),
        bug(
            "SAN not critical",
            GOOD.of(NOBODY).with(NO_CA, AKI, new Extension(SAN.oid(), false, SAN.value())).encode(),
            leaf,
            "not critical"),
        new Case(
            "nobody", GOOD.of(NOBODY).encode(), leaf, Failure.MALFORMED_CSR, "neither a subject"),
        new Case(
            "CA without a name",
            GOOD_SUBORDINATE.of(NOBODY).with(IS_CA, AKI, SAN).encode(),
            subordinate,
            Failure.MALFORMED_CSR,
            "needs a subject"),
        bug("no structure", Octets.copyOf(Der.sequence()), leaf, "not a TBSCertificate"),
        bug("no bytes", Octets.copyOf(new byte[0]), leaf, "not a TBSCertificate"),
        bug(
            "cut short",
            Octets.copyOf(Arrays.copyOf(GOOD.encode().toArray(), 100)),
            leaf,
            "not a TBSCertificate"),
        bug(
            "version 1",
            Octets.copyOf(withoutVersion(GOOD.with().encode().toArray())),
            leaf,
            "version is not 3"));
  }

  @ParameterizedTest
  @MethodSource
  void finds(Case found) {
    assertThatExceptionOfType(CaException.class)
        .isThrownBy(() -> Lint.check(found.tbs(), found.intent()))
        .withMessageContaining(found.fragment())
        .matches(e -> e.failure() == found.failure());
  }

  static Stream<Case> passes() {
    return Stream.of(
        bug("leaf", GOOD.encode(), intent(Role.END_ENTITY, KEY), ""),
        bug(
            "leaf without a subject",
            GOOD.of(NOBODY).with(NO_CA, AKI, SAN).encode(),
            intent(Role.END_ENTITY, KEY),
            ""),
        // RFC 5280 4.2.1.3 frowns on it, the published templates allow any of the nine bits.
        bug(
            "leaf that may sign",
            GOOD.with(NO_CA, AKI, usage()).encode(),
            intent(Role.END_ENTITY, KEY),
            ""),
        bug("subordinate", GOOD_SUBORDINATE.encode(), intent(Role.SUBORDINATE_CA, KEY), ""),
        bug("root", GOOD_ROOT.encode(), intent(Role.ROOT_CA, CA_KEY), ""));
  }

  @ParameterizedTest
  @MethodSource
  void passes(Case good) {
    assertThatCode(() -> Lint.check(good.tbs(), good.intent())).doesNotThrowAnyException();
  }

  private static Case bug(String name, Octets tbs, Intent intent, String fragment) {
    return new Case(name, tbs, intent, Failure.INTERNAL, fragment);
  }

  private static Case caller(String name, Octets tbs, Intent intent, String fragment) {
    return new Case(name, tbs, intent, Failure.INVALID_ARGUMENT, fragment);
  }

  private static Case malformed(String name, String oid, String hex) {
    Extension extension = new Extension(oid, false, Octets.copyOf(HexFormat.of().parseHex(hex)));
    return caller(
        name,
        GOOD.with(NO_CA, AKI, extension).encode(),
        intent(Role.END_ENTITY, KEY),
        "the extension " + oid + " is not of the form");
  }

  private static Intent intent(Role role, SubjectPublicKey key) {
    Signer signer =
        role == Role.ROOT_CA
            ? new Signer(CA, CA_KEY, null, null)
            : new Signer(CA, CA_KEY, CA_KEY_IDENTIFIER, LIMIT);
    return new Intent(SERIAL, ALGORITHM, key, role, signer);
  }

  /** The version is the first five bytes of the content; the whole has a two-byte length. */
  private static byte[] withoutVersion(byte[] tbs) {
    int header = tbs[1] == (byte) 0x81 ? 3 : 4;
    return Der.sequence(Arrays.copyOfRange(tbs, header + 5, tbs.length));
  }

  private static Name name(String commonName) {
    return Name.of(List.of(new Attribute(Attribute.COMMON_NAME, commonName)));
  }

  private static Extension constraints(boolean ca, boolean critical) {
    return new Extension(
        Extension.BASIC_CONSTRAINTS, critical, new BasicConstraints(ca, null).encode());
  }

  private static Extension usage() {
    return new Extension(
        Extension.KEY_USAGE, true, KeyUsage.encode(Set.of(KeyUsage.KEY_CERT_SIGN)));
  }

  private static Extension aki(KeyIdentifier identifier) {
    return new Extension(
        Extension.AUTHORITY_KEY_IDENTIFIER,
        false,
        Octets.copyOf(Der.sequence(Der.element(0x80, identifier.toArray()))));
  }
}
