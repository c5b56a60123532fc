package dev.sealwright.api.auth;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Where access keys are found; asked for each request, from many threads. */
@FunctionalInterface
public interface AccessKeys {

  /** The active key with this id; empty when there is none or it is disabled. */
  Optional<AccessKey> find(String id);

  /**
   * A fixed set.
   *
   * @throws IllegalArgumentException when two keys share an id
   */
  static AccessKeys of(Collection<AccessKey> keys) {
    Map<String, AccessKey> byId = new HashMap<>();
    for (AccessKey key : keys) {
      if (byId.put(key.id(), key) != null) {
        throw new IllegalArgumentException("two access keys with the id " + key.id());
      }
    }
    return id -> Optional.ofNullable(byId.get(id));
  }
}
