package dev.sealwright.engine.key;

import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.x509.Octets;
import dev.sealwright.engine.x509.SignatureAlgorithm;
import dev.sealwright.engine.x509.SubjectPublicKey;
import java.util.Optional;

/**
 * SPI: one conversation with a {@link KeyVault}.
 *
 * <p>Threads: every call MUST come from the thread that opened the session (INVARIANT I6). Every
 * method throws {@link CaException} TOKEN_UNAVAILABLE when the vault does not answer as it should;
 * after that the session MUST be closed, not used again.
 */
public interface KeySession extends AutoCloseable {
  /**
   * Makes a key pair that outlives the process.
   *
   * <p>The private half MUST be a token object, sensitive and never extractable; this MUST be read
   * back from the vault, and the pair destroyed and refused if it is not so (INVARIANT I8).
   *
   * @throws dev.sealwright.engine.fault.CaException also INVALID_ARGUMENT when the vault is well
   *     but does not make keys of this kind
   */
  SubjectPublicKey generate(KeyId id, KeySpec spec);

  /** The public half of the key pair with this id, if both halves are there and I8 holds for it. */
  Optional<SubjectPublicKey> find(KeyId id);

  /**
   * What the vault says now of the key pair with this id, well kept or not, and of itself; absent
   * when there is no such pair, and always for a vault that is no custodian.
   */
  default Optional<KeyCustody> custody(KeyId id) {
    return Optional.empty();
  }

  /**
   * Signs the message, whole, in one call, with the key bound by id <em>and</em> public key.
   *
   * @return the signature as X.509 carries it: PKCS#1 octets, or DER of ECDSA-Sig-Value
   */
  byte[] sign(SigningKey key, SignatureAlgorithm algorithm, byte[] message);

  /**
   * Signs a message that is too long to be held in memory, of which only the digest is at hand; the
   * signature MUST be one that {@link #sign} could have made of the message.
   *
   * @param digest by the algorithm's digest, of its length
   * @throws CaException also INTERNAL for ML-DSA, which takes the message itself, and for a digest
   *     of another length
   */
  byte[] signDigest(SigningKey key, SignatureAlgorithm algorithm, byte[] digest);

  /**
   * Seals a secret with the vault's own AES-256 key, which MUST be made on first use, found again
   * later, and be kept as INVARIANT I8 asks of private keys; for a vault that {@link
   * KeyVault#seals}.
   *
   * @param secret 1 to {@link SecretSealer#MAX_SECRET} bytes
   * @return the bytes of a {@link SealedForm}, with a fresh random nonce
   */
  default Octets seal(SealContext context, byte[] secret) {
    throw new CaException(Failure.INTERNAL, "this vault does not seal");
  }

  /**
   * Opens a secret that this vault sealed under this context.
   *
   * @throws CaException RECORD_UNREADABLE when it was altered, moved, or sealed by another key;
   *     after that the session MUST be closed
   */
  default byte[] unseal(SealContext context, Octets sealed) {
    throw new CaException(Failure.INTERNAL, "this vault does not seal");
  }

  /** Makes a call that changes nothing, so that a vault that ends idle sessions keeps this one. */
  default void keepAlive() {}

  /** Destroys both halves for ever; nothing happens when there are none. */
  void destroy(KeyId id);

  @Override
  void close();
}
