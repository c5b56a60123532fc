package dev.sealwright.engine.key.pkcs11;

/**
 * SPI: one PKCS#11 module, through one binding: the calls of the standard that the engine needs.
 *
 * <p>Every call that does not return CKR_OK MUST throw {@link CryptokiException} with that value,
 * unchanged; a driver neither retries nor hides anything.
 *
 * <p>Threads: shared. A module is state of the process: use one instance per module.
 */
public interface Cryptoki extends AutoCloseable {
  /**
   * C_Initialize with CKF_OS_LOCKING_OK; MUST come before any other call, and again after each
   * {@link #close} for the module to be used on.
   */
  void initialise();

  /** C_GetInfo. */
  ModuleInfo moduleInfo();

  /** C_GetSlotList: the slots that hold a token now; at most 1,024 of them. */
  long[] slotsWithToken();

  /** C_GetTokenInfo. */
  TokenInfo tokenInfo(long slot);

  /** C_GetMechanismList: the CKM numbers that the token offers; at most 4,096 of them. */
  long[] mechanisms(long slot);

  /** C_GetMechanismInfo. */
  MechanismInfo mechanismInfo(long slot, long mechanism);

  /** C_OpenSession: a serial read/write session. */
  CryptokiSession openSession(long slot);

  /**
   * C_Finalize, unless someone else had initialised the module.
   *
   * <p>MUST refuse with {@link IllegalStateException} while one of its sessions is open: to
   * finalise during a signature ends the process.
   */
  @Override
  void close();
}
