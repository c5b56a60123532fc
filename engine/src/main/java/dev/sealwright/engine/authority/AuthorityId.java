package dev.sealwright.engine.authority;

import dev.sealwright.engine.key.KeyId;
import java.util.UUID;

/** The identity of an authority; its CA key carries the same 16 bytes as CKA_ID. */
public record AuthorityId(UUID value) implements Comparable<AuthorityId> {
  public KeyId keyId() {
    return new KeyId(value);
  }

  /** By the sixteen bytes without sign, as a database orders them; UUID.compareTo has signs. */
  @Override
  public int compareTo(AuthorityId other) {
    int high =
        Long.compareUnsigned(value.getMostSignificantBits(), other.value.getMostSignificantBits());
    return high != 0
        ? high
        : Long.compareUnsigned(
            value.getLeastSignificantBits(), other.value.getLeastSignificantBits());
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
