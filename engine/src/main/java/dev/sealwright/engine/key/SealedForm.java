package dev.sealwright.engine.key;

import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.x509.Octets;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.UUID;

/**
 * A sealed secret as a vault gives it: AES-256-GCM with the key, the nonce and the tag it needs.
 *
 * @param key id of the sealing key inside its vault
 * @param nonce 12 random bytes (NIST SP 800-38D 8.2.2)
 * @param box ciphertext, then the tag of 16 bytes
 */
public record SealedForm(KeyId key, Octets nonce, Octets box) {
  public static final int NONCE_BYTES = 12;
  public static final int TAG_BYTES = 16;

  /** Version of the layout, so that another may follow. */
  private static final byte FORMAT = 1;

  private static final int HEADER = 1 + 16 + NONCE_BYTES;

  /** What GCM authenticates besides: the layout, the key and the context. */
  public static Octets additional(KeyId key, SealContext context) {
    var bytes = context.toArray();
    return Octets.copyOf(
        ByteBuffer.allocate(17 + bytes.length).put(FORMAT).put(key.toArray()).put(bytes).array());
  }

  public Octets toOctets() {
    return Octets.copyOf(
        ByteBuffer.allocate(HEADER + box.length())
            .put(FORMAT)
            .put(key.toArray())
            .put(nonce.toArray())
            .put(box.toArray())
            .array());
  }

  /** RECORD_UNREADABLE when these are no bytes of {@link #toOctets}. */
  public static SealedForm read(Octets sealed) {
    var bytes = sealed.toArray();
    int secret = bytes.length - HEADER - TAG_BYTES;
    if (secret < 1 || secret > SecretSealer.MAX_SECRET || bytes[0] != FORMAT) {
      throw broken("it does not have the form of one");
    }
    var buffer = ByteBuffer.wrap(bytes, 1, 16);
    return new SealedForm(
        new KeyId(new UUID(buffer.getLong(), buffer.getLong())),
        Octets.copyOf(Arrays.copyOfRange(bytes, 17, HEADER)),
        Octets.copyOf(Arrays.copyOfRange(bytes, HEADER, bytes.length)));
  }

  public static CaException broken(String reason) {
    return new CaException(Failure.RECORD_UNREADABLE, "a sealed secret does not open: " + reason);
  }
}
