package dev.sealwright.engine.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.authority.AuthoritySettings;
import dev.sealwright.engine.authority.AuthorityType;
import dev.sealwright.engine.authority.CrlType;
import dev.sealwright.engine.authority.RevocationSettings;
import dev.sealwright.engine.authority.RevocationSettings.Crl;
import dev.sealwright.engine.authority.RevocationSettings.Ocsp;
import dev.sealwright.engine.authority.UsageMode;
import dev.sealwright.engine.bucket.ObjectAcl;
import dev.sealwright.engine.csr.CertificationRequest;
import dev.sealwright.engine.key.KeySpec;
import dev.sealwright.engine.template.TemplateFacts.Fact;
import dev.sealwright.engine.x509.Attribute;
import dev.sealwright.engine.x509.Extension;
import dev.sealwright.engine.x509.KeyIdentifier;
import dev.sealwright.engine.x509.Name;
import dev.sealwright.engine.x509.Octets;
import dev.sealwright.engine.x509.SignatureAlgorithm;
import dev.sealwright.engine.x509.TestKeys;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Which pointers to revocation a certificate has, and who may set them. */
class PointersTest {
  private static final AuthorityId ID =
      new AuthorityId(UUID.fromString("5eed0000-0000-4000-8000-000000000001"));
  private static final Name SUBJECT =
      Name.of(List.of(new Attribute(Attribute.COMMON_NAME, "host")));
  private static final PublicationHosts HOSTS = new PublicationHosts("pki.example:8081");
  private static final Extension CALL_POINT = marked(Extension.CRL_DISTRIBUTION_POINTS, 1);
  private static final Extension REQUEST_POINT = marked(Extension.CRL_DISTRIBUTION_POINTS, 2);
  private static final Extension CALL_ACCESS = marked(Extension.AUTHORITY_INFORMATION_ACCESS, 1);
  private static final CertificationRequest REQUEST =
      new CertificationRequest(
          SUBJECT,
          TestKeys.subject(TestKeys.ec("secp256r1")),
          List.of(REQUEST_POINT, marked(Extension.AUTHORITY_INFORMATION_ACCESS, 2)));
  private static final Passthrough CALL = new Passthrough(null, List.of(CALL_POINT, CALL_ACCESS));

  @ParameterizedTest
  @CsvSource({
    "COMPLETE, , , http://pki.example:8081/bucket/crl/5eed0000-0000-4000-8000-000000000001.crl",
    "COMPLETE, crl.example, , http://crl.example/crl/5eed0000-0000-4000-8000-000000000001.crl",
    "COMPLETE, crl.example, a/b, http://crl.example/a/b/5eed0000-0000-4000-8000-000000000001.crl",
    "COMPLETE, a.b, 100%/?, http://a.b/100%25/%3F/5eed0000-0000-4000-8000-000000000001.crl",
    "COMPLETE, , /, http://pki.example:8081/bucket/5eed0000-0000-4000-8000-000000000001.crl",
  })
  void theListIsWhereItIsPublished(
      CrlType type, @Nullable String name, @Nullable String path, String uri) {
    Authority ca = ca(new Crl(7, "bucket", ObjectAcl.PUBLIC_READ, name, path, type, false), null);
    assertThat(HOSTS.pointers(ca)).isEqualTo(new Pointers(uri, false, null));
  }

  @Test
  void aPartitionHasANameOfItsOwn() {
    Authority ca =
        ca(
            new Crl(7, "bucket", ObjectAcl.PUBLIC_READ, null, null, CrlType.PARTITIONED, false),
            null);
    String uri = HOSTS.pointers(ca).crl();
    assertThat(uri)
        .startsWith("http://pki.example:8081/bucket/crl/" + ID + "/")
        .endsWith("/" + PublicationHosts.partition(ID, 0) + ".crl")
        .isEqualTo(HOSTS.pointers(ca).crl());
    assertThat(PublicationHosts.partition(ID, 1)).isNotEqualTo(PublicationHosts.partition(ID, 0));
  }

  @Test
  void theResponderIsThatOfTheServiceOrOfTheCa() {
    assertThat(HOSTS.pointers(ca(null, new Ocsp(null))).ocsp())
        .isEqualTo("http://pki.example:8081/ocsp/" + ID);
    assertThat(HOSTS.pointers(ca(null, new Ocsp("ocsp.example"))).ocsp())
        .isEqualTo("http://ocsp.example");
    assertThat(HOSTS.pointers(ca(null, null))).isEqualTo(Pointers.NONE);
    assertThatThrownBy(() -> new PublicationHosts("http://x")).hasMessageContaining("host");
  }

  static Stream<Fact> facts() {
    return TemplateFacts.all();
  }

  /** Configured on: every certificate but a root's has both, whatever call and CSR want. */
  @ParameterizedTest
  @MethodSource("facts")
  void theConfigurationComesFirst(Fact fact) {
    Crl crl = new Crl(7, "bucket", ObjectAcl.PUBLIC_READ, null, null, CrlType.COMPLETE, false);
    Pointers pointers = HOSTS.pointers(ca(crl, new Ocsp(null)));
    Content content = merge(fact, pointers);
    if (fact.root()) {
      assertThat(find(content, Extension.CRL_DISTRIBUTION_POINTS)).isEmpty();
      assertThat(find(content, Extension.AUTHORITY_INFORMATION_ACCESS))
          .isEqualTo(fact.call() ? Optional.of(CALL_ACCESS) : Optional.empty());
      return;
    }
    Extension point = find(content, Extension.CRL_DISTRIBUTION_POINTS).orElseThrow();
    assertThat(point.critical()).isFalse();
    var points = CRLDistPoint.getInstance(point.value().toArray()).getDistributionPoints();
    assertThat(points).hasSize(1);
    DistributionPointName full = points[0].getDistributionPoint();
    assertThat(full.getType()).isEqualTo(DistributionPointName.FULL_NAME);
    assertThat(GeneralNames.getInstance(full.getName()).getNames())
        .extracting(name -> name.getTagNo() + " " + name.getName())
        .containsExactly("6 " + pointers.crl());
    Extension access = find(content, Extension.AUTHORITY_INFORMATION_ACCESS).orElseThrow();
    assertThat(access.critical()).isFalse();
    var descriptions =
        AuthorityInformationAccess.getInstance(access.value().toArray()).getAccessDescriptions();
    assertThat(descriptions).hasSize(1);
    assertThat(descriptions[0].getAccessMethod()).isEqualTo(AccessDescription.id_ad_ocsp);
    assertThat(descriptions[0].getAccessLocation().getName()).hasToString(pointers.ocsp());
  }

  /** Omitted: the naming is left to the caller, in every variety that listens to it. */
  @ParameterizedTest
  @MethodSource("facts")
  void anOmittedPointIsTheCallersToGive(Fact fact) {
    Crl crl = new Crl(7, "bucket", ObjectAcl.PUBLIC_READ, null, null, CrlType.COMPLETE, true);
    Content content = merge(fact, HOSTS.pointers(ca(crl, null)));
    Optional<Extension> expected =
        fact.root()
            ? Optional.empty()
            : fact.call()
                ? Optional.of(CALL_POINT)
                : fact.request() ? Optional.of(REQUEST_POINT) : Optional.empty();
    assertThat(find(content, Extension.CRL_DISTRIBUTION_POINTS)).isEqualTo(expected);
  }

  private static Content merge(Fact fact, Pointers pointers) {
    return Content.merge(
        Templates.named(fact.name()).orElseThrow(),
        REQUEST,
        CALL,
        pointers,
        new KeyIdentifier("00"));
  }

  private static Optional<Extension> find(Content content, String oid) {
    return content.extensions().stream()
        .filter(extension -> extension.oid().equals(oid))
        .findFirst();
  }

  private static Extension marked(String oid, int mark) {
    return new Extension(oid, false, Octets.copyOf(new byte[] {4, 1, (byte) mark}));
  }

  private static Authority ca(@Nullable Crl crl, @Nullable Ocsp ocsp) {
    return Authority.creating(
        ID,
        "owner",
        Instant.EPOCH,
        new AuthoritySettings(
            AuthorityType.ROOT,
            KeySpec.EC_P256,
            SignatureAlgorithm.SHA256WITHECDSA,
            SUBJECT,
            UsageMode.GENERAL_PURPOSE,
            null,
            ""),
        new RevocationSettings(crl, ocsp));
  }
}
