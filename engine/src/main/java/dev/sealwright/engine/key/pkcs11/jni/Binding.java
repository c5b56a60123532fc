package dev.sealwright.engine.key.pkcs11.jni;

import dev.sealwright.engine.key.pkcs11.Attribute;
import dev.sealwright.engine.key.pkcs11.CryptokiException;
import dev.sealwright.engine.key.pkcs11.KeyPairHandles;
import dev.sealwright.engine.key.pkcs11.Mechanism;
import dev.sealwright.engine.key.pkcs11.MechanismInfo;
import dev.sealwright.engine.key.pkcs11.ModuleInfo;
import dev.sealwright.engine.key.pkcs11.TokenInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The functions of one module as a JNI wrapper has them, with our types in place of its own.
 *
 * <p>Each MUST throw {@link CryptokiException} with its own name and the CK_RV that the wrapper
 * reports. Sizes are not checked here: whoever calls does.
 *
 * <p>Threads: shared; one thread at a time for each session.
 */
public interface Binding {
  /** C_Initialize with CKF_OS_LOCKING_OK and, unless null, a pReserved. */
  void initializeModule(@Nullable String reserved);

  /** C_Finalize. */
  void finalizeModule();

  /** C_GetInfo. */
  ModuleInfo info();

  /** C_GetSlotList of slots with a token. */
  long[] slots();

  /** C_GetTokenInfo. */
  TokenInfo tokenInfo(long slot);

  /** C_GetMechanismList. */
  long[] mechanisms(long slot);

  /** C_GetMechanismInfo. */
  MechanismInfo mechanismInfo(long slot, long mechanism);

  /** C_OpenSession. */
  long openSession(long slot, long flags);

  /** C_CloseSession. */
  void closeSession(long session);

  /**
   * C_Login as CKU_USER.
   *
   * @param pin a byte of the PIN in each char
   */
  void login(long session, char[] pin);

  /** C_DestroyObject. */
  void destroyObject(long session, long object);

  /** C_GetAttributeValue of one attribute, in the wrapper's {@link Boxed} form. */
  @Nullable Object attribute(long session, long object, long type);

  /** C_FindObjectsInit. */
  void findObjectsInit(long session, List<Attribute> template);

  /** C_FindObjects. */
  long[] findObjects(long session, int most);

  /** C_FindObjectsFinal. */
  void findObjectsFinal(long session);

  /** C_SignInit. */
  void signInit(long session, Mechanism mechanism, long key);

  /** C_Sign. */
  byte[] sign(long session, byte[] data);

  /** C_EncryptInit. */
  void encryptInit(long session, Mechanism mechanism, long key);

  /** C_Encrypt. */
  byte[] encrypt(long session, byte[] data);

  /** C_DecryptInit. */
  void decryptInit(long session, Mechanism mechanism, long key);

  /** C_Decrypt. */
  byte[] decrypt(long session, byte[] data);

  /** C_GenerateKey. */
  long generateKey(long session, Mechanism mechanism, List<Attribute> template);

  /** C_GenerateKeyPair. */
  KeyPairHandles generateKeyPair(
      long session, Mechanism mechanism, List<Attribute> publicKey, List<Attribute> privateKey);
}
