package dev.sealwright.api.report;

/** What a report says of a certificate, in order; both forms use these names. */
enum Column {
  ACCOUNT("awsAccountId"),
  SERVICE("requestedByServicePrincipal"),
  CERTIFICATE_ARN("certificateArn"),
  SERIAL("serial"),
  SUBJECT("subject"),
  NOT_BEFORE("notBefore"),
  NOT_AFTER("notAfter"),
  ISSUED_AT("issuedAt"),
  REVOKED_AT("revokedAt"),
  REVOCATION_REASON("revocationReason"),
  TEMPLATE_ARN("templateArn");

  private final String title;

  Column(String title) {
    this.title = title;
  }

  String title() {
    return title;
  }
}
