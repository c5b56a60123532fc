package dev.sealwright.engine.key.pkcs11;

import static dev.sealwright.engine.key.pkcs11.Pkcs11.CKA_CLASS;
import static dev.sealwright.engine.key.pkcs11.Pkcs11.CKA_EC_PARAMS;
import static dev.sealwright.engine.key.pkcs11.Pkcs11.CKA_EC_POINT;
import static dev.sealwright.engine.key.pkcs11.Pkcs11.CKA_EXTRACTABLE;
import static dev.sealwright.engine.key.pkcs11.Pkcs11.CKA_ID;
import static dev.sealwright.engine.key.pkcs11.Pkcs11.CKA_KEY_TYPE;
import static dev.sealwright.engine.key.pkcs11.Pkcs11.CKA_LABEL;
import static dev.sealwright.engine.key.pkcs11.Pkcs11.CKA_LOCAL;
import static dev.sealwright.engine.key.pkcs11.Pkcs11.CKA_MODULUS;
import static dev.sealwright.engine.key.pkcs11.Pkcs11.CKA_MODULUS_BITS;
import static dev.sealwright.engine.key.pkcs11.Pkcs11.CKA_PARAMETER_SET;
import static dev.sealwright.engine.key.pkcs11.Pkcs11.CKA_PRIVATE;
import static dev.sealwright.engine.key.pkcs11.Pkcs11.CKA_PUBLIC_EXPONENT;
import static dev.sealwright.engine.key.pkcs11.Pkcs11.CKA_SENSITIVE;
import static dev.sealwright.engine.key.pkcs11.Pkcs11.CKA_SIGN;
import static dev.sealwright.engine.key.pkcs11.Pkcs11.CKA_TOKEN;
import static dev.sealwright.engine.key.pkcs11.Pkcs11.CKA_VALUE;
import static dev.sealwright.engine.key.pkcs11.Pkcs11.CKA_VERIFY;
import static dev.sealwright.engine.key.pkcs11.Pkcs11.CKK_EC;
import static dev.sealwright.engine.key.pkcs11.Pkcs11.CKK_ML_DSA;
import static dev.sealwright.engine.key.pkcs11.Pkcs11.CKK_RSA;
import static dev.sealwright.engine.key.pkcs11.Pkcs11.CKM_EC_KEY_PAIR_GEN;
import static dev.sealwright.engine.key.pkcs11.Pkcs11.CKM_ML_DSA_KEY_PAIR_GEN;
import static dev.sealwright.engine.key.pkcs11.Pkcs11.CKM_RSA_PKCS_KEY_PAIR_GEN;
import static dev.sealwright.engine.key.pkcs11.Pkcs11.CKO_PRIVATE_KEY;
import static dev.sealwright.engine.key.pkcs11.Pkcs11.CKO_PUBLIC_KEY;

import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.key.KeyId;
import dev.sealwright.engine.key.KeySpec;
import dev.sealwright.engine.x509.SubjectPublicKey;
import dev.sealwright.hsm.Quirk;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The key objects of a token: makes, finds and destroys pairs, and judges their custody.
 *
 * <p>Faults of the module leave as {@link CryptokiException}, objects that are not as they should
 * be as {@link CaException}. Threads: one, that of its session.
 */
final class TokenKeys {
  private final CryptokiSession session;
  private final boolean local;
  private final @Nullable String label;

  TokenKeys(CryptokiSession session, Set<Quirk> quirks) {
    this(session, quirks, null);
  }

  /**
   * @param label of every key made, in place of the one that tells a CA key
   */
  TokenKeys(CryptokiSession session, Set<Quirk> quirks, @Nullable String label) {
    this.session = session;
    this.label = label;
    this.local = !quirks.contains(Quirk.NOT_CKA_LOCAL);
  }

  /** Makes a pair, reads it back, and destroys it again unless INVARIANT I8 holds for it. */
  SubjectPublicKey generate(KeyId id, KeySpec spec) {
    if (objects(CKO_PRIVATE_KEY, id).length + objects(CKO_PUBLIC_KEY, id).length != 0) {
      throw new CaException(Failure.INTERNAL, "key " + id.value() + " exists already");
    }
    var pair =
        session.generateKeyPair(mechanism(spec), publicTemplate(id, spec), privateTemplate(id));
    try {
      var flaw = Custody.flaw(session, pair.privateKey());
      if (flaw == null && local && !session.flag(pair.privateKey(), CKA_LOCAL)) {
        flaw = "not CKA_LOCAL";
      }
      if (flaw != null) {
        throw new CaException(
            Failure.TOKEN_UNAVAILABLE, "the token made a key that is " + flaw + "; destroyed");
      }
      var made = key(id, pair.privateKey(), pair.publicKey());
      if (made.spec() != spec) {
        throw new CaException(
            Failure.TOKEN_UNAVAILABLE,
            "the token made " + made.spec() + " for " + spec + "; destroyed");
      }
      return made.publicKey();
    } catch (CryptokiException | CaException e) {
      discard(pair, e);
      throw e;
    }
  }

  /** The pair with this id, when both halves are there and INVARIANT I8 holds. */
  Optional<TokenKey> find(KeyId id) {
    return pair(id).filter(pair -> Custody.flaw(session, pair.handle()) == null);
  }

  /** The pair with this id, when both halves are there, however it is kept. */
  Optional<TokenKey> pair(KeyId id) {
    var privateKeys = objects(CKO_PRIVATE_KEY, id);
    var publicKeys = objects(CKO_PUBLIC_KEY, id);
    if (privateKeys.length > 1 || publicKeys.length > 1) {
      throw new CaException(
          Failure.TOKEN_UNAVAILABLE, "more than one key with CKA_ID of " + id.value());
    }
    if (privateKeys.length == 0 || publicKeys.length == 0) {
      return Optional.empty();
    }
    return Optional.of(key(id, privateKeys[0], publicKeys[0]));
  }

  /** The private half first: without it the public half is harmless. */
  void destroy(KeyId id) {
    for (long type : new long[] {CKO_PRIVATE_KEY, CKO_PUBLIC_KEY}) {
      for (long object : objects(type, id)) {
        session.destroy(object);
      }
    }
  }

  private void discard(KeyPairHandles pair, RuntimeException reason) {
    for (long object : new long[] {pair.privateKey(), pair.publicKey()}) {
      try {
        session.destroy(object);
      } catch (CryptokiException e) {
        reason.addSuppressed(e);
      }
    }
  }

  private long[] objects(long type, KeyId id) {
    return session.find(
        List.of(new Attribute.Count(CKA_CLASS, type), Attribute.Bytes.of(CKA_ID, id.toArray())), 2);
  }

  /** A pair from its objects, by what the public one says. */
  TokenKey key(KeyId id, long privateKey, long publicKey) {
    try {
      long type = session.number(publicKey, CKA_KEY_TYPE);
      if (type == CKK_EC) {
        var spec = known(PublicKeyAttributes.specOfCurve(session.bytes(publicKey, CKA_EC_PARAMS)));
        var point = session.bytes(publicKey, CKA_EC_POINT);
        return new TokenKey(privateKey, spec, PublicKeyAttributes.ec(spec, point));
      }
      if (type == CKK_RSA) {
        var modulus = session.bytes(publicKey, CKA_MODULUS);
        var spec = known(PublicKeyAttributes.specOfModulus(modulus));
        var exponent = session.bytes(publicKey, CKA_PUBLIC_EXPONENT);
        return new TokenKey(privateKey, spec, PublicKeyAttributes.rsa(spec, modulus, exponent));
      }
      if (type == CKK_ML_DSA) {
        var spec =
            known(
                PublicKeyAttributes.specOfParameterSet(
                    session.number(publicKey, CKA_PARAMETER_SET)));
        var value = session.bytes(publicKey, CKA_VALUE);
        return new TokenKey(privateKey, spec, PublicKeyAttributes.mlDsa(spec, value));
      }
      throw new IllegalArgumentException("key type " + type);
    } catch (IllegalArgumentException e) {
      throw new CaException(
          Failure.TOKEN_UNAVAILABLE,
          "the public key " + id.value() + " on the token is none that the engine made",
          e);
    }
  }

  private static KeySpec known(Optional<KeySpec> spec) {
    return spec.orElseThrow(
        () -> new IllegalArgumentException("unknown curve, modulus size or parameter set"));
  }

  /** The mechanism that makes keys of this kind. */
  static long mechanism(KeySpec spec) {
    return switch (spec.family()) {
      case RSA -> CKM_RSA_PKCS_KEY_PAIR_GEN;
      case EC -> CKM_EC_KEY_PAIR_GEN;
      case ML_DSA -> CKM_ML_DSA_KEY_PAIR_GEN;
    };
  }

  private List<Attribute> publicTemplate(KeyId id, KeySpec spec) {
    var template = new ArrayList<Attribute>();
    template.add(new Attribute.Flag(CKA_TOKEN, true));
    template.add(new Attribute.Flag(CKA_PRIVATE, false));
    template.add(new Attribute.Flag(CKA_VERIFY, true));
    template.add(Attribute.Bytes.of(CKA_ID, id.toArray()));
    template.add(label(id));
    switch (spec.family()) {
      case RSA -> {
        template.add(new Attribute.Count(CKA_MODULUS_BITS, spec.bits()));
        template.add(
            Attribute.Bytes.of(CKA_PUBLIC_EXPONENT, PublicKeyAttributes.EXPONENT.toByteArray()));
      }
      case EC -> template.add(Attribute.Bytes.of(CKA_EC_PARAMS, PublicKeyAttributes.curve(spec)));
      case ML_DSA ->
          template.add(
              new Attribute.Count(CKA_PARAMETER_SET, PublicKeyAttributes.parameterSet(spec)));
    }
    return template;
  }

  private List<Attribute> privateTemplate(KeyId id) {
    return List.of(
        new Attribute.Flag(CKA_TOKEN, true),
        new Attribute.Flag(CKA_PRIVATE, true),
        new Attribute.Flag(CKA_SENSITIVE, true),
        new Attribute.Flag(CKA_EXTRACTABLE, false),
        new Attribute.Flag(CKA_SIGN, true),
        Attribute.Bytes.of(CKA_ID, id.toArray()),
        label(id));
  }

  private Attribute label(KeyId id) {
    String text = label == null ? labelOf(id) : label;
    return Attribute.Bytes.of(CKA_LABEL, text.getBytes(StandardCharsets.UTF_8));
  }

  /** CKA_LABEL of a CA key. */
  static String labelOf(KeyId id) {
    return "sealwright-" + id.value();
  }
}
