package dev.sealwright.engine.key.pkcs11;

import dev.sealwright.engine.key.KeySpec;
import dev.sealwright.engine.x509.SignatureAlgorithm;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a token says it can do, as far as the engine asks: its mechanisms with their key sizes.
 *
 * @param mechanisms by CKM number
 */
public record TokenOffer(Map<Long, MechanismInfo> mechanisms) {
  /** The mechanisms that matter here; tokens list a hundred and more. */
  private static final long[] WANTED = {
    Pkcs11.CKM_RSA_PKCS_KEY_PAIR_GEN,
    Pkcs11.CKM_RSA_PKCS,
    Pkcs11.CKM_RSA_PKCS_PSS,
    Pkcs11.CKM_EC_KEY_PAIR_GEN,
    Pkcs11.CKM_ECDSA,
    Pkcs11.CKM_ML_DSA_KEY_PAIR_GEN,
    Pkcs11.CKM_ML_DSA,
    Pkcs11.CKM_AES_KEY_GEN,
    Pkcs11.CKM_AES_GCM
  };

  public TokenOffer {
    mechanisms = Map.copyOf(mechanisms);
  }

  /** Asks the token by C_GetMechanismList and C_GetMechanismInfo. */
  public static TokenOffer of(Cryptoki cryptoki, long slot) {
    var listed = cryptoki.mechanisms(slot);
    var known = new HashMap<Long, MechanismInfo>();
    for (long wanted : WANTED) {
      if (Arrays.stream(listed).anyMatch(mechanism -> mechanism == wanted)) {
        known.put(wanted, cryptoki.mechanismInfo(slot, wanted));
      }
    }
    return new TokenOffer(known);
  }

  /** The CKM number of the mechanism that makes keys of this kind. */
  public static long generation(KeySpec spec) {
    return TokenKeys.mechanism(spec);
  }

  /** The CKM number of the mechanism that signs so. */
  public static long signing(SignatureAlgorithm algorithm) {
    return SignatureInput.mechanism(algorithm).type();
  }

  /** Whether such keys can be made and sign so. */
  public boolean signs(KeySpec spec, SignatureAlgorithm algorithm) {
    return spec.signsWith(algorithm)
        // NSS says CKF_GENERATE of the mechanism that makes ML-DSA pairs.
        && (admits(TokenKeys.mechanism(spec), Pkcs11.CKF_GENERATE_KEY_PAIR, spec)
            || admits(TokenKeys.mechanism(spec), Pkcs11.CKF_GENERATE, spec))
        && admits(SignatureInput.mechanism(algorithm).type(), Pkcs11.CKF_SIGN, spec);
  }

  /** Whether AES keys can be made and encrypt with GCM. */
  public boolean seals() {
    return has(Pkcs11.CKM_AES_KEY_GEN, Pkcs11.CKF_GENERATE)
        && has(Pkcs11.CKM_AES_GCM, Pkcs11.CKF_ENCRYPT | Pkcs11.CKF_DECRYPT);
  }

  private boolean admits(long mechanism, long flag, KeySpec spec) {
    MechanismInfo info = mechanisms.get(mechanism);
    return has(mechanism, flag)
        && info != null
        && switch (spec.family()) {
          case RSA, EC -> info.admits(spec.bits());
          // Modules do not agree whether the public key is measured in bytes or in bits.
          case ML_DSA -> info.admits(spec.bits() / 8) || info.admits(spec.bits());
        };
  }

  private boolean has(long mechanism, long flag) {
    @Nullable MechanismInfo info = mechanisms.get(mechanism);
    return info != null && info.has(flag);
  }
}
