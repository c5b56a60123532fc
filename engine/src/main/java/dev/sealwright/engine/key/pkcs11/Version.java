package dev.sealwright.engine.key.pkcs11;

/** A CK_VERSION; modules write the minor part as two decimal digits or as a plain number. */
public record Version(int major, int minor) {
  @Override
  public String toString() {
    return major + "." + minor;
  }
}
