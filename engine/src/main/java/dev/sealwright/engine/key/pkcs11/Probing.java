package dev.sealwright.engine.key.pkcs11;

/**
 * What only examining a module needs; a {@link CryptokiSession} of a binding that can do it
 * implements it as well.
 */
public interface Probing {
  /**
   * Two C_SignInit in a row: what the second returns. The session is of no use afterwards and must
   * be closed.
   *
   * @return the CK_RV; the standard asks for CKR_OPERATION_ACTIVE
   */
  long secondSignInit(Mechanism mechanism, long key);
}
