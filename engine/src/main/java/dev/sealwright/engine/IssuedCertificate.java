package dev.sealwright.engine;

import dev.sealwright.engine.x509.Octets;
import java.util.List;

/**
 * A certificate as its subject needs it.
 *
 * @param certificate DER
 * @param chain DER of its issuers, nearest first, root last; empty for a self-signed root
 */
public record IssuedCertificate(Octets certificate, List<Octets> chain) {
  public IssuedCertificate {
    chain = List.copyOf(chain);
  }
}
