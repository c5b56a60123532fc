package dev.sealwright.engine.issue;

import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.authority.CaCertificate;
import dev.sealwright.engine.authority.PathConstraints;
import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.store.Store;
import dev.sealwright.engine.x509.CertificateNames;
import dev.sealwright.engine.x509.CertificateView;
import dev.sealwright.engine.x509.Octets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Holds the names of a certificate against the name constraints of its CA and the chain above.
 *
 * <p>The constraints of a CA are read once for each version of it: nearly every CA has none, and
 * then a certificate costs one look into a map.
 *
 * <p>Threads: shared. The lock is held for the look, never while the store is read.
 */
final class IssuerConstraints {
  private static final int REMEMBERED = 1024;

  private final Store store;
  private final Map<AuthorityId, Known> known =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<AuthorityId, Known> eldest) {
          return size() > REMEMBERED;
        }
      };

  /** Of one version of a CA. */
  private record Known(long version, PathConstraints constraints) {}

  IssuerConstraints(Store store) {
    this.store = store;
  }

  /**
   * Why the CA may not sign this, for the record; nothing when it may.
   *
   * @param authority as it is on record, with a certificate
   * @param tbs of a certificate that the CA issues to another than itself
   */
  Optional<String> violation(Authority authority, Octets tbs) {
    PathConstraints constraints = constraints(authority);
    if (constraints.isEmpty()) {
      return Optional.empty();
    }
    try {
      return constraints.violation(CertificateNames.ofCertificate(tbs));
    } catch (IllegalArgumentException | IllegalStateException e) {
      // The requester's: well-formed bytes in which there is no name to compare.
      return Optional.of("a name cannot be read and held against the name constraints");
    }
  }

  private PathConstraints constraints(Authority authority) {
    synchronized (known) {
      Known found = known.get(authority.id());
      if (found != null && found.version() == authority.version()) {
        return found.constraints();
      }
    }
    PathConstraints read =
        store
            .caCertificate(authority.id())
            .map(IssuerConstraints::read)
            .orElseGet(() -> new PathConstraints(List.of()));
    synchronized (known) {
      known.put(authority.id(), new Known(authority.version(), read));
    }
    return read;
  }

  private static PathConstraints read(CaCertificate own) {
    List<Octets> path = new ArrayList<>(own.chain());
    path.add(own.certificate());
    try {
      return PathConstraints.of(path.stream().map(CertificateView::read).toList());
    } catch (CaException e) {
      // The import would have refused it; whoever asks for a certificate is not to blame.
      throw new CaException(Failure.INTERNAL, "the path of an installed certificate is broken", e);
    }
  }
}
