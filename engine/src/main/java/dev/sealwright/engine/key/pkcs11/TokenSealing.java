package dev.sealwright.engine.key.pkcs11;

import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.key.KeyId;
import dev.sealwright.engine.key.SealContext;
import dev.sealwright.engine.key.SealedForm;
import dev.sealwright.engine.x509.Octets;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.Lock;

/**
 * The sealing key of a token and what is done with it, as one session sees it.
 *
 * <p>The key is an AES-256 token object under a label of its own, made on first use. Should two
 * processes make one each, both stay good: a sealed secret names its key by CKA_ID.
 *
 * <p>Threads: one, that of its session; the lock keeps two sessions from making a key each.
 */
final class TokenSealing {
  static final String LABEL = "sealwright-sealing-key";

  private static final int KEY_BYTES = 32;
  private static final int MAX_KEYS = 64;

  private final CryptokiSession session;
  private final Lock making;
  private final SecureRandom random;
  private final Map<KeyId, Long> handles = new HashMap<>();

  TokenSealing(CryptokiSession session, Lock making, SecureRandom random) {
    this.session = session;
    this.making = making;
    this.random = random;
  }

  /** Seals, and opens again at once: a secret that a token garbles would be lost for good. */
  Octets seal(SealContext context, byte[] secret) {
    KeyId key = sealingKey();
    byte[] nonce = new byte[SealedForm.NONCE_BYTES];
    random.nextBytes(nonce);
    var mechanism = new Mechanism.Gcm(Octets.copyOf(nonce), SealedForm.additional(key, context));
    byte[] box = session.encrypt(mechanism, handle(key), secret);
    byte[] back = session.decrypt(mechanism, handle(key), box);
    boolean same = MessageDigest.isEqual(secret, back);
    Arrays.fill(back, (byte) 0);
    if (!same || box.length != secret.length + SealedForm.TAG_BYTES) {
      throw new CaException(
          Failure.TOKEN_UNAVAILABLE, "the token does not open what it sealed itself");
    }
    return new SealedForm(key, Octets.copyOf(nonce), Octets.copyOf(box)).toOctets();
  }

  byte[] unseal(SealContext context, Octets sealed) {
    SealedForm form = SealedForm.read(sealed);
    var mechanism = new Mechanism.Gcm(form.nonce(), SealedForm.additional(form.key(), context));
    return session.decrypt(mechanism, handle(form.key()), form.box().toArray());
  }

  private KeyId sealingKey() {
    Optional<KeyId> found = first();
    if (found.isPresent()) {
      return found.get();
    }
    making.lock();
    try {
      return first().orElseGet(this::make);
    } finally {
      making.unlock();
    }
  }

  /** Of several keys always the same one, whatever the order in which the token lists them. */
  private Optional<KeyId> first() {
    KeyId least = null;
    for (long object : session.find(wanted(), MAX_KEYS)) {
      byte[] id = session.bytes(object, Pkcs11.CKA_ID);
      if (id.length == 16 && fit(object)) {
        KeyId candidate = keyId(id);
        handles.put(candidate, object);
        if (least == null || candidate.value().compareTo(least.value()) < 0) {
          least = candidate;
        }
      }
    }
    return Optional.ofNullable(least);
  }

  private long handle(KeyId key) {
    Long known = handles.get(key);
    if (known == null) {
      first();
      known = handles.get(key);
    }
    if (known == null) {
      throw SealedForm.broken("its key " + key.value() + " is not on the token");
    }
    return known;
  }

  private boolean fit(long object) {
    return Custody.flaw(session, object) == null
        && session.number(object, Pkcs11.CKA_VALUE_LEN) == KEY_BYTES;
  }

  private KeyId make() {
    byte[] id = new byte[16];
    random.nextBytes(id);
    long made =
        session.generateKey(
            Pkcs11.CKM_AES_KEY_GEN,
            List.of(
                new Attribute.Flag(Pkcs11.CKA_TOKEN, true),
                new Attribute.Flag(Pkcs11.CKA_PRIVATE, true),
                new Attribute.Flag(Pkcs11.CKA_SENSITIVE, true),
                new Attribute.Flag(Pkcs11.CKA_EXTRACTABLE, false),
                new Attribute.Flag(Pkcs11.CKA_ENCRYPT, true),
                new Attribute.Flag(Pkcs11.CKA_DECRYPT, true),
                // For nothing else, least of all to carry other keys in or out.
                new Attribute.Flag(Pkcs11.CKA_SIGN, false),
                new Attribute.Flag(Pkcs11.CKA_VERIFY, false),
                new Attribute.Flag(Pkcs11.CKA_WRAP, false),
                new Attribute.Flag(Pkcs11.CKA_UNWRAP, false),
                new Attribute.Count(Pkcs11.CKA_VALUE_LEN, KEY_BYTES),
                Attribute.Bytes.of(Pkcs11.CKA_ID, id),
                label()));
    if (!fit(made)) {
      session.destroy(made);
      throw new CaException(
          Failure.TOKEN_UNAVAILABLE,
          "the token made a sealing key that is extractable or of another size; destroyed");
    }
    handles.put(keyId(id), made);
    return keyId(id);
  }

  private static KeyId keyId(byte[] id) {
    var buffer = ByteBuffer.wrap(id);
    return new KeyId(new UUID(buffer.getLong(), buffer.getLong()));
  }

  private static List<Attribute> wanted() {
    return List.of(
        new Attribute.Count(Pkcs11.CKA_CLASS, Pkcs11.CKO_SECRET_KEY),
        new Attribute.Count(Pkcs11.CKA_KEY_TYPE, Pkcs11.CKK_AES),
        label());
  }

  private static Attribute label() {
    return Attribute.Bytes.of(Pkcs11.CKA_LABEL, LABEL.getBytes(StandardCharsets.UTF_8));
  }
}
