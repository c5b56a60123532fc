package dev.sealwright.api.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sealwright.api.shape.AccessDescription;
import dev.sealwright.api.shape.AccessMethod;
import dev.sealwright.api.shape.AccessMethodType;
import dev.sealwright.api.shape.Asn1Subject;
import dev.sealwright.api.shape.CertificateAuthority;
import dev.sealwright.api.shape.CertificateAuthorityConfiguration;
import dev.sealwright.api.shape.CsrExtensions;
import dev.sealwright.api.shape.DescribeCertificateAuthorityResponse;
import dev.sealwright.api.shape.GeneralName;
import dev.sealwright.api.shape.ImportCertificateAuthorityCertificateRequest;
import dev.sealwright.api.shape.KeyAlgorithm;
import dev.sealwright.api.shape.KeyUsage;
import dev.sealwright.api.shape.ListCertificateAuthoritiesResponse;
import dev.sealwright.api.shape.OcspConfiguration;
import dev.sealwright.api.shape.SigningAlgorithm;
import dev.sealwright.engine.x509.Octets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WireWriterTest {
  private static final Asn1Subject NAME =
      new Asn1Subject(
          "DE",
          null,
          null,
          null,
          null,
          "Grüße \uD83D\uDE00",
          null,
          null,
          null,
          null,
          null,
          null,
          null,
          null,
          null);

  @Test
  void leavesAbsentMembersOut() {
    assertThat(text(new ListCertificateAuthoritiesResponse(null, List.of())))
        .isEqualTo("{\"CertificateAuthorities\":[]}");
    assertThat(text(new DescribeCertificateAuthorityResponse(null))).isEqualTo("{}");
  }

  @Test
  void writesAFalseBooleanOnlyWhereItIsRequired() {
    assertThat(text(new OcspConfiguration(false, null))).isEqualTo("{\"Enabled\":false}");
    assertThat(text(new KeyUsage(false, false, false, false, false, true, true, false, false)))
        .isEqualTo("{\"KeyCertSign\":true,\"CRLSign\":true}");
  }

  @ParameterizedTest
  @CsvSource({
    "2026-11-22T03:04:05Z, 1795316645",
    "2026-11-22T03:04:05.100Z, 1795316645.1",
    "2026-11-22T03:04:05.006999999Z, 1795316645.006",
    "1970-01-01T00:00:00Z, 0",
    "2001-09-09T01:46:40Z, 1000000000",
    "1969-12-31T23:59:59.250Z, -0.75",
    "9999-12-31T23:59:59Z, 253402300799"
  })
  void writesTimesAsSecondsWithAtMostThreeDecimals(Instant time, String seconds) {
    assertThat(text(createdAt(time))).isEqualTo("{\"CreatedAt\":" + seconds + "}");
  }

  @ParameterizedTest
  @CsvSource({
    "1795316645, 2026-11-22T03:04:05Z",
    "1.7953166451E9, 2026-11-22T03:04:05.100Z",
    "1795316645.0069, 2026-11-22T03:04:05.006Z",
    "-0.75, 1969-12-31T23:59:59.250Z"
  })
  void readsTimesToTheMillisecond(String seconds, Instant time) {
    byte[] body = ("{\"CreatedAt\":" + seconds + "}").getBytes(UTF_8);
    assertThat(WireReader.read(CertificateAuthority.class, body)).isEqualTo(createdAt(time));
  }

  @Test
  void writesBytesAsBase64() {
    assertThat(
            text(
                new ImportCertificateAuthorityCertificateRequest(
                    Documents.CA_ARN, Octets.copyOf(new byte[] {0, -1}), null)))
        .isEqualTo(
            "{\"CertificateAuthorityArn\":\"" + Documents.CA_ARN + "\",\"Certificate\":\"AP8=\"}");
  }

  @Test
  void whatItWritesCanBeReadAgain() {
    CertificateAuthorityConfiguration configuration =
        new CertificateAuthorityConfiguration(
            KeyAlgorithm.EC_SECP384R1,
            SigningAlgorithm.SHA384WITHECDSA,
            NAME,
            new CsrExtensions(
                new KeyUsage(true, false, false, false, false, true, true, false, false),
                List.of(
                    new AccessDescription(
                        new AccessMethod(null, AccessMethodType.CA_REPOSITORY),
                        new GeneralName(null, null, null, NAME, null, null, null, null)))));

    byte[] written = WireWriter.write(configuration);

    assertThat(WireReader.read(CertificateAuthorityConfiguration.class, written))
        .isEqualTo(configuration);
  }

  private static CertificateAuthority createdAt(Instant time) {
    return new CertificateAuthority(
        null, null, time, null, null, null, null, null, null, null, null, null, null, null, null);
  }

  private static String text(Record record) {
    return new String(WireWriter.write(record), UTF_8);
  }
}
