package dev.sealwright.engine.x509;

/**
 * One certificate extension (RFC 5280 4.2).
 *
 * @param oid dotted decimal
 * @param value the DER inside the OCTET STRING
 */
public record Extension(String oid, boolean critical, Octets value) {
  public static final String SUBJECT_KEY_IDENTIFIER = "2.5.29.14";
  public static final String KEY_USAGE = "2.5.29.15";
  public static final String SUBJECT_ALTERNATIVE_NAME = "2.5.29.17";
  public static final String BASIC_CONSTRAINTS = "2.5.29.19";
  public static final String CRL_NUMBER = "2.5.29.20";
  public static final String REASON_CODE = "2.5.29.21";
  public static final String ISSUING_DISTRIBUTION_POINT = "2.5.29.28";
  public static final String NAME_CONSTRAINTS = "2.5.29.30";
  public static final String CRL_DISTRIBUTION_POINTS = "2.5.29.31";
  public static final String CERTIFICATE_POLICIES = "2.5.29.32";
  public static final String AUTHORITY_KEY_IDENTIFIER = "2.5.29.35";
  public static final String EXTENDED_KEY_USAGE = "2.5.29.37";
  public static final String AUTHORITY_INFORMATION_ACCESS = "1.3.6.1.5.5.7.1.1";
  public static final String SUBJECT_INFORMATION_ACCESS = "1.3.6.1.5.5.7.1.11";

  /** RFC 6960 4.2.2.2.1: who reads the certificate need not ask whether it was revoked. */
  public static final String OCSP_NO_CHECK = "1.3.6.1.5.5.7.48.1.5";

  /** RFC 9654. */
  public static final String OCSP_NONCE = "1.3.6.1.5.5.7.48.1.2";
}
