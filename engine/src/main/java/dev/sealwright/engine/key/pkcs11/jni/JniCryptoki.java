package dev.sealwright.engine.key.pkcs11.jni;

import dev.sealwright.engine.key.pkcs11.Cryptoki;
import dev.sealwright.engine.key.pkcs11.CryptokiException;
import dev.sealwright.engine.key.pkcs11.CryptokiSession;
import dev.sealwright.engine.key.pkcs11.MechanismInfo;
import dev.sealwright.engine.key.pkcs11.ModuleInfo;
import dev.sealwright.engine.key.pkcs11.OpenSessions;
import dev.sealwright.engine.key.pkcs11.ReturnValue;
import dev.sealwright.engine.key.pkcs11.TokenInfo;
import org.jspecify.annotations.Nullable;

/**
 * A PKCS#11 module called through a JNI wrapper.
 *
 * <p>Where someone else has initialised the module already (CKR_CRYPTOKI_ALREADY_INITIALIZED), it
 * is a guest, which leaves C_Finalize to the host. The host cannot see the guest's sessions.
 *
 * <p>Wrappers allocate what the module says it needs before this code can look at the size; what is
 * too large is refused here, but it has been in memory by then.
 *
 * <p>Threads: shared. One thread closes, after all sessions.
 */
public final class JniCryptoki implements Cryptoki {
  private static final long CKF_RW_SESSION = 0x2;
  private static final long CKF_SERIAL_SESSION = 0x4;
  private static final int MAX_SLOTS = 1024;
  private static final int MAX_MECHANISMS = 4096;

  private final Binding binding;
  private final @Nullable String reserved;
  private final OpenSessions sessions = new OpenSessions();
  private volatile boolean host;

  /**
   * Takes a module that is loaded and not initialised by this process yet.
   *
   * @param reserved what C_Initialize is given as pReserved
   */
  public JniCryptoki(Binding binding, @Nullable String reserved) {
    this.binding = binding;
    this.reserved = reserved;
  }

  @Override
  public void initialise() {
    try {
      binding.initializeModule(reserved);
      host = true;
    } catch (CryptokiException e) {
      if (!e.is(ReturnValue.CKR_CRYPTOKI_ALREADY_INITIALIZED)) {
        throw e;
      }
    }
    sessions.reopen();
  }

  @Override
  public ModuleInfo moduleInfo() {
    return binding.info();
  }

  @Override
  public long[] slotsWithToken() {
    return bounded(binding.slots(), MAX_SLOTS, "C_GetSlotList");
  }

  @Override
  public TokenInfo tokenInfo(long slot) {
    return binding.tokenInfo(slot);
  }

  @Override
  public long[] mechanisms(long slot) {
    return bounded(binding.mechanisms(slot), MAX_MECHANISMS, "C_GetMechanismList");
  }

  @Override
  public MechanismInfo mechanismInfo(long slot, long mechanism) {
    return binding.mechanismInfo(slot, mechanism);
  }

  @Override
  public CryptokiSession openSession(long slot) {
    sessions.enter();
    try {
      return new JniSession(
          binding, binding.openSession(slot, CKF_SERIAL_SESSION | CKF_RW_SESSION), sessions::leave);
    } catch (CryptokiException e) {
      sessions.leave();
      throw e;
    }
  }

  @Override
  public void close() {
    if (sessions.close() && host) {
      // A module that fails to finalise is still ours to finalise.
      binding.finalizeModule();
      host = false;
    }
  }

  private static long[] bounded(long[] list, int limit, String function) {
    if (list.length > limit) {
      throw new CryptokiException(function, ReturnValue.CKR_GENERAL_ERROR);
    }
    return list;
  }
}
