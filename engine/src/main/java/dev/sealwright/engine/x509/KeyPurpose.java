package dev.sealwright.engine.x509;

import java.util.List;

/** The purposes of a key that have a name (RFC 5280 4.2.1.12, and lists of vendors). */
public enum KeyPurpose {
  SERVER_AUTH("1.3.6.1.5.5.7.3.1"),
  CLIENT_AUTH("1.3.6.1.5.5.7.3.2"),
  CODE_SIGNING("1.3.6.1.5.5.7.3.3"),
  EMAIL_PROTECTION("1.3.6.1.5.5.7.3.4"),
  TIME_STAMPING("1.3.6.1.5.5.7.3.8"),
  OCSP_SIGNING("1.3.6.1.5.5.7.3.9"),
  SMART_CARD_LOGIN("1.3.6.1.4.1.311.20.2.2"),
  DOCUMENT_SIGNING("1.3.6.1.4.1.311.10.3.12"),
  CERTIFICATE_TRANSPARENCY("1.3.6.1.4.1.11129.2.4.4");

  private final String oid;

  KeyPurpose(String oid) {
    this.oid = oid;
  }

  public String oid() {
    return oid;
  }

  /** DER of the extended key usage extension; INVALID_ARGUMENT for a malformed identifier. */
  public static Octets encode(List<String> oids) {
    return Octets.copyOf(
        Der.sequence(
            oids.stream()
                .map(oid -> Text.objectIdentifier("the extended key usage " + oid, oid))
                .toArray(byte[][]::new)));
  }
}
