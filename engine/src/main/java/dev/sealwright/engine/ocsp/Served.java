package dev.sealwright.engine.ocsp;

import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.authority.CaStatus;
import dev.sealwright.engine.authority.InstalledCertificate;
import dev.sealwright.engine.key.SigningKey;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The authorities that answers are given for, by what requests call them: those that have a
 * certificate and OCSP switched on. It follows every commit, so a request costs no read of them.
 *
 * <p>Threads: shared; changed by the committer's, and by that of the news from other nodes.
 */
final class Served {
  private final Map<AuthorityId, Authority> authorities = new ConcurrentHashMap<>();
  private final Map<CertId.IssuerHash, AuthorityId> byHash = new ConcurrentHashMap<>();

  /** As it is on record now. */
  synchronized void put(Authority authority) {
    if (isServed(authority)) {
      authorities.put(authority.id(), authority);
      hashes(authority).forEach(hash -> byHash.put(hash, authority.id()));
    } else {
      remove(authority.id());
    }
  }

  synchronized void remove(AuthorityId id) {
    Authority known = authorities.remove(id);
    if (known != null) {
      hashes(known).forEach(hash -> byHash.remove(hash, id));
    }
  }

  Collection<Authority> all() {
    return authorities.values();
  }

  /** The authority that may be answered for at this time. */
  Optional<Authority> get(AuthorityId id, Instant now) {
    return Optional.ofNullable(authorities.get(id)).filter(authority -> answers(authority, now));
  }

  /** The authority that a request means. */
  @Nullable AuthorityId named(CertId certificate) {
    CertId.IssuerHash hash = certificate.issuer();
    return hash == null ? null : byHash.get(hash);
  }

  private static boolean isServed(Authority authority) {
    return authority.installed() != null
        && authority.key() != null
        && authority.revocation().ocsp() != null
        && switch (authority.status()) {
          case ACTIVE, DISABLED -> true;
          case CREATING, PENDING_CERTIFICATE, EXPIRED, FAILED, DELETED -> false;
        };
  }

  /** A disabled authority goes on answering; one whose certificate has expired does not. */
  private static boolean answers(Authority authority, Instant now) {
    CaStatus shown = authority.shownStatus(now);
    return shown == CaStatus.ACTIVE || shown == CaStatus.DISABLED;
  }

  private static List<CertId.IssuerHash> hashes(Authority authority) {
    InstalledCertificate installed = authority.installed();
    SigningKey key = authority.key();
    if (installed == null || key == null) {
      return List.of();
    }
    return List.of(
        CertId.IssuerHash.of(HashKind.SHA1, installed.subject(), key.publicKey()),
        CertId.IssuerHash.of(HashKind.SHA256, installed.subject(), key.publicKey()));
  }
}
