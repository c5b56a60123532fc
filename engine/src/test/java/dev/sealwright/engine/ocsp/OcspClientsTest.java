package dev.sealwright.engine.ocsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sealwright.engine.EngineLimits;
import dev.sealwright.engine.TestEngine;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.authority.AuthorityType;
import dev.sealwright.engine.authority.RevocationSettings;
import dev.sealwright.engine.key.KeySpec;
import dev.sealwright.engine.key.pkcs11.SoftHsmFixture;
import dev.sealwright.engine.order.Order;
import dev.sealwright.engine.store.embedded.SqliteStore;
import dev.sealwright.engine.x509.OpenSsl;
import dev.sealwright.engine.x509.RevocationReason;
import dev.sealwright.engine.x509.Serial;
import dev.sealwright.engine.x509.SignatureAlgorithm;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.PKIXRevocationChecker;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Answers by a token, judged by openssl, the JDK and GnuTLS, each over HTTP as it asks itself. */
@Timeout(300)
@SuppressWarnings("NullAway.Init") // by start, which every test calls first
class OcspClientsTest {
  enum Ca {
    P256(KeySpec.EC_P256, SignatureAlgorithm.SHA256WITHECDSA, OcspSettings.Signer.DELEGATE),
    P384(KeySpec.EC_P384, SignatureAlgorithm.SHA384WITHECDSA, OcspSettings.Signer.DELEGATE),
    RSA(KeySpec.RSA_2048, SignatureAlgorithm.SHA256WITHRSA, OcspSettings.Signer.DELEGATE),
    OWN_KEY(KeySpec.EC_P256, SignatureAlgorithm.SHA256WITHECDSA, OcspSettings.Signer.CA_KEY);

    private final KeySpec spec;
    private final SignatureAlgorithm algorithm;
    private final OcspSettings.Signer signer;

    Ca(KeySpec spec, SignatureAlgorithm algorithm, OcspSettings.Signer signer) {
      this.spec = spec;
      this.algorithm = algorithm;
      this.signer = signer;
    }
  }

  @TempDir Path folder;
  private TestEngine ca;
  private LoopbackHttp http;
  private AuthorityId root;
  private X509Certificate issuer;

  @AfterEach
  void close() {
    http.close();
    ca.close();
  }

  private void start(Ca which) throws Exception {
    ca =
        new TestEngine(
            SqliteStore.open(folder.resolve("records.db")),
            SoftHsmFixture.vault(),
            EngineLimits.STANDARD.with(OcspSettings.STANDARD.with(which.signer)));
    // Others judge by their own clock.
    ca.clock.advance(Duration.between(TestEngine.START, Instant.now()));
    http = new LoopbackHttp(this::answer);
    root = ca.pending(AuthorityType.ROOT, which.spec, which.algorithm);
    Serial own = ca.engine.issue(ca.rootOrder(root));
    ca.engine.importCertificate(
        root, TestEngine.pem(ca.engine.certificate(root, own).certificate()), null, "tester");
    // The loopback's address takes the place of the name that a CA may have for this.
    Asked.set(ca, root, RevocationSettings.NONE.withOcsp(new RevocationSettings.Ocsp(http.host())));
    Asked.awaitSigner(ca, root);
    issuer = parse(ca.engine.caCertificate(root).orElseThrow().certificate().toArray());
    write("ca.pem", ca.engine.caCertificate(root).orElseThrow().certificate().toArray());
  }

  /** GET has the request in its path, behind the id of the CA or behind nothing. */
  private OcspAnswer answer(String path, byte[] body) {
    String rest = path.substring(1);
    AuthorityId of = null;
    if (rest.startsWith("ocsp/")) {
      of = new AuthorityId(UUID.fromString(rest.substring(5, 41)));
      rest = rest.length() > 41 ? rest.substring(42) : "";
    }
    return ca.engine.ocsp().answer(of, body.length > 0 ? body : OcspGet.decode(rest));
  }

  @ParameterizedTest
  @EnumSource(Ca.class)
  void openssl(Ca which) throws Exception {
    start(which);
    Serial good = leaf("good");
    Serial revoked = leaf("revoked");
    ca.engine.revoker().revoke(root, revoked, RevocationReason.KEY_COMPROMISE, 99, "tester");
    OpenSsl openssl = new OpenSsl(folder);
    for (String digest : List.of("-sha1", "-sha256")) {
      String text =
          openssl.run(
              "ocsp",
              "-url",
              "http://" + http.host() + "/ocsp/" + root,
              "-issuer",
              "ca.pem",
              "-CAfile",
              "ca.pem",
              digest,
              "-cert",
              "good.pem",
              "-cert",
              "revoked.pem",
              "-serial",
              "0x1234");
      assertThat(text)
          .contains(
              "Response verify OK",
              "good.pem: good",
              "revoked.pem: revoked",
              "Reason: keyCompromise",
              "0x1234: unknown")
          .doesNotContain("WARNING");
    }
    fromFiles(openssl, good);
  }

  /** The same by files: what is kept, which has no nonce. */
  private void fromFiles(OpenSsl openssl, Serial good) {
    openssl.run(
        "ocsp", "-issuer", "ca.pem", "-cert", "good.pem", "-no_nonce", "-reqout", "request.der");
    OcspAnswer answer = ca.engine.ocsp().answer(null, openssl.read("request.der"));
    assertThat(answer.caching()).isNotNull();
    openssl.write("response.der", answer.response().toArray());
    assertThat(
            openssl.run(
                "ocsp",
                "-reqin",
                "request.der",
                "-respin",
                "response.der",
                "-issuer",
                "ca.pem",
                "-CAfile",
                "ca.pem",
                "-cert",
                "good.pem",
                "-no_nonce",
                "-text"))
        .contains("Response verify OK", "good.pem: good");
    // Of a byte less, or another, nobody is convinced.
    byte[] altered = answer.response().toArray();
    altered[altered.length / 3] ^= 1;
    openssl.write("response.der", altered);
    assertThat(
            openssl
                .attempt(
                    "ocsp",
                    "-respin",
                    "response.der",
                    "-issuer",
                    "ca.pem",
                    "-CAfile",
                    "ca.pem",
                    "-serial",
                    "0x" + good.hex())
                .text())
        .doesNotContain("Response verify OK");
  }

  @Test
  void opensslWithTheSignersCertificateApart() throws Exception {
    start(Ca.P256);
    Serial good = leaf("good");
    byte[] request = Asked.request(ca, root, Asked.SHA1, null, good);
    OcspAnswer answer = ca.engine.ocsp().answer(root, request);
    OpenSsl openssl = new OpenSsl(folder);
    write(
        "signer.pem", Asked.basic(answer, Asked.certificate(ca, root)).getCerts()[0].getEncoded());
    openssl.write("response.der", answer.response().toArray());
    assertThat(
            openssl.run(
                "ocsp",
                "-respin",
                "response.der",
                "-issuer",
                "ca.pem",
                "-CAfile",
                "ca.pem",
                "-verify_other",
                "signer.pem",
                "-no_intern",
                "-cert",
                "good.pem",
                "-no_nonce"))
        .contains("Response verify OK", "good.pem: good");
    assertThat(openssl.run("x509", "-in", "signer.pem", "-noout", "-text"))
        .contains("OCSP Signing", "OCSP No Check", "Digital Signature", "CN = OCSP Signer");
    assertThat(openssl.run("verify", "-CAfile", "ca.pem", "-purpose", "ocsphelper", "signer.pem"))
        .contains("OK");
  }

  @ParameterizedTest
  @EnumSource(Ca.class)
  void theJdk(Ca which) throws Exception {
    start(which);
    X509Certificate good = certificate(leaf("good"));
    X509Certificate revoked = certificate(leaf("revoked"));
    validate(good);
    ca.engine
        .revoker()
        .revoke(
            root,
            Serial.of(revoked.getSerialNumber().toByteArray()),
            RevocationReason.SUPERSEDED,
            99,
            "tester");
    assertThatThrownBy(() -> validate(revoked))
        .isInstanceOfSatisfying(
            CertPathValidatorException.class,
            e ->
                assertThat(e.getReason())
                    .isEqualTo(CertPathValidatorException.BasicReason.REVOKED));
    assertThat(http.asked()).anyMatch(asked -> asked.startsWith("GET /"));
  }

  private void validate(X509Certificate certificate) throws Exception {
    CertPathValidator validator = CertPathValidator.getInstance("PKIX");
    PKIXRevocationChecker checker = (PKIXRevocationChecker) validator.getRevocationChecker();
    checker.setOptions(EnumSet.of(PKIXRevocationChecker.Option.NO_FALLBACK));
    PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(issuer, null)));
    parameters.addCertPathChecker(checker);
    validator.validate(
        CertificateFactory.getInstance("X.509").generateCertPath(List.of(certificate)), parameters);
  }

  @Test
  void gnutls() throws Exception {
    start(Ca.P256);
    Serial serial = leaf("leaf");
    assertThat(ocsptool())
        .contains("Certificate Status: good", "Verifying OCSP Response: Success.");
    ca.engine.revoker().revoke(root, serial, RevocationReason.UNSPECIFIED, 99, "tester");
    assertThat(ocsptool())
        .contains("Certificate Status: revoked", "Verifying OCSP Response: Success.");
  }

  private String ocsptool() throws Exception {
    Path output = Files.createTempFile(folder, "ocsptool", ".out");
    Process process =
        new ProcessBuilder(
                "ocsptool",
                "--ask=http://" + http.host() + "/ocsp/" + root,
                "--load-issuer=ca.pem",
                "--load-cert=leaf.pem",
                "--load-trust=ca.pem")
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return Files.readString(output);
  }

  private Serial leaf(String name) {
    Order order = TestEngine.leafOrder(root, name, null);
    Serial serial =
        ca.engine.issue(
            new Order(
                root,
                order.csr(),
                ca.engine.authority(root).orElseThrow().settings().signingAlgorithm(),
                order.template(),
                order.validity(),
                null,
                null,
                "tester"));
    write(name + ".pem", ca.engine.certificate(root, serial).certificate().toArray());
    return serial;
  }

  private X509Certificate certificate(Serial serial) throws Exception {
    return parse(ca.engine.certificate(root, serial).certificate().toArray());
  }

  private void write(String name, byte[] certificate) {
    new OpenSsl(folder)
        .write(
            name, TestEngine.pem(dev.sealwright.engine.x509.Octets.copyOf(certificate)).toArray());
  }

  private static X509Certificate parse(byte[] der) throws Exception {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
  }
}
