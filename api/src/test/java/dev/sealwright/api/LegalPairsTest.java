package dev.sealwright.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every key algorithm with every signing algorithm, in Create and in Issue. */
@Timeout(300)
class LegalPairsTest {
  private static final List<String> SIGNING =
      List.of(
          "SHA256WITHECDSA",
          "SHA384WITHECDSA",
          "SHA512WITHECDSA",
          "SHA256WITHRSA",
          "SHA384WITHRSA",
          "SHA512WITHRSA",
          "SHA256WITHRSA_PSS",
          "SHA384WITHRSA_PSS",
          "SHA512WITHRSA_PSS",
          "SM3WITHSM2",
          "ML_DSA_44",
          "ML_DSA_65",
          "ML_DSA_87");
  private static final Set<String> RSA = Set.copyOf(SIGNING.subList(3, 9));
  private static final Set<String> ECDSA = Set.copyOf(SIGNING.subList(0, 3));

  private final LocalApi api = new LocalApi();

  @AfterEach
  void close() {
    api.close();
  }

  private static Set<String> legal(String key) {
    return switch (key) {
      case "RSA_2048", "RSA_3072", "RSA_4096" -> RSA;
      case "EC_prime256v1", "EC_secp384r1" -> ECDSA;
      case "EC_secp521r1" -> Set.of("SHA512WITHECDSA");
      case "ML_DSA_44", "ML_DSA_65", "ML_DSA_87" -> Set.of(key);
      default -> Set.of(); // SM2: no token offers it
    };
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "RSA_2048",
        "RSA_3072",
        "RSA_4096",
        "EC_prime256v1",
        "EC_secp384r1",
        "EC_secp521r1",
        "ML_DSA_44",
        "ML_DSA_65",
        "ML_DSA_87",
        "SM2"
      })
  void onlyThePairsOfOneFamilyAreTaken(String key) throws Exception {
    int recorded = 0;
    String root = "";
    for (String signing : SIGNING) {
      LocalApi.Answer answer = api.call("CreateCertificateAuthority", order(key, signing));
      if (legal(key).contains(signing)) {
        assertThat(answer.outcome()).as("create %s %s", key, signing).isEqualTo("OK");
        root = answer.body().get("CertificateAuthorityArn").asText();
        awaitCsr(root);
        recorded++;
      } else {
        assertThat(answer.outcome())
            .as("create %s %s", key, signing)
            .isEqualTo("InvalidArgsException");
        assertThat(answer.message()).containsAnyOf(key, signing, "sign with");
      }
    }
    assertThat(api.ok("ListCertificateAuthorities", Map.of()).get("CertificateAuthorities"))
        .as("what is refused is not on record")
        .hasSize(recorded);
    if (recorded > 0) {
      issuesWithLegalOnesOnly(key, root);
    }
  }

  private void issuesWithLegalOnesOnly(String key, String root) throws Exception {
    for (String signing : SIGNING) {
      Map<String, Object> order = Requests.issue(root, api.csr(root), Requests.ROOT_TEMPLATE, 30);
      order.put("SigningAlgorithm", signing);
      LocalApi.Answer answer = api.call("IssueCertificate", order);
      if (!legal(key).contains(signing)) {
        assertThat(answer.outcome())
            .as("issue %s %s", key, signing)
            .isEqualTo("InvalidArgsException");
        continue;
      }
      assertThat(answer.outcome()).as("issue %s %s", key, signing).isEqualTo("OK");
      X509Certificate made =
          parse(api.certificate(root, answer.body().get("CertificateArn").asText()));
      made.verify(made.getPublicKey());
      assertThat(made.getSigAlgName()).isEqualTo(jdkName(signing));
    }
  }

  private static String jdkName(String signing) {
    if (signing.endsWith("_PSS")) {
      return "RSASSA-PSS";
    }
    return signing.startsWith("ML") ? signing.replace('_', '-') : signing.replace("WITH", "with");
  }

  private void awaitCsr(String arn) {
    long end = System.nanoTime() + 60_000_000_000L;
    while (api.call("GetCertificateAuthorityCsr", Requests.ca(arn)).outcome().startsWith("Request")
        && System.nanoTime() < end) {
      Thread.onSpinWait();
    }
  }

  private static Map<String, Object> order(String key, String signing) {
    return Requests.create(
        "ROOT", Requests.configuration(key, signing, Map.of("CommonName", key + " " + signing)));
  }

  private static X509Certificate parse(String pem) throws Exception {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
  }
}
