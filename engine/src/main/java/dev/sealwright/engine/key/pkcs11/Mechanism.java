package dev.sealwright.engine.key.pkcs11;

import dev.sealwright.engine.x509.Octets;

/** A mechanism with its parameter (CK_MECHANISM), free of the layout of the module's structures. */
public sealed interface Mechanism {
  /** The CKM number, from {@link Pkcs11}. */
  long type();

  /** A mechanism that takes no parameter. */
  record Plain(long type) implements Mechanism {}

  /**
   * CKM_RSA_PKCS_PSS over a hash, with CK_RSA_PKCS_PSS_PARAMS.
   *
   * @param hash the CKM number of the digest
   * @param mask the CKG number of the mask generation function
   * @param salt length in bytes
   */
  record Pss(long hash, long mask, int salt) implements Mechanism {
    @Override
    public long type() {
      return Pkcs11.CKM_RSA_PKCS_PSS;
    }
  }

  /**
   * CKM_AES_GCM with CK_GCM_PARAMS and a tag of 128 bits.
   *
   * @param iv used once with its key; at most 256 bytes
   * @param additional authenticated, not encrypted; at most 1,024 bytes
   */
  record Gcm(Octets iv, Octets additional) implements Mechanism {
    public static final int TAG_BITS = 128;

    @Override
    public long type() {
      return Pkcs11.CKM_AES_GCM;
    }
  }
}
