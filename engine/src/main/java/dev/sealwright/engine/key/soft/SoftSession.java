package dev.sealwright.engine.key.soft;

import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.key.KeyId;
import dev.sealwright.engine.key.KeySession;
import dev.sealwright.engine.key.KeySpec;
import dev.sealwright.engine.key.Remedy;
import dev.sealwright.engine.key.SealContext;
import dev.sealwright.engine.key.SigningKey;
import dev.sealwright.engine.key.VaultFault;
import dev.sealwright.engine.x509.DigestSignature;
import dev.sealwright.engine.x509.Octets;
import dev.sealwright.engine.x509.SignatureAlgorithm;
import dev.sealwright.engine.x509.SubjectPublicKey;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.util.Optional;
import java.util.concurrent.ConcurrentMap;

/**
 * A conversation with a {@link SoftVault}: as strict as a token's about threads and keys.
 *
 * <p>Threads: the one that opened it.
 */
final class SoftSession implements KeySession {
  private final ConcurrentMap<KeyId, KeyPair> pairs;
  private final SoftSealing sealing;
  private final SecureRandom random;
  private final Thread owner = Thread.currentThread();
  private boolean closed;

  SoftSession(ConcurrentMap<KeyId, KeyPair> pairs, SoftSealing sealing, SecureRandom random) {
    this.pairs = pairs;
    this.sealing = sealing;
    this.random = random;
  }

  @Override
  public SubjectPublicKey generate(KeyId id, KeySpec spec) {
    confined();
    try {
      var pair = generator(spec).generateKeyPair();
      if (pairs.putIfAbsent(id, pair) != null) {
        throw new CaException(Failure.INTERNAL, "key " + id.value() + " exists already");
      }
      return publicKey(pair);
    } catch (GeneralSecurityException e) {
      throw new CaException(Failure.INTERNAL, "the JDK cannot make a key of " + spec, e);
    }
  }

  @Override
  public Optional<SubjectPublicKey> find(KeyId id) {
    confined();
    return Optional.ofNullable(pairs.get(id)).map(SoftSession::publicKey);
  }

  @Override
  public byte[] sign(SigningKey key, SignatureAlgorithm algorithm, byte[] message) {
    var own = privateKey(key, algorithm);
    try {
      var signature = algorithm.jca();
      signature.initSign(own, random);
      signature.update(message);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new CaException(Failure.INTERNAL, "the JDK cannot sign with " + algorithm, e);
    }
  }

  @Override
  public byte[] signDigest(SigningKey key, SignatureAlgorithm algorithm, byte[] digest) {
    var own = privateKey(key, algorithm);
    try {
      return DigestSignature.sign(own, algorithm, digest, random);
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new CaException(Failure.INTERNAL, "no signature of a digest with " + algorithm, e);
    }
  }

  private PrivateKey privateKey(SigningKey key, SignatureAlgorithm algorithm) {
    confined();
    if (!key.spec().signsWith(algorithm)) {
      throw new CaException(Failure.INTERNAL, key.spec() + " does not sign with " + algorithm);
    }
    var pair = pairs.get(key.id());
    if (pair == null || !publicKey(pair).equals(key.publicKey())) {
      throw new VaultFault(
          Remedy.ABSENT,
          "no key " + key.id().value() + " with the recorded public key is in this vault");
    }
    return pair.getPrivate();
  }

  @Override
  public Octets seal(SealContext context, byte[] secret) {
    confined();
    return sealing.seal(context, secret);
  }

  /** Closes itself when it does not open, as a token's session does. */
  @Override
  public byte[] unseal(SealContext context, Octets sealed) {
    confined();
    try {
      return sealing.unseal(context, sealed);
    } catch (CaException e) {
      closed = true;
      throw e;
    }
  }

  @Override
  public void destroy(KeyId id) {
    confined();
    pairs.remove(id);
  }

  @Override
  public void close() {
    owned();
    closed = true;
  }

  private void confined() {
    owned();
    if (closed) {
      throw new CaException(Failure.INTERNAL, "the session is closed");
    }
  }

  /** INVARIANT I6: what a token would answer with a crash is an error here. */
  private void owned() {
    if (!Thread.currentThread().equals(owner)) {
      throw new CaException(
          Failure.INTERNAL, "a session of thread " + owner.getName() + " was used by another");
    }
  }

  private KeyPairGenerator generator(KeySpec spec) throws GeneralSecurityException {
    // ML-DSA: the JCA calls parameter sets as FIPS 204 does.
    var parameters =
        switch (spec.family()) {
          case RSA -> new RSAKeyGenParameterSpec(spec.bits(), RSAKeyGenParameterSpec.F4);
          case EC -> new ECGenParameterSpec(spec.curve());
          case ML_DSA -> new NamedParameterSpec(jcaName(spec.name()));
        };
    var generator = KeyPairGenerator.getInstance(jcaName(spec.family().name()));
    generator.initialize(parameters, random);
    return generator;
  }

  private static String jcaName(String constant) {
    return constant.replace('_', '-');
  }

  private static SubjectPublicKey publicKey(KeyPair pair) {
    return new SubjectPublicKey(Octets.copyOf(pair.getPublic().getEncoded()));
  }
}
