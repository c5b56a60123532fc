package dev.sealwright.api;

import dev.sealwright.api.tls.TlsRotation;
import dev.sealwright.hsm.dev.SoftHsmToken;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Optional;

/** The AWS CLI session printed after {@code ready}: copied into a shell, it works word for word. */
final class PrintedSession {
  private static final String LISTS_ON =
      "CrlConfiguration={Enabled=true,ExpirationInDays=7,S3BucketName=first-light},";

  /** Served within five seconds. */
  private static final String LIST =
      """
      crl=$(openssl x509 -in leaf.pem -noout -ext crlDistributionPoints | sed -n 's/^ *URI://p')
      until curl -sf -o ca.crl "$crl" \\
        && openssl crl -inform DER -in ca.crl -CAfile root.pem -noout -text | grep -A 4 "$serial"
      do sleep 1; done
      """;

  private static final String OCSP =
      """
      ocsp=$(openssl x509 -in leaf.pem -noout -ocsp_uri)
      openssl ocsp -issuer root.pem -CAfile root.pem -cert leaf.pem -url "$ocsp"
      """;

  private PrintedSession() {}

  /**
   * The text.
   *
   * @param token of the dev profile
   * @param credentials file of the pair made here, absent when the caller brought its own
   * @param lists whether this server gives out revocation lists; else some other store has them
   */
  static String text(
      ApiServer server,
      String region,
      Optional<Path> credentials,
      Optional<SoftHsmToken> token,
      boolean lists) {
    StringBuilder text = new StringBuilder();
    text.append(
        """

        # A root CA and the life of a certificate (apt-get install awscli openssl curl): copy, paste.
        """);
    credentials.ifPresentOrElse(
        file ->
            text.append("export AWS_SHARED_CREDENTIALS_FILE='")
                .append(file)
                .append("'\n")
                .append(
                    "unset AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWS_PROFILE\n"),
        () ->
            text.append(
                "# with the AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY that this server was started"
                    + " with\n"));
    text.append("export AWS_REGION=")
        .append(region)
        .append(" AWS_DEFAULT_REGION=")
        .append(region)
        .append('\n');
    server.tls().ifPresent(tls -> text.append(trust(tls)));
    text.append("pca() { aws --endpoint-url ")
        .append(server.endpoint())
        .append(server.tls().isPresent() ? " --ca-bundle \"$ca_bundle\"" : "")
        .append(" acm-pca \"$@\"; }\n");
    text.append(life(lists ? LISTS_ON : "")).append(lists ? LIST : "").append(OCSP);
    token.ifPresentOrElse(
        made ->
            text.append(
                    "\n# The CA keys are in a SoftHSM2 token of this server's own: SOFTHSM2_CONF=")
                .append(made.configuration())
                .append('\n'),
        () -> text.append("\n# The CA keys are in the vaults of the configuration.\n"));
    text.append("# Metrics: http://127.0.0.1:")
        .append(server.managementPort())
        .append("/metrics; readiness: /health/ready\n");
    return text.toString();
  }

  /**
   * From the making of a CA to the revocation of a certificate.
   *
   * @param lists of its configuration, with a comma behind, or nothing
   */
  private static String life(String lists) {
    return """
    cd "$(mktemp -d)"
    ca=$(pca create-certificate-authority --certificate-authority-type ROOT \\
      --certificate-authority-configuration \\
      'KeyAlgorithm=EC_prime256v1,SigningAlgorithm=SHA256WITHECDSA,Subject={CommonName=First Light Root}' \\
      --revocation-configuration \\
      '%sOcspConfiguration={Enabled=true}' \\
      --query CertificateAuthorityArn --output text)
    pca wait certificate-authority-csr-created --certificate-authority-arn "$ca"
    pca get-certificate-authority-csr --certificate-authority-arn "$ca" --output text > root.csr
    root=$(pca issue-certificate --certificate-authority-arn "$ca" --csr fileb://root.csr \\
      --signing-algorithm SHA256WITHECDSA --validity Value=10,Type=YEARS \\
      --template-arn arn:aws:acm-pca:::template/RootCACertificate/V1 \\
      --query CertificateArn --output text)
    pca get-certificate --certificate-authority-arn "$ca" --certificate-arn "$root" \\
      --query Certificate --output text > root.pem
    pca import-certificate-authority-certificate --certificate-authority-arn "$ca" \\
      --certificate fileb://root.pem
    openssl req -new -newkey rsa:2048 -nodes -keyout leaf.key -out leaf.csr \\
      -subj '/CN=www.example.com' -addext 'subjectAltName=DNS:www.example.com'
    leaf=$(pca issue-certificate --certificate-authority-arn "$ca" --csr fileb://leaf.csr \\
      --signing-algorithm SHA256WITHECDSA --validity Value=90,Type=DAYS \\
      --query CertificateArn --output text)
    pca get-certificate --certificate-authority-arn "$ca" --certificate-arn "$leaf" \\
      --query Certificate --output text > leaf.pem
    openssl verify -CAfile root.pem leaf.pem

    # Its key was stolen: it is revoked, and everybody can see that at the addresses in it.
    serial=$(openssl x509 -in leaf.pem -noout -serial | cut -d= -f2)
    pca revoke-certificate --certificate-authority-arn "$ca" --certificate-serial "$serial" \\
      --revocation-reason KEY_COMPROMISE
    """
        .formatted(lists);
  }

  /** The root is in the file, or somewhere that only the operator knows. */
  private static String trust(TlsRotation tls) {
    X509Certificate last = tls.chain().getLast();
    String bundle =
        last.getIssuerX500Principal().equals(last.getSubjectX500Principal())
            ? "ca_bundle='" + tls.files().certificate() + "'\n"
            : "ca_bundle=/path/to/root.pem # that of the CA behind "
                + tls.files().certificate()
                + "\n";
    return LocalName.isKnown(tls.chain().getFirst())
        ? bundle
        : "# The certificate has neither 127.0.0.1 nor localhost in it: lead a name that it has to this"
            + " machine,\n# and take that below.\n"
            + bundle;
  }
}
