package dev.sealwright.engine.key.pkcs11;

import dev.sealwright.engine.x509.Octets;

/** One attribute of a template (CK_ATTRIBUTE), free of the width of the module's integers. */
public sealed interface Attribute {
  /** The CKA number, from {@link Pkcs11}. */
  long type();

  /** A CK_BBOOL. */
  record Flag(long type, boolean value) implements Attribute {}

  /** A CK_ULONG. */
  record Count(long type, long value) implements Attribute {}

  /** Bytes, text in UTF-8, or a big-endian integer. */
  record Bytes(long type, Octets value) implements Attribute {
    public static Bytes of(long type, byte[] value) {
      return new Bytes(type, Octets.copyOf(value));
    }
  }
}
