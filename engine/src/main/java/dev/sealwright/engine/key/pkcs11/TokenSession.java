package dev.sealwright.engine.key.pkcs11;

import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.key.KeyCustody;
import dev.sealwright.engine.key.KeyId;
import dev.sealwright.engine.key.KeySession;
import dev.sealwright.engine.key.KeySpec;
import dev.sealwright.engine.key.Remedy;
import dev.sealwright.engine.key.SealContext;
import dev.sealwright.engine.key.SealedForm;
import dev.sealwright.engine.key.SigningKey;
import dev.sealwright.engine.x509.Octets;
import dev.sealwright.engine.x509.SignatureAlgorithm;
import dev.sealwright.engine.x509.SubjectPublicKey;
import dev.sealwright.hsm.Reaction;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One session with a {@link Token}: closed for good at the first return value it did not expect
 * (INVARIANT I6).
 *
 * <p>Threads: the one that opened it; all others are refused.
 */
final class TokenSession implements KeySession {
  /** Keys bound per session; a token with more CAs than this resolves some of them again. */
  private static final int BOUND = 4096;

  private static final KeyId NOBODY = new KeyId(new UUID(0, 0));

  private final Token token;
  private final long login;
  private final CryptokiSession session;
  private final TokenKeys keys;
  private final TokenSealing sealing;
  private final Thread owner = Thread.currentThread();
  private final Map<KeyId, TokenKey> bound = new HashMap<>();
  private final Map<SignatureAlgorithm, SignatureInput> inputs =
      new EnumMap<>(SignatureAlgorithm.class);
  private boolean open = true;
  private @Nullable String fault;

  /**
   * @param login of the token under which it was opened
   */
  TokenSession(
      Token token, long login, CryptokiSession session, TokenKeys keys, TokenSealing sealing) {
    this.token = token;
    this.login = login;
    this.session = session;
    this.keys = keys;
    this.sealing = sealing;
  }

  @Override
  public SubjectPublicKey generate(KeyId id, KeySpec spec) {
    return guarded(() -> keys.generate(id, spec));
  }

  @Override
  public Optional<SubjectPublicKey> find(KeyId id) {
    return guarded(() -> keys.find(id).map(TokenKey::publicKey));
  }

  @Override
  public Optional<KeyCustody> custody(KeyId id) {
    return guarded(() ->
        keys.pair(id)
            .map(pair ->
                new KeyCustody(
                    id,
                    CustodyReading.label(session, pair.handle()),
                    pair.spec(),
                    KeyCustody.fingerprint(pair.publicKey()),
                    CustodyReading.attributes(session, pair.handle()),
                    token.module(),
                    token.identity())));
  }

  @Override
  public Octets seal(SealContext context, byte[] secret) {
    return guarded(() -> sealing.seal(context, secret));
  }

  /**
   * Modules do not agree on what a wrong tag returns, CKR_GENERAL_ERROR among others, so every
   * answer of C_Decrypt that does not clearly say otherwise counts as that.
   */
  @Override
  public byte[] unseal(SealContext context, Octets sealed) {
    usable();
    try {
      return sealing.unseal(context, sealed);
    } catch (CryptokiException e) {
      if (e.function().equals("C_Decrypt")) {
        switch (token.reactionTo(e.code())) {
          case UNCLEAR, CONFIGURATION, BUG -> {
            fault = e.getMessage();
            release();
            throw SealedForm.broken("it was altered or moved: " + e.getMessage());
          }
          case LOGIN_LOST,
              SESSION_LOST,
              SESSION_DIRTY,
              HANDLE_STALE,
              TOKEN_LOST,
              CAPACITY,
              OPERATOR -> {}
        }
      }
      throw broken(e);
    }
  }

  /** A search that finds nothing: it goes to the token itself, unlike C_GetSessionInfo. */
  @Override
  public void keepAlive() {
    guarded(() -> keys.find(NOBODY));
  }

  @Override
  public void destroy(KeyId id) {
    bound.remove(id);
    guarded(() -> {
      keys.destroy(id);
      return id;
    });
  }

  @Override
  public byte[] sign(SigningKey key, SignatureAlgorithm algorithm, byte[] message) {
    var input = input(key, algorithm);
    return sign(key, input, input.of(key.spec(), message));
  }

  @Override
  public byte[] signDigest(SigningKey key, SignatureAlgorithm algorithm, byte[] digest) {
    var input = input(key, algorithm);
    return sign(key, input, input.ofDigest(key.spec(), digest));
  }

  private SignatureInput input(SigningKey key, SignatureAlgorithm algorithm) {
    usable();
    if (!key.spec().signsWith(algorithm)) {
      throw new CaException(Failure.INTERNAL, key.spec() + " does not sign with " + algorithm);
    }
    return inputs.computeIfAbsent(algorithm, SignatureInput::new);
  }

  private byte[] sign(SigningKey key, SignatureInput input, byte[] data) {
    try {
      var signature = checked(key.spec(), signed(key, input.mechanism(), data));
      return switch (key.spec().family()) {
        case RSA, ML_DSA -> signature;
        case EC -> EcdsaSignature.toDer(signature);
      };
    } catch (CryptokiException e) {
      throw broken(e);
    } catch (IllegalArgumentException e) {
      throw broken(Remedy.DISTRUST, "a signature that cannot be: " + e.getMessage());
    }
  }

  @Override
  public void close() {
    owned();
    release();
  }

  /** With the handle resolved once more when it is out of date (INVARIANT I6). */
  private byte[] signed(SigningKey key, Mechanism mechanism, byte[] data) {
    try {
      return session.sign(mechanism, bind(key), data);
    } catch (CryptokiException e) {
      if (token.reactionTo(e.code()) != Reaction.HANDLE_STALE || bound.remove(key.id()) == null) {
        throw e;
      }
      return session.sign(mechanism, bind(key), data);
    }
  }

  /** Resolves by CKA_ID and by public key: an id alone could point at someone else's key. */
  private long bind(SigningKey key) {
    var known = bound.get(key.id());
    if (known == null) {
      known = keys.find(key.id()).orElse(null);
      if (known != null) {
        if (bound.size() >= BOUND) {
          bound.clear();
        }
        bound.put(key.id(), known);
      }
    }
    if (known == null || known.spec() != key.spec() || !known.publicKey().equals(key.publicKey())) {
      throw token.fault(
          Remedy.ABSENT,
          "key "
              + key.id().value()
              + " is not there as a pair that was never extractable and has the recorded public key");
    }
    return known.handle();
  }

  /** Some modules answer in their own form or cut short; neither must go further. */
  private static byte[] checked(KeySpec spec, byte[] signature) {
    int bytes = (spec.bits() + 7) / 8;
    int expected =
        switch (spec) {
          case RSA_2048, RSA_3072, RSA_4096 -> bytes;
          case EC_P256, EC_P384, EC_P521 -> 2 * bytes;
          // FIPS 204 table 2
          case ML_DSA_44 -> 2420;
          case ML_DSA_65 -> 3309;
          case ML_DSA_87 -> 4627;
        };
    if (signature.length != expected) {
      throw new IllegalArgumentException(
          signature.length + " bytes from a key of " + spec + ", not " + expected);
    }
    return signature;
  }

  private <T> T guarded(Supplier<T> work) {
    usable();
    try {
      return work.get();
    } catch (CryptokiException e) {
      throw broken(e);
    }
  }

  private CaException broken(CryptokiException e) {
    fault = e.getMessage();
    release();
    return token.failed(e, login);
  }

  private CaException broken(Remedy remedy, String what) {
    fault = what;
    release();
    return token.fault(remedy, what);
  }

  private void usable() {
    owned();
    if (fault != null) {
      throw token.fault(Remedy.RETRY, "the session was closed after " + fault);
    }
    if (!open) {
      throw new CaException(Failure.INTERNAL, "the session is closed");
    }
  }

  /** INVARIANT I6. */
  private void owned() {
    if (!Thread.currentThread().equals(owner)) {
      throw new CaException(
          Failure.INTERNAL, "a session of thread " + owner.getName() + " was used by another");
    }
  }

  private void release() {
    if (open) {
      open = false;
      bound.clear();
      token.closeQuietly(session);
    }
  }
}
