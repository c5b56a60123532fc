package dev.sealwright.engine.ocsp;

import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.store.Revocation;
import dev.sealwright.engine.store.Store;
import dev.sealwright.engine.x509.Serial;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the record for what there is to say of certificates. Threads: shared. */
final class States {
  private final Store store;

  States(Store store) {
    this.store = store;
  }

  /**
   * As it is on record at this moment. Never good for what was never issued: a certificate is good
   * because it is there with its signature, not because nothing is known against it.
   */
  State of(AuthorityId authority, @Nullable Serial serial) {
    if (serial == null) {
      return new State.Unknown();
    }
    Optional<Revocation> revoked = store.attached().revocation(authority, serial);
    if (revoked.isPresent()) {
      return new State.Revoked(revoked.get().at(), revoked.get().reason());
    }
    return store
        .certificate(authority, serial)
        .filter(found -> found.signature() != null)
        .<State>map(found -> new State.Good())
        .orElseGet(State.Unknown::new);
  }
}
