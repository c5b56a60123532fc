package dev.sealwright.engine.key.pkcs11.iaik;

import dev.sealwright.engine.key.pkcs11.Attribute;
import dev.sealwright.engine.key.pkcs11.CryptokiException;
import dev.sealwright.engine.key.pkcs11.KeyPairHandles;
import dev.sealwright.engine.key.pkcs11.Mechanism;
import dev.sealwright.engine.key.pkcs11.MechanismInfo;
import dev.sealwright.engine.key.pkcs11.ModuleInfo;
import dev.sealwright.engine.key.pkcs11.TokenInfo;
import dev.sealwright.engine.key.pkcs11.Version;
import dev.sealwright.engine.key.pkcs11.jni.Binding;
import dev.sealwright.engine.key.pkcs11.jni.Boxed;
import iaik.pkcs.pkcs11.wrapper.CK_ATTRIBUTE;
import iaik.pkcs.pkcs11.wrapper.CK_C_INITIALIZE_ARGS;
import iaik.pkcs.pkcs11.wrapper.CK_GCM_PARAMS;
import iaik.pkcs.pkcs11.wrapper.CK_MECHANISM;
import iaik.pkcs.pkcs11.wrapper.CK_RSA_PKCS_PSS_PARAMS;
import iaik.pkcs.pkcs11.wrapper.CK_VERSION;
import iaik.pkcs.pkcs11.wrapper.PKCS11;
import iaik.pkcs.pkcs11.wrapper.PKCS11Exception;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The functions of the IAIK PKCS#11 wrapper.
 *
 * <p>Threads: shared.
 */
final class IaikBinding implements Binding {
  private static final long CKF_OS_LOCKING_OK = 0x2;
  private static final long CKU_USER = 1;

  /** Texts come and go as bytes, so that a PIN or a label is what was meant, whatever its form. */
  private static final boolean BYTES = false;

  private final PKCS11 pkcs11;

  IaikBinding(PKCS11 pkcs11) {
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
    run("C_Initialize", () -> pkcs11.C_Initialize(arguments, true));
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
        Boxed.decoded(info.manufacturerID),
        Boxed.decoded(info.libraryDescription),
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
        Boxed.decoded(info.label),
        Boxed.decoded(info.manufacturerID),
        Boxed.decoded(info.model),
        Boxed.decoded(info.serialNumber),
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
    return new MechanismInfo(info.ulMinKeySize, info.ulMaxKeySize, info.flags);
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
    run("C_Login", () -> pkcs11.C_Login(session, CKU_USER, pin, BYTES));
  }

  @Override
  public void destroyObject(long session, long object) {
    run("C_DestroyObject", () -> pkcs11.C_DestroyObject(session, object));
  }

  @Override
  public @Nullable Object attribute(long session, long object, long type) {
    CK_ATTRIBUTE[] wanted = {new CK_ATTRIBUTE()};
    wanted[0].type = type;
    run("C_GetAttributeValue", () -> pkcs11.C_GetAttributeValue(session, object, wanted, BYTES));
    // Not filled in: put in place of what was asked.
    return wanted[0].pValue;
  }

  @Override
  public void findObjectsInit(long session, List<Attribute> template) {
    run("C_FindObjectsInit", () -> pkcs11.C_FindObjectsInit(session, of(template), BYTES));
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
    run("C_SignInit", () -> pkcs11.C_SignInit(session, of(mechanism), key, BYTES));
  }

  @Override
  public byte[] sign(long session, byte[] data) {
    return call("C_Sign", () -> pkcs11.C_Sign(session, data));
  }

  @Override
  public void encryptInit(long session, Mechanism mechanism, long key) {
    run("C_EncryptInit", () -> pkcs11.C_EncryptInit(session, of(mechanism), key, BYTES));
  }

  @Override
  public byte[] encrypt(long session, byte[] data) {
    return call("C_Encrypt", () -> pkcs11.C_Encrypt(session, data));
  }

  @Override
  public void decryptInit(long session, Mechanism mechanism, long key) {
    run("C_DecryptInit", () -> pkcs11.C_DecryptInit(session, of(mechanism), key, BYTES));
  }

  @Override
  public byte[] decrypt(long session, byte[] data) {
    return call("C_Decrypt", () -> pkcs11.C_Decrypt(session, data));
  }

  @Override
  public long generateKey(long session, Mechanism mechanism, List<Attribute> template) {
    return call(
        "C_GenerateKey", () -> pkcs11.C_GenerateKey(session, of(mechanism), of(template), BYTES));
  }

  @Override
  public KeyPairHandles generateKeyPair(
      long session, Mechanism mechanism, List<Attribute> publicKey, List<Attribute> privateKey) {
    long[] pair =
        call(
            "C_GenerateKeyPair",
            () ->
                pkcs11.C_GenerateKeyPair(
                    session, of(mechanism), of(publicKey), of(privateKey), BYTES));
    return new KeyPairHandles(pair[0], pair[1]);
  }

  private static CK_ATTRIBUTE[] of(List<Attribute> template) {
    var attributes = new CK_ATTRIBUTE[template.size()];
    for (int i = 0; i < attributes.length; i++) {
      attributes[i] = new CK_ATTRIBUTE();
      attributes[i].type = template.get(i).type();
      attributes[i].pValue = Boxed.of(template.get(i));
    }
    return attributes;
  }

  private static CK_MECHANISM of(Mechanism wanted) {
    var mechanism = new CK_MECHANISM();
    mechanism.mechanism = wanted.type();
    mechanism.pParameter =
        switch (wanted) {
          case Mechanism.Plain plain -> null;
          case Mechanism.Pss pss -> {
            var parameter = new CK_RSA_PKCS_PSS_PARAMS();
            parameter.hashAlg = pss.hash();
            parameter.mgf = pss.mask();
            parameter.sLen = pss.salt();
            yield parameter;
          }
          case Mechanism.Gcm gcm -> {
            var parameter = new CK_GCM_PARAMS();
            parameter.pIv = gcm.iv().toArray();
            parameter.pAAD = gcm.additional().toArray();
            parameter.ulTagBits = Mechanism.Gcm.TAG_BITS;
            yield parameter;
          }
        };
    return mechanism;
  }

  private static Version version(CK_VERSION version) {
    return new Version(Byte.toUnsignedInt(version.major), Byte.toUnsignedInt(version.minor));
  }
}
