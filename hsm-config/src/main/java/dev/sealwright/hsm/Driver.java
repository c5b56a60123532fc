package dev.sealwright.hsm;

/** The binding through which a PKCS#11 module is called. */
public enum Driver {
  /** java.lang.foreign straight to the module. */
  FOREIGN,
  /** The IAIK PKCS#11 wrapper. */
  IAIK,
  /** The JDK's SunPKCS11 provider. */
  SUN
}
