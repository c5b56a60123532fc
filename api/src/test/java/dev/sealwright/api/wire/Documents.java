package dev.sealwright.api.wire;

/** Whole requests as a client would send them. */
final class Documents {
  static final String CA_ARN =
      "arn:aws:acm-pca:eu-central-1:123456789012:certificate-authority"
          + "/11223344-5566-7788-99aa-bbccddeeff00";

  static final String ISSUE =
      """
      {
        "ApiPassthrough": {
          "Extensions": {
            "CertificatePolicies": [
              {
                "CertPolicyId": "2.5.29.32.0",
                "PolicyQualifiers": [
                  {"PolicyQualifierId": "CPS", "Qualifier": {"CpsUri": "https://cps.example"}}
                ]
              }
            ],
            "ExtendedKeyUsage": [
              {"ExtendedKeyUsageType": "SERVER_AUTH"},
              {"ExtendedKeyUsageObjectIdentifier": "1.3.6.1.5.5.7.3.2"}
            ],
            "KeyUsage": {"DigitalSignature": true, "CRLSign": true},
            "SubjectAlternativeNames": [
              {"DnsName": "a.example"},
              {"DirectoryName": {"CommonName": "Grüße", "Country": "DE"}},
              {"OtherName": {"TypeId": "1.2.3", "Value": "x"}}
            ],
            "CustomExtensions": [
              {"ObjectIdentifier": "1.2.3.4", "Value": "AAAA", "Critical": true}
            ]
          },
          "Subject": {"CustomAttributes": [{"ObjectIdentifier": "2.5.4.3", "Value": "b"}]}
        },
        "CertificateAuthorityArn": "%s",
        "Csr": "LS0tLS1CRUdJTg==",
        "SigningAlgorithm": "SHA256WITHECDSA",
        "TemplateArn": "arn:aws:acm-pca:::template/EndEntityCertificate/V1",
        "Validity": {"Value": 253402300799, "Type": "ABSOLUTE"},
        "IdempotencyToken": "once"
      }
      """
          .formatted(CA_ARN);

  private Documents() {}
}
