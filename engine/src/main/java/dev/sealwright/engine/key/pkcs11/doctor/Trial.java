package dev.sealwright.engine.key.pkcs11.doctor;

import dev.sealwright.engine.key.CustodyAttributes;
import dev.sealwright.engine.key.KeySpec;
import dev.sealwright.engine.x509.SignatureAlgorithm;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One kind of key tried out: made, found again in another session, signed with, destroyed.
 *
 * @param made how long C_GenerateKeyPair with its checks took; absent when it did not come to that
 * @param custody as read back; absent as {@code made}
 * @param signatures one for each algorithm that was tried
 * @param trouble what went wrong besides signatures, if anything
 * @param leftOver whether the scratch key may still be on the token
 */
public record Trial(
    KeySpec spec,
    Outcome outcome,
    @Nullable Duration made,
    @Nullable CustodyAttributes custody,
    List<Signature> signatures,
    @Nullable String trouble,
    boolean leftOver) {
  public Trial {
    signatures = List.copyOf(signatures);
  }

  /** How it ended. */
  public enum Outcome {
    /** Everything that was tried works. */
    WORKS,
    /** Something of what the token offers does not work. */
    FAILED,
    /** The token does not offer such keys; nothing was tried. */
    NOT_OFFERED
  }

  /**
   * A signature made and verified.
   *
   * @param trouble why there is no good one; absent when it verified
   */
  public record Signature(SignatureAlgorithm algorithm, @Nullable String trouble) {}

  static Trial notOffered(KeySpec spec) {
    return new Trial(spec, Outcome.NOT_OFFERED, null, null, List.of(), null, false);
  }
}
