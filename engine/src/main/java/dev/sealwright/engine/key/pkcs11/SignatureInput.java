package dev.sealwright.engine.key.pkcs11;

import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.key.KeySpec;
import dev.sealwright.engine.x509.SignatureAlgorithm;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * What C_SignInit and C_Sign are given for one algorithm: a digest made here, but for ML-DSA.
 *
 * <p>Tokens offer differing sets of hash-and-sign mechanisms; CKM_ECDSA and CKM_RSA_PKCS_PSS over a
 * hash and CKM_RSA_PKCS over a DigestInfo are on all of them. Several accept a hash of a wrong
 * length in silence, so the length is checked here. CKM_ML_DSA takes the message itself.
 *
 * <p>Threads: one, that of its session.
 */
final class SignatureInput {
  private final SignatureAlgorithm algorithm;
  private final Mechanism mechanism;
  private final byte[] prefix;
  private final @Nullable MessageDigest digest;

  SignatureInput(SignatureAlgorithm algorithm) {
    this.algorithm = algorithm;
    this.mechanism = mechanism(algorithm);
    this.prefix = prefix(algorithm);
    try {
      this.digest =
          switch (algorithm.digest()) {
            case SHA256, SHA384, SHA512 -> MessageDigest.getInstance(algorithm.digest().jcaName());
            case NONE -> null;
          };
    } catch (NoSuchAlgorithmException e) {
      throw new CaException(Failure.INTERNAL, "the JDK lost " + algorithm.digest(), e);
    }
  }

  /** The mechanism by which a token signs so. */
  static Mechanism mechanism(SignatureAlgorithm algorithm) {
    return switch (algorithm) {
      case SHA256WITHECDSA, SHA384WITHECDSA, SHA512WITHECDSA ->
          new Mechanism.Plain(Pkcs11.CKM_ECDSA);
      case SHA256WITHRSA, SHA384WITHRSA, SHA512WITHRSA -> new Mechanism.Plain(Pkcs11.CKM_RSA_PKCS);
      case SHA256WITHRSA_PSS -> new Mechanism.Pss(Pkcs11.CKM_SHA256, Pkcs11.CKG_MGF1_SHA256, 32);
      case SHA384WITHRSA_PSS -> new Mechanism.Pss(Pkcs11.CKM_SHA384, Pkcs11.CKG_MGF1_SHA384, 48);
      case SHA512WITHRSA_PSS -> new Mechanism.Pss(Pkcs11.CKM_SHA512, Pkcs11.CKG_MGF1_SHA512, 64);
      case ML_DSA_44, ML_DSA_65, ML_DSA_87 -> new Mechanism.Plain(Pkcs11.CKM_ML_DSA);
    };
  }

  Mechanism mechanism() {
    return mechanism;
  }

  /** The bytes for C_Sign. */
  byte[] of(KeySpec spec, byte[] message) {
    if (digest == null) {
      return message;
    }
    return ofDigest(spec, digest.digest(message));
  }

  /** The bytes for C_Sign when the message is known by its digest alone. */
  byte[] ofDigest(KeySpec spec, byte[] hash) {
    if (digest == null || hash.length != algorithm.digest().bytes()) {
      throw new CaException(
          Failure.INTERNAL, algorithm + " over a digest of " + hash.length + " bytes");
    }
    return switch (algorithm.scheme()) {
      // FIPS 186-5 6.4.1: the leftmost bits, as many as the order has. Not left to the token, since
      // some refuse a longer hash.
      case ECDSA -> Arrays.copyOf(hash, Math.min(hash.length, (spec.bits() + 7) / 8));
      case PSS, ML_DSA -> hash;
      case PKCS1 -> {
        var info = Arrays.copyOf(prefix, prefix.length + hash.length);
        System.arraycopy(hash, 0, info, prefix.length, hash.length);
        yield info;
      }
    };
  }

  /** DER of DigestInfo up to the hash (RFC 8017 9.2, note 1). */
  private static byte[] prefix(SignatureAlgorithm algorithm) {
    return HexFormat.of()
        .parseHex(
            switch (algorithm) {
              case SHA256WITHRSA -> "3031300d060960864801650304020105000420";
              case SHA384WITHRSA -> "3041300d060960864801650304020205000430";
              case SHA512WITHRSA -> "3051300d060960864801650304020305000440";
              case SHA256WITHECDSA,
                  SHA384WITHECDSA,
                  SHA512WITHECDSA,
                  SHA256WITHRSA_PSS,
                  SHA384WITHRSA_PSS,
                  SHA512WITHRSA_PSS,
                  ML_DSA_44,
                  ML_DSA_65,
                  ML_DSA_87 ->
                  "";
            });
  }
}
