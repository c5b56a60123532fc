package dev.sealwright.engine.key;

import dev.sealwright.engine.x509.SignatureAlgorithm;
import dev.sealwright.engine.x509.SubjectPublicKey;
import java.util.Optional;

/**
 * SPI: one conversation with a {@link KeyVault}.
 *
 * <p>Threads: every call MUST come from the thread that opened the session (INVARIANT I6). Every
 * method throws {@link dev.sealwright.engine.fault.CaException} TOKEN_UNAVAILABLE when the vault
 * does not answer as it should; after that the session MUST be closed, not used again.
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
   * Signs the message, whole, in one call, with the key bound by id <em>and</em> public key.
   *
   * @return the signature as X.509 carries it: PKCS#1 octets, or DER of ECDSA-Sig-Value
   */
  byte[] sign(SigningKey key, SignatureAlgorithm algorithm, byte[] message);

  /** Destroys both halves for ever; nothing happens when there are none. */
  void destroy(KeyId id);

  @Override
  void close();
}
