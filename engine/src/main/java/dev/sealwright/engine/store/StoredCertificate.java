package dev.sealwright.engine.store;

import dev.sealwright.engine.x509.Octets;
import org.jspecify.annotations.Nullable;

/**
 * A reservation and what became of it.
 *
 * @param signature present once sealed
 * @param failure present once closed without a signature; never together with a signature
 */
public record StoredCertificate(
    Reservation reservation, @Nullable Octets signature, @Nullable String failure) {

  /** Neither sealed nor closed yet. */
  public boolean open() {
    return signature == null && failure == null;
  }
}
