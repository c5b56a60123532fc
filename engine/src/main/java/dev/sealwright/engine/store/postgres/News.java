package dev.sealwright.engine.store.postgres;

import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.store.Cluster;
import dev.sealwright.engine.store.Mutation;
import dev.sealwright.engine.x509.Serial;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What other nodes must hear of a mutation.
 *
 * @param serial of a revoked certificate
 */
record News(Kind kind, AuthorityId authority, @Nullable Serial serial) {
  /** What happened, as it is on record. */
  enum Kind {
    CHANGED,
    REVOKED,
    SIGNER_CHANGED,
    REPORT_BEGUN
  }

  /** Nothing for what no other node keeps in memory. */
  static Optional<News> of(Mutation mutation) {
    return switch (mutation) {
      case Mutation.ChangeAuthority change -> changed(change.after().id());
      case Mutation.RemoveAuthority remove -> changed(remove.authority());
      case Mutation.Share share -> changed(share.authority());
      case Mutation.Revoke revoke ->
          Optional.of(
              new News(
                  Kind.REVOKED, revoke.revocation().authority(), revoke.revocation().serial()));
      case Mutation.ChangeOcspSigner change ->
          Optional.of(new News(Kind.SIGNER_CHANGED, change.after().authority(), null));
      case Mutation.BeginAuditReport begin ->
          Optional.of(new News(Kind.REPORT_BEGUN, begin.report().authority(), null));
      case Mutation.CreateAuthority _,
          Mutation.KeyDestroyed _,
          Mutation.Forget _,
          Mutation.Reserve _,
          Mutation.Seal _,
          Mutation.Close _,
          Mutation.Note _,
          Mutation.ChangeTags _,
          Mutation.AddPermission _,
          Mutation.RemovePermission _,
          Mutation.TakeCrlNumber _,
          Mutation.PublishCrl _,
          Mutation.EndAuditReport _ ->
          Optional.empty();
    };
  }

  private static Optional<News> changed(AuthorityId id) {
    return Optional.of(new News(Kind.CHANGED, id, null));
  }

  void tell(Cluster.Follower follower) {
    switch (kind) {
      case CHANGED -> follower.changed(authority);
      case SIGNER_CHANGED -> follower.signerChanged(authority);
      case REPORT_BEGUN -> follower.reportBegun(authority);
      case REVOKED -> {
        if (serial != null) {
          follower.revoked(authority, serial);
        }
      }
    }
  }
}
