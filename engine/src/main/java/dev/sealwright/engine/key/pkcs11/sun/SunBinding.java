package dev.sealwright.engine.key.pkcs11.sun;

import dev.sealwright.engine.key.pkcs11.Attribute;
import dev.sealwright.engine.key.pkcs11.CryptokiException;
import dev.sealwright.engine.key.pkcs11.KeyPairHandles;
import dev.sealwright.engine.key.pkcs11.Mechanism;
import dev.sealwright.engine.key.pkcs11.MechanismInfo;
import dev.sealwright.engine.key.pkcs11.ModuleInfo;
import dev.sealwright.engine.key.pkcs11.Pkcs11;
import dev.sealwright.engine.key.pkcs11.TokenInfo;
import dev.sealwright.engine.key.pkcs11.Version;
import dev.sealwright.engine.key.pkcs11.jni.Binding;
import dev.sealwright.engine.key.pkcs11.jni.Boxed;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import sun.security.pkcs11.wrapper.CK_ATTRIBUTE;
import sun.security.pkcs11.wrapper.CK_C_INITIALIZE_ARGS;
import sun.security.pkcs11.wrapper.CK_GCM_PARAMS;
import sun.security.pkcs11.wrapper.CK_MECHANISM;
import sun.security.pkcs11.wrapper.CK_RSA_PKCS_PSS_PARAMS;
import sun.security.pkcs11.wrapper.CK_VERSION;
import sun.security.pkcs11.wrapper.PKCS11;
import sun.security.pkcs11.wrapper.PKCS11Exception;

/**
 * The functions of the JDK's binding.
 *
 * <p>Threads: shared.
 */
final class SunBinding implements Binding {
  static final long CKF_OS_LOCKING_OK = 0x2;
  private static final long CKU_USER = 1;

  /** For an answer of C_Encrypt or C_Decrypt. */
  private static final int ROOM = 8192;

  private static final MethodHandle INITIALIZE = initialize();

  private final PKCS11 pkcs11;

  SunBinding(PKCS11 pkcs11) {
    this.pkcs11 = pkcs11;
  }

  private interface Call<T extends @Nullable Object> {
    T make() throws PKCS11Exception;
  }

  private interface Action {
    void make() throws PKCS11Exception;
  }

  private static <T extends @Nullable Object> T call(String function, Call<T> call) {
    try {
      return call.make();
    } catch (PKCS11Exception e) {
      throw new CryptokiException(function, e.getErrorCode());
    }
  }

  private static void run(String function, Action action) {
    try {
      action.make();
    } catch (PKCS11Exception e) {
      throw new CryptokiException(function, e.getErrorCode());
    }
  }

  @Override
  public void initializeModule(@Nullable String reserved) {
    var arguments = new CK_C_INITIALIZE_ARGS();
    arguments.flags = CKF_OS_LOCKING_OK;
    arguments.pReserved = reserved;
    run("C_Initialize", () -> initialise(arguments));
  }

  private void initialise(CK_C_INITIALIZE_ARGS arguments) throws PKCS11Exception {
    try {
      INITIALIZE.invokeExact(pkcs11, (Object) arguments);
    } catch (PKCS11Exception | RuntimeException | Error e) {
      throw e;
    } catch (Throwable t) {
      throw new IllegalStateException(t);
    }
  }

  /** It is not public, and the public way to it hides that a module was initialised already. */
  private static MethodHandle initialize() {
    try {
      return MethodHandles.privateLookupIn(PKCS11.class, MethodHandles.lookup())
          .findVirtual(
              PKCS11.class, "C_Initialize", MethodType.methodType(void.class, Object.class));
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("C_Initialize", e);
    }
  }

  @Override
  public void finalizeModule() {
    run("C_Finalize", () -> pkcs11.C_Finalize(null));
  }

  @Override
  public ModuleInfo info() {
    var info = call("C_GetInfo", pkcs11::C_GetInfo);
    return new ModuleInfo(
        version(info.cryptokiVersion),
        Boxed.text(info.manufacturerID),
        Boxed.text(info.libraryDescription),
        version(info.libraryVersion));
  }

  @Override
  public long[] slots() {
    return call("C_GetSlotList", () -> pkcs11.C_GetSlotList(true));
  }

  @Override
  public TokenInfo tokenInfo(long slot) {
    var info = call("C_GetTokenInfo", () -> pkcs11.C_GetTokenInfo(slot));
    return new TokenInfo(
        Boxed.text(info.label),
        Boxed.text(info.manufacturerID),
        Boxed.text(info.model),
        Boxed.text(info.serialNumber),
        info.flags,
        version(info.hardwareVersion),
        version(info.firmwareVersion));
  }

  @Override
  public long[] mechanisms(long slot) {
    return call("C_GetMechanismList", () -> pkcs11.C_GetMechanismList(slot));
  }

  @Override
  public MechanismInfo mechanismInfo(long slot, long mechanism) {
    var info = call("C_GetMechanismInfo", () -> pkcs11.C_GetMechanismInfo(slot, mechanism));
    return new MechanismInfo(info.ulMinKeySize, largest(mechanism, info.ulMaxKeySize), info.flags);
  }

  /**
   * Up to ML-DSA-65, in bytes or in bits as the module counts: the binding has room for a signature
   * of 4,096 bytes, and some modules end the operation when that is too short.
   */
  private static long largest(long mechanism, long said) {
    if (mechanism != Pkcs11.CKM_ML_DSA) {
      return said;
    }
    long bytes = 1952;
    return said == 0 || said >= 8 * bytes ? 8 * bytes : Math.min(said, bytes);
  }

  @Override
  public long openSession(long slot, long flags) {
    return call("C_OpenSession", () -> pkcs11.C_OpenSession(slot, flags, null, null));
  }

  @Override
  public void closeSession(long session) {
    run("C_CloseSession", () -> pkcs11.C_CloseSession(session));
  }

  @Override
  public void login(long session, char[] pin) {
    run("C_Login", () -> pkcs11.C_Login(session, CKU_USER, pin));
  }

  @Override
  public void destroyObject(long session, long object) {
    run("C_DestroyObject", () -> pkcs11.C_DestroyObject(session, object));
  }

  @Override
  public @Nullable Object attribute(long session, long object, long type) {
    CK_ATTRIBUTE[] wanted = {new CK_ATTRIBUTE(type)};
    run("C_GetAttributeValue", () -> pkcs11.C_GetAttributeValue(session, object, wanted));
    // Not filled in: put in place of what was asked.
    return wanted[0].pValue;
  }

  @Override
  public void findObjectsInit(long session, List<Attribute> template) {
    run("C_FindObjectsInit", () -> pkcs11.C_FindObjectsInit(session, of(template)));
  }

  @Override
  public long[] findObjects(long session, int most) {
    return call("C_FindObjects", () -> pkcs11.C_FindObjects(session, most));
  }

  @Override
  public void findObjectsFinal(long session) {
    run("C_FindObjectsFinal", () -> pkcs11.C_FindObjectsFinal(session));
  }

  @Override
  public void signInit(long session, Mechanism mechanism, long key) {
    run("C_SignInit", () -> pkcs11.C_SignInit(session, of(mechanism), key));
  }

  @Override
  public byte[] sign(long session, byte[] data) {
    return call("C_Sign", () -> pkcs11.C_Sign(session, data));
  }

  @Override
  public void encryptInit(long session, Mechanism mechanism, long key) {
    run(
        "C_EncryptInit",
        () -> {
          if (mechanism instanceof Mechanism.Gcm) {
            pkcs11.C_GCMEncryptInitWithRetry(session, of(mechanism), key, true);
          } else {
            pkcs11.C_EncryptInit(session, of(mechanism), key);
          }
        });
  }

  @Override
  public byte[] encrypt(long session, byte[] data) {
    var room = new byte[ROOM];
    try {
      int length =
          call(
              "C_Encrypt",
              () -> pkcs11.C_Encrypt(session, 0, data, 0, data.length, 0, room, 0, ROOM));
      return Arrays.copyOf(room, length);
    } finally {
      Arrays.fill(room, (byte) 0);
    }
  }

  @Override
  public void decryptInit(long session, Mechanism mechanism, long key) {
    run(
        "C_DecryptInit",
        () -> {
          if (mechanism instanceof Mechanism.Gcm) {
            pkcs11.C_GCMDecryptInitWithRetry(session, of(mechanism), key, true);
          } else {
            pkcs11.C_DecryptInit(session, of(mechanism), key);
          }
        });
  }

  @Override
  public byte[] decrypt(long session, byte[] data) {
    var room = new byte[ROOM];
    try {
      int length =
          call(
              "C_Decrypt",
              () -> pkcs11.C_Decrypt(session, 0, data, 0, data.length, 0, room, 0, ROOM));
      return Arrays.copyOf(room, length);
    } finally {
      Arrays.fill(room, (byte) 0);
    }
  }

  @Override
  public long generateKey(long session, Mechanism mechanism, List<Attribute> template) {
    return call("C_GenerateKey", () -> pkcs11.C_GenerateKey(session, of(mechanism), of(template)));
  }

  @Override
  public KeyPairHandles generateKeyPair(
      long session, Mechanism mechanism, List<Attribute> publicKey, List<Attribute> privateKey) {
    long[] pair =
        call(
            "C_GenerateKeyPair",
            () -> pkcs11.C_GenerateKeyPair(session, of(mechanism), of(publicKey), of(privateKey)));
    return new KeyPairHandles(pair[0], pair[1]);
  }

  private static CK_ATTRIBUTE[] of(List<Attribute> template) {
    var attributes = new CK_ATTRIBUTE[template.size()];
    for (int i = 0; i < attributes.length; i++) {
      attributes[i] = new CK_ATTRIBUTE(template.get(i).type(), Boxed.of(template.get(i)));
    }
    return attributes;
  }

  private static CK_MECHANISM of(Mechanism wanted) {
    return switch (wanted) {
      case Mechanism.Plain plain -> new CK_MECHANISM(plain.type());
      case Mechanism.Pss pss -> {
        var mechanism = new CK_MECHANISM(pss.type());
        mechanism.setParameter(
            new CK_RSA_PKCS_PSS_PARAMS(digest(pss), "MGF1", digest(pss), pss.salt()));
        yield mechanism;
      }
      case Mechanism.Gcm gcm ->
          new CK_MECHANISM(
              gcm.type(),
              new CK_GCM_PARAMS(
                  Mechanism.Gcm.TAG_BITS, gcm.iv().toArray(), gcm.additional().toArray()));
    };
  }

  /** The binding takes names for the numbers of digest and mask. */
  private static String digest(Mechanism.Pss pss) {
    if (pss.hash() == Pkcs11.CKM_SHA256 && pss.mask() == Pkcs11.CKG_MGF1_SHA256) {
      return "SHA-256";
    }
    if (pss.hash() == Pkcs11.CKM_SHA384 && pss.mask() == Pkcs11.CKG_MGF1_SHA384) {
      return "SHA-384";
    }
    if (pss.hash() == Pkcs11.CKM_SHA512 && pss.mask() == Pkcs11.CKG_MGF1_SHA512) {
      return "SHA-512";
    }
    throw new IllegalArgumentException("a PSS parameter of " + pss);
  }

  private static Version version(CK_VERSION version) {
    return new Version(Byte.toUnsignedInt(version.major), Byte.toUnsignedInt(version.minor));
  }
}
