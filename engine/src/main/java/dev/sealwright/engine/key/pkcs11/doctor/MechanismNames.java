package dev.sealwright.engine.key.pkcs11.doctor;

import java.util.Map;

/** The names of mechanisms that readers of a diagnosis look for (PKCS#11 3.2, pkcs11t.h). */
public final class MechanismNames {
  private static final Map<Long, String> NAMES =
      Map.ofEntries(
          Map.entry(0x0L, "CKM_RSA_PKCS_KEY_PAIR_GEN"),
          Map.entry(0x1L, "CKM_RSA_PKCS"),
          Map.entry(0x3L, "CKM_RSA_X_509"),
          Map.entry(0x6L, "CKM_SHA1_RSA_PKCS"),
          Map.entry(0x9L, "CKM_RSA_PKCS_OAEP"),
          Map.entry(0xaL, "CKM_RSA_X9_31_KEY_PAIR_GEN"),
          Map.entry(0xdL, "CKM_RSA_PKCS_PSS"),
          Map.entry(0xeL, "CKM_SHA1_RSA_PKCS_PSS"),
          Map.entry(0x1cL, "CKM_ML_DSA_KEY_PAIR_GEN"),
          Map.entry(0x1dL, "CKM_ML_DSA"),
          Map.entry(0x1fL, "CKM_HASH_ML_DSA"),
          Map.entry(0x2dL, "CKM_SLH_DSA_KEY_PAIR_GEN"),
          Map.entry(0x2eL, "CKM_SLH_DSA"),
          Map.entry(0x40L, "CKM_SHA256_RSA_PKCS"),
          Map.entry(0x41L, "CKM_SHA384_RSA_PKCS"),
          Map.entry(0x42L, "CKM_SHA512_RSA_PKCS"),
          Map.entry(0x43L, "CKM_SHA256_RSA_PKCS_PSS"),
          Map.entry(0x44L, "CKM_SHA384_RSA_PKCS_PSS"),
          Map.entry(0x45L, "CKM_SHA512_RSA_PKCS_PSS"),
          Map.entry(0x46L, "CKM_SHA224_RSA_PKCS"),
          Map.entry(0x250L, "CKM_SHA256"),
          Map.entry(0x260L, "CKM_SHA384"),
          Map.entry(0x270L, "CKM_SHA512"),
          Map.entry(0x1040L, "CKM_EC_KEY_PAIR_GEN"),
          Map.entry(0x1041L, "CKM_ECDSA"),
          Map.entry(0x1042L, "CKM_ECDSA_SHA1"),
          Map.entry(0x1043L, "CKM_ECDSA_SHA224"),
          Map.entry(0x1044L, "CKM_ECDSA_SHA256"),
          Map.entry(0x1045L, "CKM_ECDSA_SHA384"),
          Map.entry(0x1046L, "CKM_ECDSA_SHA512"),
          Map.entry(0x1050L, "CKM_ECDH1_DERIVE"),
          Map.entry(0x1055L, "CKM_EC_EDWARDS_KEY_PAIR_GEN"),
          Map.entry(0x1057L, "CKM_EDDSA"),
          Map.entry(0x1080L, "CKM_AES_KEY_GEN"),
          Map.entry(0x1082L, "CKM_AES_CBC"),
          Map.entry(0x1085L, "CKM_AES_CBC_PAD"),
          Map.entry(0x1087L, "CKM_AES_GCM"),
          Map.entry(0x2109L, "CKM_AES_KEY_WRAP"),
          Map.entry(0x210aL, "CKM_AES_KEY_WRAP_PAD"));

  private MechanismNames() {}

  /** The name, or the number in hexadecimal. */
  public static String of(long mechanism) {
    return NAMES.getOrDefault(mechanism, "0x" + Long.toHexString(mechanism));
  }
}
