package dev.sealwright.benchmarks.ocsp;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.sealwright.benchmarks.line.Requests;
import dev.sealwright.benchmarks.load.ApiConnection;
import dev.sealwright.benchmarks.load.RootAuthority;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;

/**
 * A root CA that answers OCSP, and what it issued.
 *
 * @param good certificates that it did not revoke
 * @param revoked certificates that it did
 */
record Estate(X509Certificate root, List<X509Certificate> good, List<X509Certificate> revoked) {
  private static final String KEY = "EC_prime256v1";
  private static final String SIGNING = "SHA256WITHECDSA";

  Estate {
    good = List.copyOf(good);
    revoked = List.copyOf(revoked);
  }

  /**
   * Makes it through the API; every second certificate is revoked.
   *
   * @param certificates 2 or more
   */
  static Estate make(ApiConnection api, int certificates)
      throws IOException, GeneralSecurityException {
    RootAuthority authority = RootAuthority.create(api, "Benchmark", KEY, SIGNING);
    require(
        api,
        "UpdateCertificateAuthority",
        "{\"CertificateAuthorityArn\":\"%s\",\"RevocationConfiguration\":{\"OcspConfiguration\":{\"Enabled\":true}}}"
            .formatted(authority.arn()));
    List<X509Certificate> good = new ArrayList<>();
    List<X509Certificate> revoked = new ArrayList<>();
    for (var csr : Requests.distinct(certificates)) {
      String arn =
          api.call("IssueCertificate", authority.order(new String(csr.toArray(), US_ASCII), ""))
              .require("CertificateArn");
      X509Certificate issued =
          parsed(
                  RootAuthority.certificate(api, authority.arn(), arn)
                      .require("Certificate")
                      .getBytes(US_ASCII))
              .getFirst();
      if (good.size() <= revoked.size()) {
        good.add(issued);
      } else {
        require(
            api,
            "RevokeCertificate",
            "{\"CertificateAuthorityArn\":\"%s\",\"CertificateSerial\":\"%s\",\"RevocationReason\":\"KEY_COMPROMISE\"}"
                .formatted(authority.arn(), issued.getSerialNumber().toString(16)));
        revoked.add(issued);
      }
    }
    return new Estate(parsed(authority.certificate().getBytes(US_ASCII)).getFirst(), good, revoked);
  }

  /** Reads what {@link #write} wrote. */
  static Estate read(Path folder) throws IOException, GeneralSecurityException {
    return new Estate(
        parsed(Files.readAllBytes(folder.resolve("root.pem"))).getFirst(),
        parsed(Files.readAllBytes(folder.resolve("good.pem"))),
        parsed(Files.readAllBytes(folder.resolve("revoked.pem"))));
  }

  /** Writes it down for the processes of the clients. */
  void write(Path folder) throws IOException, GeneralSecurityException {
    Files.writeString(folder.resolve("root.pem"), pem(List.of(root)));
    Files.writeString(folder.resolve("good.pem"), pem(good));
    Files.writeString(folder.resolve("revoked.pem"), pem(revoked));
  }

  /** Every certificate that there is something to be asked of. */
  List<X509Certificate> issued() {
    return Stream.concat(good.stream(), revoked.stream()).toList();
  }

  private static void require(ApiConnection api, String operation, String body) throws IOException {
    var answer = api.call(operation, body);
    if (!answer.ok()) {
      throw new IllegalStateException(operation + ": " + answer.body());
    }
  }

  private static List<X509Certificate> parsed(byte[] pem) throws GeneralSecurityException {
    return CertificateFactory.getInstance("X.509")
        .generateCertificates(new ByteArrayInputStream(pem))
        .stream()
        .map(X509Certificate.class::cast)
        .toList();
  }

  private static String pem(List<X509Certificate> certificates)
      throws CertificateEncodingException {
    var text = new StringBuilder();
    for (X509Certificate certificate : certificates) {
      text.append("-----BEGIN CERTIFICATE-----\n")
          .append(Base64.getMimeEncoder().encodeToString(certificate.getEncoded()))
          .append("\n-----END CERTIFICATE-----\n");
    }
    return text.toString();
  }
}
