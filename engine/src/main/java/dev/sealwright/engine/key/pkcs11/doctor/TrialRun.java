package dev.sealwright.engine.key.pkcs11.doctor;

import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.key.CustodyAttributes;
import dev.sealwright.engine.key.KeyCustody;
import dev.sealwright.engine.key.KeyId;
import dev.sealwright.engine.key.KeySession;
import dev.sealwright.engine.key.SigningKey;
import dev.sealwright.engine.key.pkcs11.Token;
import dev.sealwright.engine.x509.SignatureAlgorithm;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tries one kind of key out.
 *
 * <p>Threads: one of its own, since it opens sessions.
 */
final class TrialRun {
  static final byte[] MESSAGE =
      "signed by a scratch key that is gone already".getBytes(StandardCharsets.UTF_8);

  private final Token token;
  private final Ability ability;
  private final List<Trial.Signature> signatures = new ArrayList<>();
  private @Nullable Duration made;
  private @Nullable CustodyAttributes custody;

  TrialRun(Token token, Ability ability) {
    this.token = token;
    this.ability = ability;
  }

  /**
   * Makes, uses and destroys the key.
   *
   * @param whileItLives given the key, if all went well so far
   */
  Trial run(Consumer<SigningKey> whileItLives) {
    ScratchKey scratch = new ScratchKey(token, ability.spec());
    String trouble = null;
    boolean gone = false;
    try {
      SigningKey key = made(scratch);
      foundAgain(key);
      for (SignatureAlgorithm algorithm : ability.algorithms()) {
        signatures.add(new Trial.Signature(algorithm, signed(key, algorithm)));
      }
      whileItLives.accept(key);
    } catch (CaException e) {
      trouble = e.getMessage();
    } finally {
      gone = scratch.destroy();
    }
    boolean works =
        trouble == null && gone && signatures.stream().allMatch(each -> each.trouble() == null);
    return new Trial(
        ability.spec(),
        works ? Trial.Outcome.WORKS : Trial.Outcome.FAILED,
        made,
        custody,
        signatures,
        trouble,
        !gone);
  }

  private SigningKey made(ScratchKey scratch) {
    long start = System.nanoTime();
    SigningKey key = scratch.make();
    made = Duration.ofNanos(System.nanoTime() - start);
    custody = scratch.custody().map(KeyCustody::attributes).orElse(null);
    return key;
  }

  /** As a CA key is found after a restart: by its id, in a session that did not make it. */
  private void foundAgain(SigningKey key) {
    KeyId id = key.id();
    try (KeySession session = token.open()) {
      if (!session.find(id).filter(key.publicKey()::equals).isPresent()) {
        throw new CaException(
            Failure.TOKEN_UNAVAILABLE, "another session does not find the key by its CKA_ID");
      }
    }
  }

  private @Nullable String signed(SigningKey key, SignatureAlgorithm algorithm) {
    try (KeySession session = token.open()) {
      byte[] signature = session.sign(key, algorithm, MESSAGE);
      return verifies(key, algorithm, signature) ? null : "the signature does not verify";
    } catch (CaException e) {
      return e.getMessage();
    }
  }

  /** By the JDK, which knows nothing of the token. */
  static boolean verifies(SigningKey key, SignatureAlgorithm algorithm, byte[] signature) {
    try {
      var verifier = algorithm.jca();
      verifier.initVerify(key.publicKey().toPublicKey());
      verifier.update(MESSAGE);
      return verifier.verify(signature);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }
}
