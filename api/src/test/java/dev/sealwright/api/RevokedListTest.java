package dev.sealwright.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.acmpca.AcmPcaClient;
import software.amazon.awssdk.services.acmpca.model.CrlType;
import software.amazon.awssdk.services.acmpca.model.KeyAlgorithm;
import software.amazon.awssdk.services.acmpca.model.RevocationReason;
import software.amazon.awssdk.services.acmpca.model.SigningAlgorithm;

/** INVARIANT I10 through the whole server: the SDK revokes, and the process is killed at once. */
@Timeout(300)
@MostlyWaits
class RevokedListTest {
  private static final String BUCKET = "test-lists";

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(names = {"COMPLETE", "PARTITIONED"})
  void aRevocationThatWasAnsweredIsInTheNextListWhateverDies(CrlType type) throws Exception {
    Path home = folder.resolve("home");
    SdkBytes csr = new OpenSsl(folder).request("/CN=revoked", Estate.EC);
    X509Certificate issuer;
    X509Certificate leaf;
    Path list;
    BigInteger before;
    try (ServerProcess server = ServerProcess.start(home);
        AcmPcaClient pca = server.client()) {
      CaClient ca = new CaClient(pca);
      String root =
          ca.activeRoot(
              KeyAlgorithm.EC_PRIME256_V1, SigningAlgorithm.SHA256_WITHECDSA, "List Root");
      pca.updateCertificateAuthority(update ->
          update
              .certificateAuthorityArn(root)
              .revocationConfiguration(revocation ->
                  revocation.crlConfiguration(crl ->
                      crl.enabled(true).expirationInDays(7).s3BucketName(BUCKET).crlType(type))));
      String arn = ca.issue(root, csr, Estate.ALGORITHM, Estate.END_ENTITY_TEMPLATE, 30);
      leaf = certificate(ca.certificate(root, arn).certificate());
      issuer = certificate(ca.certificateOf(root).asUtf8String());
      list = home.resolve("var").resolve("buckets").resolve(BUCKET).resolve(key(leaf));
      Until.holds("the first list", () -> Files.exists(list));
      before = number(read(list, issuer));
      pca.revokeCertificate(revoke ->
          revoke
              .certificateAuthorityArn(root)
              .certificateSerial(leaf.getSerialNumber().toString(16))
              .revocationReason(RevocationReason.KEY_COMPROMISE));
      server.kill();
    }
    try (ServerProcess server = ServerProcess.start(home)) {
      Until.holds("named", () -> read(list, issuer).isRevoked(leaf));
      assertThat(number(read(list, issuer))).isGreaterThan(before);
      server.terminate();
      assertThat(server.log()).doesNotContain("ERROR");
    }
  }

  /** The path in the bucket, as the certificate's distribution point says. */
  private static String key(X509Certificate leaf) {
    String text = new String(leaf.getExtensionValue("2.5.29.31"), StandardCharsets.ISO_8859_1);
    int at = text.indexOf("/" + BUCKET + "/");
    return text.substring(at + BUCKET.length() + 2);
  }

  private static X509Certificate certificate(String pem) throws GeneralSecurityException {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
  }

  private static X509CRL read(Path list, X509Certificate issuer) {
    try {
      X509CRL read =
          (X509CRL)
              CertificateFactory.getInstance("X.509")
                  .generateCRL(new ByteArrayInputStream(Files.readAllBytes(list)));
      read.verify(issuer.getPublicKey());
      return read;
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static BigInteger number(X509CRL list) {
    byte[] octets = list.getExtensionValue("2.5.29.20");
    // An OCTET STRING around an INTEGER, both short.
    return new BigInteger(octets, 4, octets.length - 4);
  }
}
