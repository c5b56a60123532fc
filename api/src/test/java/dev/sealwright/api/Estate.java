package dev.sealwright.api;

import java.util.Map;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.acmpca.AcmPcaClient;
import software.amazon.awssdk.services.acmpca.model.CertificateAuthorityType;
import software.amazon.awssdk.services.acmpca.model.KeyAlgorithm;
import software.amazon.awssdk.services.acmpca.model.SigningAlgorithm;

/**
 * The CAs that bad input is aimed at.
 *
 * @param root ACTIVE
 * @param subordinate ACTIVE, with path length 0
 * @param pendingRoot has a CSR but no certificate; its own certificate is issued, not imported
 * @param pendingSubordinate has a CSR but no certificate
 * @param leaf ARN of a certificate of {@code root}
 * @param csr a good one, of a stranger's key
 */
record Estate(
    CaClient ca,
    OpenSsl openssl,
    String root,
    String subordinate,
    String pendingRoot,
    SdkBytes pendingRootCertificate,
    String pendingSubordinate,
    String leaf,
    SdkBytes csr) {
  static final String[] EC = {"-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"};
  static final String END_ENTITY_TEMPLATE = "arn:aws:acm-pca:::template/EndEntityCertificate/V1";
  static final SigningAlgorithm ALGORITHM = SigningAlgorithm.SHA256_WITHECDSA;

  static Estate found(AcmPcaClient pca, OpenSsl openssl) {
    CaClient ca = new CaClient(pca);
    KeyAlgorithm key = KeyAlgorithm.EC_PRIME256_V1;
    String root = ca.activeRoot(key, ALGORITHM, "Estate Root");
    String subordinate =
        ca.activeSubordinate(root, ALGORITHM, key, ALGORITHM, "Estate Subordinate");
    String pendingRoot = ca.create(CertificateAuthorityType.ROOT, key, ALGORITHM, "Pending Root");
    String own =
        ca.issue(pendingRoot, ca.csr(pendingRoot), ALGORITHM, CaClient.ROOT_TEMPLATE, 3650);
    SdkBytes csr = openssl.request("/O=Example/CN=stranger.example.com", EC);
    return new Estate(
        ca,
        openssl,
        root,
        subordinate,
        pendingRoot,
        SdkBytes.fromUtf8String(ca.certificate(pendingRoot, own).certificate()),
        ca.create(CertificateAuthorityType.SUBORDINATE, key, ALGORITHM, "Pending Subordinate"),
        ca.issue(root, csr, ALGORITHM, END_ENTITY_TEMPLATE, 30),
        csr);
  }

  String account() {
    return root.split(":", -1)[4];
  }

  /** An order that the root fulfils, with members to spoil. */
  Map<String, Object> order() {
    return Requests.issue(root, csr.asUtf8String());
  }
}
