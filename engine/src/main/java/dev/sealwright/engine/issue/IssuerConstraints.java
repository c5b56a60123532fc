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
import dev.sealwright.engine.x509.Extension;
import dev.sealwright.engine.x509.Octets;
import java.util.ArrayList;
import java.util.Iterator;
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
  /**
   * In bytes of DER; what is compared takes some ten times as much. A path may hold 1.5 MB of
   * constraints, and an account may have thousands of CAs (INVARIANT I13).
   */
  private static final long REMEMBERED = 4L << 20;

  /** What a CA without constraints takes, in the same measure. */
  private static final long NONE = 1 << 10;

  private final Store store;

  /** By last use, the latest at the end. */
  private final Map<AuthorityId, Known> known = new LinkedHashMap<>(16, 0.75f, true);

  private long remembered;

  /**
   * Of one version of a CA.
   *
   * @param size in bytes of DER
   */
  private record Known(long version, PathConstraints constraints, long size) {}

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
    Known read =
        store
            .caCertificate(authority.id())
            .map(own -> read(authority.version(), own))
            .orElseGet(() -> new Known(authority.version(), new PathConstraints(List.of()), NONE));
    remember(authority.id(), read);
    return read.constraints();
  }

  private void remember(AuthorityId id, Known read) {
    synchronized (known) {
      Known before = known.put(id, read);
      remembered += read.size() - (before == null ? 0 : before.size());
      Iterator<Known> eldest = known.values().iterator();
      while (remembered > REMEMBERED && eldest.hasNext()) {
        remembered -= eldest.next().size();
        eldest.remove();
      }
    }
  }

  private static Known read(long version, CaCertificate own) {
    List<Octets> path = new ArrayList<>(own.chain());
    path.add(own.certificate());
    try {
      List<CertificateView> views = path.stream().map(CertificateView::read).toList();
      long size = NONE;
      for (CertificateView view : views) {
        size +=
            view.extension(Extension.NAME_CONSTRAINTS)
                .map(extension -> extension.value().length())
                .orElse(0);
      }
      return new Known(version, PathConstraints.of(views), size);
    } catch (CaException e) {
      // The import would have refused it; whoever asks for a certificate is not to blame.
      throw new CaException(Failure.INTERNAL, "the path of an installed certificate is broken", e);
    }
  }
}
