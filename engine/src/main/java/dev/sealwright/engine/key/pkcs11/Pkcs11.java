package dev.sealwright.engine.key.pkcs11;

/**
 * The numbers of the standard that the engine uses, under their own names (PKCS#11 3.2, pkcs11t.h).
 */
public final class Pkcs11 {
  public static final long CKO_PUBLIC_KEY = 0x2;
  public static final long CKO_PRIVATE_KEY = 0x3;
  public static final long CKO_SECRET_KEY = 0x4;

  public static final long CKK_RSA = 0x0;
  public static final long CKK_EC = 0x3;
  public static final long CKK_AES = 0x1f;
  public static final long CKK_ML_DSA = 0x4a;

  public static final long CKA_CLASS = 0x0;
  public static final long CKA_TOKEN = 0x1;
  public static final long CKA_PRIVATE = 0x2;
  public static final long CKA_LABEL = 0x3;
  public static final long CKA_VALUE = 0x11;
  public static final long CKA_KEY_TYPE = 0x100;
  public static final long CKA_ID = 0x102;
  public static final long CKA_SENSITIVE = 0x103;
  public static final long CKA_ENCRYPT = 0x104;
  public static final long CKA_DECRYPT = 0x105;
  public static final long CKA_WRAP = 0x106;
  public static final long CKA_UNWRAP = 0x107;
  public static final long CKA_SIGN = 0x108;
  public static final long CKA_VERIFY = 0x10a;
  public static final long CKA_MODULUS = 0x120;
  public static final long CKA_MODULUS_BITS = 0x121;
  public static final long CKA_PUBLIC_EXPONENT = 0x122;
  public static final long CKA_VALUE_LEN = 0x161;
  public static final long CKA_EXTRACTABLE = 0x162;
  public static final long CKA_LOCAL = 0x163;
  public static final long CKA_NEVER_EXTRACTABLE = 0x164;
  public static final long CKA_ALWAYS_SENSITIVE = 0x165;
  public static final long CKA_KEY_GEN_MECHANISM = 0x166;
  public static final long CKA_EC_PARAMS = 0x180;
  public static final long CKA_EC_POINT = 0x181;
  public static final long CKA_ALWAYS_AUTHENTICATE = 0x202;
  public static final long CKA_PARAMETER_SET = 0x61d;

  public static final long CKM_RSA_PKCS_KEY_PAIR_GEN = 0x0;
  public static final long CKM_RSA_PKCS = 0x1;
  public static final long CKM_RSA_PKCS_PSS = 0xd;
  public static final long CKM_ML_DSA_KEY_PAIR_GEN = 0x1c;
  public static final long CKM_ML_DSA = 0x1d;
  public static final long CKM_SHA256 = 0x250;
  public static final long CKM_SHA384 = 0x260;
  public static final long CKM_SHA512 = 0x270;
  public static final long CKM_EC_KEY_PAIR_GEN = 0x1040;
  public static final long CKM_ECDSA = 0x1041;
  public static final long CKM_AES_KEY_GEN = 0x1080;
  public static final long CKM_AES_GCM = 0x1087;

  public static final long CKG_MGF1_SHA256 = 0x2;
  public static final long CKG_MGF1_SHA384 = 0x3;
  public static final long CKG_MGF1_SHA512 = 0x4;

  public static final long CKP_ML_DSA_44 = 0x1;
  public static final long CKP_ML_DSA_65 = 0x2;
  public static final long CKP_ML_DSA_87 = 0x3;

  /** Flags of CK_MECHANISM_INFO. */
  public static final long CKF_ENCRYPT = 0x100;

  public static final long CKF_DECRYPT = 0x200;
  public static final long CKF_SIGN = 0x800;
  public static final long CKF_GENERATE = 0x8000;
  public static final long CKF_GENERATE_KEY_PAIR = 0x10000;

  /** Flags of CK_TOKEN_INFO. */
  public static final long CKF_WRITE_PROTECTED = 0x2;

  public static final long CKF_LOGIN_REQUIRED = 0x4;
  public static final long CKF_PROTECTED_AUTHENTICATION_PATH = 0x100;

  public static final long CKF_USER_PIN_INITIALIZED = 0x8;
  public static final long CKF_TOKEN_INITIALIZED = 0x400;
  public static final long CKF_USER_PIN_COUNT_LOW = 0x10000;
  public static final long CKF_USER_PIN_FINAL_TRY = 0x20000;
  public static final long CKF_USER_PIN_LOCKED = 0x40000;
  public static final long CKF_USER_PIN_TO_BE_CHANGED = 0x80000;
  public static final long CKF_SO_PIN_COUNT_LOW = 0x100000;
  public static final long CKF_SO_PIN_FINAL_TRY = 0x200000;
  public static final long CKF_SO_PIN_LOCKED = 0x400000;

  private Pkcs11() {}
}
