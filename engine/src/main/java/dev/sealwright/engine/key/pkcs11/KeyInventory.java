package dev.sealwright.engine.key.pkcs11;

import dev.sealwright.engine.key.CustodyAttributes;
import dev.sealwright.engine.key.KeyId;
import dev.sealwright.engine.key.KeySpec;
import dev.sealwright.engine.x509.Octets;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The keys on a token, whoever put them there.
 *
 * @param complete false when there are more than were asked for
 */
public record KeyInventory(List<Entry> keys, boolean complete) {
  public KeyInventory {
    keys = List.copyOf(keys);
  }

  /** What an entry is. */
  public enum Kind {
    PAIR,
    /** A private key whose public half is not there. */
    PRIVATE_ONLY,
    /** A public key whose private half is not there. */
    PUBLIC_ONLY,
    /** More than one private or public key of this id. */
    AMBIGUOUS,
    SECRET
  }

  /**
   * The objects with one CKA_ID.
   *
   * @param id CKA_ID, perhaps empty
   * @param label CKA_LABEL of the private or secret key, or else of the public one
   * @param spec absent when it is none that the engine makes, or not to be told from one half
   * @param fingerprint as {@link dev.sealwright.engine.key.KeyCustody#fingerprint()}; absent as the
   *     spec
   * @param attributes of the private or secret key; absent when there is none
   */
  public record Entry(
      Octets id,
      Kind kind,
      @Nullable String label,
      @Nullable KeySpec spec,
      @Nullable String fingerprint,
      @Nullable CustodyAttributes attributes) {

    /** The id as the engine's keys have it; absent when it is not of 16 bytes. */
    public Optional<KeyId> keyId() {
      if (id.length() != 16) {
        return Optional.empty();
      }
      var buffer = ByteBuffer.wrap(id.toArray());
      return Optional.of(new KeyId(new UUID(buffer.getLong(), buffer.getLong())));
    }

    /** Whether it is a CA key by its label and id. */
    public boolean ours() {
      return keyId().map(key -> TokenKeys.labelOf(key).equals(label)).orElse(false);
    }

    /** Whether it was made for an examination, and forgotten. */
    public boolean scratch() {
      return TokenContents.SCRATCH_LABEL.equals(label);
    }

    /** Whether it seals secrets of the configuration. */
    public boolean sealing() {
      return kind == Kind.SECRET && TokenSealing.LABEL.equals(label);
    }
  }
}
