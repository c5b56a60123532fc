package dev.sealwright.engine.key.pkcs11;

/**
 * The numbers of the standard that the engine uses, under their own names (PKCS#11 3.1, pkcs11t.h).
 */
public final class Pkcs11 {
  public static final long CKO_PUBLIC_KEY = 0x2;
  public static final long CKO_PRIVATE_KEY = 0x3;

  public static final long CKK_RSA = 0x0;
  public static final long CKK_EC = 0x3;

  public static final long CKA_CLASS = 0x0;
  public static final long CKA_TOKEN = 0x1;
  public static final long CKA_PRIVATE = 0x2;
  public static final long CKA_LABEL = 0x3;
  public static final long CKA_KEY_TYPE = 0x100;
  public static final long CKA_ID = 0x102;
  public static final long CKA_SENSITIVE = 0x103;
  public static final long CKA_SIGN = 0x108;
  public static final long CKA_VERIFY = 0x10a;
  public static final long CKA_MODULUS = 0x120;
  public static final long CKA_MODULUS_BITS = 0x121;
  public static final long CKA_PUBLIC_EXPONENT = 0x122;
  public static final long CKA_EXTRACTABLE = 0x162;
  public static final long CKA_LOCAL = 0x163;
  public static final long CKA_NEVER_EXTRACTABLE = 0x164;
  public static final long CKA_ALWAYS_SENSITIVE = 0x165;
  public static final long CKA_EC_PARAMS = 0x180;
  public static final long CKA_EC_POINT = 0x181;

  public static final long CKM_RSA_PKCS_KEY_PAIR_GEN = 0x0;
  public static final long CKM_RSA_PKCS = 0x1;
  public static final long CKM_EC_KEY_PAIR_GEN = 0x1040;
  public static final long CKM_ECDSA = 0x1041;

  /** Flags of CK_TOKEN_INFO. */
  public static final long CKF_LOGIN_REQUIRED = 0x4;

  public static final long CKF_USER_PIN_INITIALIZED = 0x8;
  public static final long CKF_TOKEN_INITIALIZED = 0x400;
  public static final long CKF_USER_PIN_FINAL_TRY = 0x20000;
  public static final long CKF_USER_PIN_LOCKED = 0x40000;

  private Pkcs11() {}
}
