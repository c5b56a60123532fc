package dev.sealwright.engine.authority;

import dev.sealwright.engine.key.KeyId;
import java.util.UUID;

/** The identity of an authority; its CA key carries the same 16 bytes as CKA_ID. */
public record AuthorityId(UUID value) implements Comparable<AuthorityId> {
  public KeyId keyId() {
    return new KeyId(value);
  }

  @Override
  public int compareTo(AuthorityId other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
