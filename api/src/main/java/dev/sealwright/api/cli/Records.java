package dev.sealwright.api.cli;

import dev.sealwright.api.config.Database;
import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.authority.CaStatus;
import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.key.KeyId;
import dev.sealwright.engine.store.Removal;
import dev.sealwright.engine.store.Store;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The CAs on record, read beside a server that may run.
 *
 * <p>Threads: one.
 */
final class Records implements AutoCloseable {
  private final Store store;
  private final Map<AuthorityId, Authority> authorities = new HashMap<>();
  private final Set<AuthorityId> removed = new HashSet<>();

  private Records(Store store) {
    this.store = store;
    for (CaStatus status : CaStatus.values()) {
      store.authorities(status).forEach(each -> authorities.put(each.id(), each));
    }
    store.removals().stream().map(Removal::authority).forEach(removed::add);
  }

  /**
   * Reads all there is.
   *
   * @throws CaException STORE_UNAVAILABLE when there is no store, or it cannot be read
   */
  static Records open(Database database) {
    Store store = Stores.openForReading(database);
    try {
      return new Records(store);
    } catch (CaException e) {
      store.close();
      throw e;
    }
  }

  Store store() {
    return store;
  }

  /** In order of creation. */
  List<Authority> all() {
    List<Authority> all = new ArrayList<>(authorities.values());
    all.sort(Comparator.comparing(Authority::createdAt).thenComparing(Authority::id));
    return all;
  }

  /** Keys carry the id of their CA. */
  Optional<Authority> of(KeyId key) {
    return Optional.ofNullable(authorities.get(new AuthorityId(key.value())));
  }

  /** Whether the CA of the key was removed, and the server is about to destroy it. */
  boolean isEnding(KeyId key) {
    return removed.contains(new AuthorityId(key.value()));
  }

  @Override
  public void close() {
    store.close();
  }
}
