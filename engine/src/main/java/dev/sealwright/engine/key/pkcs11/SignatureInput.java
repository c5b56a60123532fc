package dev.sealwright.engine.key.pkcs11;

import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.key.KeySpec;
import dev.sealwright.engine.x509.SignatureAlgorithm;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * What C_Sign is given for one algorithm: always a digest made here.
 *
 * <p>Tokens offer differing sets of hash-and-sign mechanisms; CKM_ECDSA over a hash and
 * CKM_RSA_PKCS over a DigestInfo are on all of them. Several accept a hash of a wrong length in
 * silence, so the length is checked here.
 *
 * <p>Threads: one, that of its session.
 */
final class SignatureInput {
  private final MessageDigest digest;
  private final int length;
  private final byte[] prefix;

  SignatureInput(SignatureAlgorithm algorithm) {
    try {
      this.digest = MessageDigest.getInstance(algorithm.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new CaException(Failure.INTERNAL, "the JDK lost " + algorithm.digest(), e);
    }
    this.length =
        switch (algorithm) {
          case SHA256WITHECDSA, SHA256WITHRSA -> 32;
          case SHA384WITHECDSA, SHA384WITHRSA -> 48;
          case SHA512WITHECDSA, SHA512WITHRSA -> 64;
        };
    // DER of DigestInfo up to the hash (RFC 8017 9.2, note 1).
    this.prefix =
        HexFormat.of()
            .parseHex(
                switch (algorithm) {
                  case SHA256WITHRSA -> "3031300d060960864801650304020105000420";
                  case SHA384WITHRSA -> "3041300d060960864801650304020205000430";
                  case SHA512WITHRSA -> "3051300d060960864801650304020305000440";
                  case SHA256WITHECDSA, SHA384WITHECDSA, SHA512WITHECDSA -> "";
                });
  }

  /** The bytes for C_Sign. */
  byte[] of(KeySpec spec, byte[] message) {
    var hash = digest.digest(message);
    if (hash.length != length) {
      throw new CaException(
          Failure.INTERNAL, digest.getAlgorithm() + " gave " + hash.length + " bytes");
    }
    return switch (spec.family()) {
      // FIPS 186-5 6.4.1: the leftmost bits, as many as the order has. Not left to the token, since
      // some refuse a longer hash.
      case EC -> Arrays.copyOf(hash, Math.min(hash.length, (spec.bits() + 7) / 8));
      case RSA -> {
        var info = Arrays.copyOf(prefix, prefix.length + hash.length);
        System.arraycopy(hash, 0, info, prefix.length, hash.length);
        yield info;
      }
    };
  }
}
