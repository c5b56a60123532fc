package dev.sealwright.api;

import java.time.Duration;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.services.acmpca.AcmPcaClient;
import software.amazon.awssdk.services.acmpca.model.CertificateAuthorityType;
import software.amazon.awssdk.services.acmpca.model.GetCertificateResponse;
import software.amazon.awssdk.services.acmpca.model.KeyAlgorithm;
import software.amazon.awssdk.services.acmpca.model.SigningAlgorithm;
import software.amazon.awssdk.services.acmpca.model.ValidityPeriodType;
import software.amazon.awssdk.services.acmpca.waiters.AcmPcaWaiter;

/** The life of a CA in the calls that an AWS user makes. */
record CaClient(AcmPcaClient pca) {
  static final String ROOT_TEMPLATE = "arn:aws:acm-pca:::template/RootCACertificate/V1";
  static final String SUBORDINATE_TEMPLATE =
      "arn:aws:acm-pca:::template/SubordinateCACertificate_PathLen0/V1";

  /** The SDK's waiter, which would look every three seconds, with less patience. */
  AcmPcaWaiter waiter() {
    return AcmPcaWaiter.builder()
        .client(pca)
        .overrideConfiguration(waiter ->
            waiter
                .maxAttempts(600)
                .backoffStrategyV2(BackoffStrategy.fixedDelayWithoutJitter(Duration.ofMillis(100))))
        .build();
  }

  String create(
      CertificateAuthorityType type,
      KeyAlgorithm key,
      SigningAlgorithm algorithm,
      String commonName) {
    String arn =
        pca.createCertificateAuthority(create ->
                create
                    .certificateAuthorityType(type)
                    .certificateAuthorityConfiguration(configuration ->
                        configuration
                            .keyAlgorithm(key)
                            .signingAlgorithm(algorithm)
                            .subject(subject ->
                                subject
                                    .country("DE")
                                    .organization("Sealwright Tests")
                                    .commonName(commonName))))
            .certificateAuthorityArn();
    try (AcmPcaWaiter waiter = waiter()) {
      waiter.waitUntilCertificateAuthorityCSRCreated(csr -> csr.certificateAuthorityArn(arn));
    }
    return arn;
  }

  SdkBytes csr(String arn) {
    return SdkBytes.fromUtf8String(
        pca.getCertificateAuthorityCsr(csr -> csr.certificateAuthorityArn(arn)).csr());
  }

  /** The certificate that the CA has installed. */
  SdkBytes certificateOf(String arn) {
    return SdkBytes.fromUtf8String(
        pca.getCertificateAuthorityCertificate(get -> get.certificateAuthorityArn(arn))
            .certificate());
  }

  /** Issues for a number of days and waits for it as the SDK does. */
  String issue(String arn, SdkBytes csr, SigningAlgorithm algorithm, String template, long days) {
    String certificate =
        pca.issueCertificate(issue ->
                issue
                    .certificateAuthorityArn(arn)
                    .csr(csr)
                    .signingAlgorithm(algorithm)
                    .templateArn(template)
                    .validity(validity -> validity.type(ValidityPeriodType.DAYS).value(days)))
            .certificateArn();
    try (AcmPcaWaiter waiter = waiter()) {
      waiter.waitUntilCertificateIssued(
          get -> get.certificateAuthorityArn(arn).certificateArn(certificate));
    }
    return certificate;
  }

  GetCertificateResponse certificate(String arn, String certificateArn) {
    return pca.getCertificate(
        get -> get.certificateAuthorityArn(arn).certificateArn(certificateArn));
  }

  /** A root CA, ACTIVE. */
  String activeRoot(KeyAlgorithm key, SigningAlgorithm algorithm, String commonName) {
    String arn = create(CertificateAuthorityType.ROOT, key, algorithm, commonName);
    String own = issue(arn, csr(arn), algorithm, ROOT_TEMPLATE, 3650);
    pca.importCertificateAuthorityCertificate(install ->
        install
            .certificateAuthorityArn(arn)
            .certificate(SdkBytes.fromUtf8String(certificate(arn, own).certificate())));
    return arn;
  }

  /** A CA signed by another, ACTIVE. */
  String activeSubordinate(
      String parent,
      SigningAlgorithm parentAlgorithm,
      KeyAlgorithm key,
      SigningAlgorithm algorithm,
      String commonName) {
    String arn = create(CertificateAuthorityType.SUBORDINATE, key, algorithm, commonName);
    String own = issue(parent, csr(arn), parentAlgorithm, SUBORDINATE_TEMPLATE, 1825);
    GetCertificateResponse issued = certificate(parent, own);
    pca.importCertificateAuthorityCertificate(install ->
        install
            .certificateAuthorityArn(arn)
            .certificate(SdkBytes.fromUtf8String(issued.certificate()))
            .certificateChain(SdkBytes.fromUtf8String(issued.certificateChain())));
    return arn;
  }
}
