package dev.sealwright.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealwright.api.tls.TlsCertificates;
import dev.sealwright.api.tls.TlsCertificates.Made;
import dev.sealwright.api.tls.TlsFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.acmpca.AcmPcaClient;
import software.amazon.awssdk.services.acmpca.model.KeyAlgorithm;
import software.amazon.awssdk.services.acmpca.model.SigningAlgorithm;

/**
 * The server with TLS as an operator starts it, an SDK that trusts its CA, and openssl as judge.
 */
@MostlyWaits
@Timeout(120)
@SuppressWarnings("NullAway.Init") // set before each test
class TlsProcessTest {
  @TempDir Path folder;

  private TlsCertificates certificates;
  private Made root;
  private Made middle;
  private Made server;

  @BeforeEach
  void certificates() {
    certificates = new TlsCertificates(folder);
    root = certificates.root("root");
    middle = certificates.intermediate("middle", root);
    server = certificates.server("server", middle);
  }

  private static Map<String, String> tls(Path certificate, Path key) {
    return Map.of(
        "SEALWRIGHT_TLS_CERTIFICATE", certificate.toString(), "SEALWRIGHT_TLS_KEY", key.toString());
  }

  @Test
  void anSdkThatTrustsTheRootIsServedAcrossAChangeOfCertificate() throws Exception {
    Path chain = certificates.chain("chain.pem", server, middle);
    OpenSsl openssl = new OpenSsl(folder);
    try (ServerProcess process = ServerProcess.start(folder, tls(chain, server.key()));
        AcmPcaClient pca =
            process.client(
                ServerProcess.KEY_ID, ServerProcess.SECRET, Region.US_EAST_1, trusting(root))) {
      assertThat(process.endpoint().getScheme()).isEqualTo("https");
      CaClient ca = new CaClient(pca);
      String authority =
          ca.activeRoot(KeyAlgorithm.EC_PRIME256_V1, SigningAlgorithm.SHA256_WITHECDSA, "Root");
      issue(ca, openssl, authority);

      assertThat(shown(process, "-tls1_3")).contains("New, TLSv1.3").contains(" 1 s:CN = middle");
      assertThat(shown(process, "-tls1_2")).contains("New, TLSv1.2").contains("ECDHE-ECDSA-");
      assertThat(metric(process, "sealwright_tls_certificate_expiry_seconds"))
          .isEqualTo(expiry(server));
      assertThat(process.session())
          .contains("ca_bundle=/path/to/root.pem # that of the CA behind " + chain)
          .contains(
              "aws --endpoint-url " + process.endpoint() + " --ca-bundle \"$ca_bundle\" acm-pca");

      Made later = certificates.server("later", root);
      Path laterChain = certificates.chain("later.pem", later, root);
      certificates.replace(new TlsFiles(chain, server.key()), laterChain, later.key());
      Until.holds(
          "the new certificate", () -> shown(process, "-tls1_3").contains(" 0 s:CN = later"));
      issue(ca, openssl, authority);
      assertThat(metric(process, "sealwright_tls_certificate_expiry_seconds"))
          .isEqualTo(expiry(later));
      process.terminate();
      assertThat(process.log()).doesNotContain("ERROR", "\tat ");
      requireNoKeyIn(process.log() + process.session());
    }
  }

  @Test
  void aChainWithItsRootIsItselfWhatClientsMayTrust() throws IOException {
    Made own =
        certificates.server(
            "own", root, List.of("-newkey", "rsa:2048"), "subjectAltName=DNS:localhost");
    Path chain = certificates.chain("whole.pem", own, root);
    try (ServerProcess process = ServerProcess.start(folder, tls(chain, own.key()))) {
      assertThat(process.endpoint().getHost()).as("the name in it").isEqualTo("localhost");
      assertThat(process.session()).contains("ca_bundle='" + chain + "'\n");
      process.terminate();
    }
  }

  @Test
  void filesThatCannotBeServedEndTheStart() {
    ServerProcess.Refused refused =
        ServerProcess.refused(folder, tls(middle.certificate(), server.key()));
    assertThat(refused.status()).isEqualTo(1);
    assertThat(refused.output())
        .contains(
            "error: "
                + server.key()
                + ": the key does not match the certificate in "
                + middle.certificate())
        .doesNotContain("\tat ", "ready ");
    requireNoKeyIn(refused.output());
    assertThat(folder.resolve("var/token")).as("made before it was refused").doesNotExist();
  }

  @Test
  void oneFileWithoutTheOtherIsAProblemOfTheConfiguration() {
    ServerProcess.Refused refused =
        ServerProcess.refused(
            folder, Map.of("SEALWRIGHT_TLS_CERTIFICATE", server.certificate().toString()));
    assertThat(refused.status()).isEqualTo(2);
    assertThat(refused.output())
        .contains("SEALWRIGHT_TLS_CERTIFICATE", "goes with tls.key: set both, or neither");
  }

  /** The handshake by openssl: verified up to the root, name compared. */
  private String shown(ServerProcess process, String protocol) {
    return certificates.openssl(
        "",
        "s_client",
        "-connect",
        "127.0.0.1:" + process.endpoint().getPort(),
        protocol,
        "-CAfile",
        "root.crt",
        "-verify_ip",
        "127.0.0.1",
        "-verify_return_error",
        "-showcerts");
  }

  private static void issue(CaClient ca, OpenSsl openssl, String authority) {
    String leaf =
        ca.issue(
            authority,
            openssl.request("/CN=www.example.com", Estate.EC),
            SigningAlgorithm.SHA256_WITHECDSA,
            Estate.END_ENTITY_TEMPLATE,
            30);
    String top = ca.certificateOf(authority).asUtf8String();
    openssl.verify(ca.certificate(authority, leaf).certificate(), top, top);
  }

  private static long metric(ServerProcess process, String name) throws IOException {
    String metrics;
    try (InputStream in = process.management().resolve("/metrics").toURL().openStream()) {
      metrics = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    var found = Pattern.compile("(?m)^" + name + " (\\S+)$").matcher(metrics);
    assertThat(found.find()).as(metrics).isTrue();
    return (long) Double.parseDouble(found.group(1));
  }

  private static long expiry(Made made) throws IOException, GeneralSecurityException {
    try (InputStream in = Files.newInputStream(made.certificate())) {
      return ((X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in))
          .getNotAfter()
          .toInstant()
          .getEpochSecond();
    }
  }

  private static SdkHttpClient trusting(Made root) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    try (InputStream in = Files.newInputStream(root.certificate())) {
      store.setCertificateEntry(
          "root", CertificateFactory.getInstance("X.509").generateCertificate(in));
    }
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    TrustManager[] managers = trust.getTrustManagers();
    return UrlConnectionHttpClient.builder().tlsTrustManagersProvider(() -> managers).build();
  }

  private void requireNoKeyIn(String text) {
    for (String line : TlsCertificates.read(server.key()).lines().toList()) {
      if (!line.startsWith("-----")) {
        assertThat(text).doesNotContain(line);
      }
    }
  }
}
