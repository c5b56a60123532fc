package dev.sealwright.engine;

import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.store.Reservation;
import dev.sealwright.engine.store.Store;
import dev.sealwright.engine.store.StoredCertificate;
import dev.sealwright.engine.template.Templates;
import dev.sealwright.engine.x509.Octets;
import dev.sealwright.engine.x509.Serial;
import dev.sealwright.engine.x509.Signed;
import java.util.ArrayList;
import java.util.List;

/**
 * Puts issued certificates together from what is on record of them.
 *
 * <p>Threads: shared.
 */
final class CertificateReader {
  private final Store store;

  CertificateReader(Store store) {
    this.store = store;
  }

  /** As {@link CaEngine#certificate}. */
  IssuedCertificate read(AuthorityId authority, Serial serial) {
    StoredCertificate stored =
        store
            .certificate(authority, serial)
            .orElseThrow(() -> new CaException(Failure.NOT_FOUND, "no such certificate"));
    if (stored.failure() != null) {
      throw new CaException(Failure.REQUEST_FAILED, "the certificate could not be issued");
    }
    Octets signature = stored.signature();
    if (signature == null) {
      throw new CaException(Failure.IN_PROGRESS, "the certificate is being signed");
    }
    Reservation reservation = stored.reservation();
    return new IssuedCertificate(
        Signed.assemble(reservation.tbs(), reservation.algorithm(), signature),
        chainAbove(authority, reservation));
  }

  private List<Octets> chainAbove(AuthorityId authority, Reservation reservation) {
    if (Templates.isOfRoot(reservation.template())) {
      return List.of();
    }
    return store
        .caCertificate(authority)
        .map(own -> {
          List<Octets> chain = new ArrayList<>(own.chain().size() + 1);
          chain.add(own.certificate());
          chain.addAll(own.chain());
          return chain;
        })
        .orElseThrow(() -> new CaException(Failure.INTERNAL, "an issuer without a certificate"));
  }
}
