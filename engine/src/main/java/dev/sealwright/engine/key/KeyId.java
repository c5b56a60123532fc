package dev.sealwright.engine.key;

import java.nio.ByteBuffer;
import java.util.UUID;

/** The name of a key inside a vault: 16 bytes, in PKCS#11 the CKA_ID of both halves of the pair. */
public record KeyId(UUID value) {
  public byte[] toArray() {
    return ByteBuffer.allocate(16)
        .putLong(value.getMostSignificantBits())
        .putLong(value.getLeastSignificantBits())
        .array();
  }
}
