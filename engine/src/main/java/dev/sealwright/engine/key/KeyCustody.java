package dev.sealwright.engine.key;

import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.x509.SubjectPublicKey;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * What a vault says of one key pair and of itself, at one moment.
 *
 * @param label CKA_LABEL of the private half; absent when the token gives none
 * @param fingerprint SHA-256 of the SubjectPublicKeyInfo, in hexadecimal
 */
public record KeyCustody(
    KeyId id,
    @Nullable String label,
    KeySpec spec,
    String fingerprint,
    CustodyAttributes attributes,
    ModuleIdentity module,
    TokenIdentity token) {

  /** The fingerprint of a public key, as in {@link #fingerprint()}. */
  public static String fingerprint(SubjectPublicKey key) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(key.info().toArray()));
    } catch (NoSuchAlgorithmException e) {
      throw new CaException(Failure.INTERNAL, "the JDK lost SHA-256", e);
    }
  }
}
