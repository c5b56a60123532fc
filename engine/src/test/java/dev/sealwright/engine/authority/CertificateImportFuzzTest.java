package dev.sealwright.engine.authority;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sealwright.engine.Allocation;
import dev.sealwright.engine.fault.Blame;
import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.key.KeySpec;
import dev.sealwright.engine.key.SigningKey;
import dev.sealwright.engine.x509.Attribute;
import dev.sealwright.engine.x509.Name;
import dev.sealwright.engine.x509.Octets;
import dev.sealwright.engine.x509.Pem;
import dev.sealwright.engine.x509.SignatureAlgorithm;
import dev.sealwright.engine.x509.SubjectPublicKey;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Any certificate with any chain: a path that the JDK walks too, or a refusal that blames it. */
class CertificateImportFuzzTest {
  private static final Instant NOW = Instant.parse("2027-01-01T00:00:00Z");

  /** The key of the certificates in the corpus. */
  private static final String KEY =
      "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAErpUdgnxoykp9CDdl7WJ39oiEn8j4"
          + "+NlYRbeN74GVXNeDlYGs8Jkcl6LgRlz5rW3OQnq4aiiT9GzDD6MMNfbfnw==";

  /** A certificate and, behind the first NUL, its chain. */
  @FuzzTest
  void text(byte[] input) {
    int end = indexOfNul(input);
    byte[] chain = end < 0 ? null : Arrays.copyOfRange(input, end + 1, input.length);
    byte[] certificate = end < 0 ? input : Arrays.copyOf(input, end);
    judge(AuthorityType.ROOT, certificate, chain);
    judge(AuthorityType.SUBORDINATE, certificate, chain);
  }

  /** DER, each with its length before it in two bytes. */
  @FuzzTest
  void structure(byte[] input) {
    List<String> pems = new ArrayList<>();
    int at = 0;
    while (input.length - at > 2 && pems.size() < 8) {
      int length = (input[at] & 0xff) << 8 | (input[at + 1] & 0xff);
      int stop = Math.min(input.length, at + 2 + length);
      pems.add(Pem.encode(Pem.CERTIFICATE, Octets.copyOf(Arrays.copyOfRange(input, at + 2, stop))));
      at = stop;
    }
    if (pems.isEmpty()) {
      return;
    }
    byte[] certificate = ascii(pems.removeFirst());
    byte[] chain = ascii(String.join("\n", pems));
    judge(AuthorityType.ROOT, certificate, chain);
    judge(AuthorityType.SUBORDINATE, certificate, chain);
  }

  private static void judge(AuthorityType type, byte[] certificate, byte @Nullable [] chain) {
    long input = (long) certificate.length + (chain == null ? 0 : chain.length);
    CertificateImport result;
    try {
      result =
          Allocation.bounded(
              input,
              300,
              16 << 20,
              () -> CertificateImport.check(authority(type), certificate, chain, NOW));
    } catch (CaException e) {
      assertThat(e.failure().blame()).isEqualTo(Blame.CALLER);
      assertThat(e.failure()).isNotEqualTo(Failure.MALFORMED_CSR);
      assertThat(e).hasMessageNotContainingAny("\n", "\0");
      return;
    }
    List<Octets> path = new ArrayList<>(List.of(result.certificate().certificate()));
    path.addAll(result.certificate().chain());
    try {
      X509Certificate child = parse(path.getFirst());
      assertThat(child.getBasicConstraints()).isNotNegative();
      for (Octets der : path.subList(1, path.size())) {
        X509Certificate issuer = parse(der);
        child.verify(issuer.getPublicKey());
        assertThat(child.getIssuerX500Principal()).isEqualTo(issuer.getSubjectX500Principal());
        child = issuer;
      }
      child.verify(child.getPublicKey());
    } catch (GeneralSecurityException e) {
      throw new AssertionError("accepted, but the JDK refuses it", e);
    }
  }

  private static X509Certificate parse(Octets der) throws GeneralSecurityException {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(der.toArray()));
  }

  private static Authority authority(AuthorityType type) {
    AuthorityId id = new AuthorityId(UUID.fromString("00000000-0000-4000-8000-000000000001"));
    Name subject = Name.of(List.of(new Attribute(Attribute.COMMON_NAME, "Ours")));
    var settings =
        new AuthoritySettings(
            type,
            KeySpec.EC_P256,
            SignatureAlgorithm.SHA256WITHECDSA,
            subject,
            UsageMode.GENERAL_PURPOSE,
            null,
            "{}");
    var key = new SubjectPublicKey(Octets.copyOf(Base64.getDecoder().decode(KEY)));
    return Authority.creating(id, "owner", NOW, settings)
        .keyMade(new SigningKey("test", id.keyId(), KeySpec.EC_P256, key), NOW);
  }

  private static int indexOfNul(byte[] input) {
    for (int i = 0; i < input.length; i++) {
      if (input[i] == 0) {
        return i;
      }
    }
    return -1;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
