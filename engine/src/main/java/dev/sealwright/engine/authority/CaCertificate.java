package dev.sealwright.engine.authority;

import dev.sealwright.engine.x509.Octets;
import java.util.List;

/**
 * An authority's own certificate with the path above it.
 *
 * @param certificate DER
 * @param chain DER of its issuers, nearest first, root last; empty for a root
 */
public record CaCertificate(Octets certificate, List<Octets> chain) {
  public CaCertificate {
    chain = List.copyOf(chain);
  }
}
