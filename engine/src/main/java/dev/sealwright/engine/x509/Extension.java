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
  public static final String AUTHORITY_KEY_IDENTIFIER = "2.5.29.35";
  public static final String EXTENDED_KEY_USAGE = "2.5.29.37";
}
