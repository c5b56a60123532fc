package dev.sealwright.engine.key.pkcs11;

import java.util.List;

/**
 * SPI: one session (CK_SESSION_HANDLE) of a {@link Cryptoki}.
 *
 * <p>Every call that does not return CKR_OK MUST throw {@link CryptokiException} with that value.
 *
 * <p>Threads: one at a time; modules crash otherwise. Drivers do not check it, {@link TokenSession}
 * does.
 */
public interface CryptokiSession extends AutoCloseable {
  /** Most objects that one search returns. */
  int MAX_FOUND = 65_536;

  /**
   * C_Login as CKU_USER; holds for all sessions of the process with this token.
   *
   * @param pin sent in UTF-8; every copy the driver makes MUST be wiped, the caller wipes its own
   */
  void login(char[] pin);

  /**
   * C_FindObjectsInit, C_FindObjects, C_FindObjectsFinal.
   *
   * @param limit most handles to return, 1 to {@link #MAX_FOUND}
   */
  long[] find(List<Attribute> template, int limit);

  /** C_GenerateKeyPair with a mechanism that takes no parameter. */
  KeyPairHandles generateKeyPair(
      long mechanism, List<Attribute> publicKey, List<Attribute> privateKey);

  /** C_GetAttributeValue of bytes; at most 8,192. */
  byte[] bytes(long object, long attribute);

  /** C_GetAttributeValue of a CK_ULONG. */
  long number(long object, long attribute);

  /** C_GetAttributeValue of a CK_BBOOL. */
  boolean flag(long object, long attribute);

  /**
   * C_SignInit and C_Sign in one part.
   *
   * @param data of any length; beyond 8,192 bytes at the price of an allocation
   * @return the signature as the module gives it, at most 8,192 bytes; its length is not checked
   */
  byte[] sign(Mechanism mechanism, long key, byte[] data);

  /** C_GenerateKey with a mechanism that takes no parameter. */
  long generateKey(long mechanism, List<Attribute> template);

  /**
   * C_EncryptInit and C_Encrypt in one part; the driver MUST wipe its copies of the data.
   *
   * @param data at most 4,096 bytes
   */
  byte[] encrypt(Mechanism mechanism, long key, byte[] data);

  /**
   * C_DecryptInit and C_Decrypt in one part; the driver MUST wipe its copies of the result.
   *
   * @param data at most 8,192 bytes
   */
  byte[] decrypt(Mechanism mechanism, long key, byte[] data);

  /** C_DestroyObject. */
  void destroy(long object);

  /** C_CloseSession; what the session holds is given back even when that throws. */
  @Override
  void close();
}
