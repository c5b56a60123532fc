package dev.sealwright.api.shape;

/** The named purposes of a key. */
public enum ExtendedKeyUsageType {
  SERVER_AUTH,
  CLIENT_AUTH,
  CODE_SIGNING,
  EMAIL_PROTECTION,
  TIME_STAMPING,
  OCSP_SIGNING,
  SMART_CARD_LOGIN,
  DOCUMENT_SIGNING,
  CERTIFICATE_TRANSPARENCY
}
