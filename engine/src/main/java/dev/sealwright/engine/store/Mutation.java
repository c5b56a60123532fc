package dev.sealwright.engine.store;

import dev.sealwright.engine.audit.AuditEvent;
import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.authority.CaCertificate;
import dev.sealwright.engine.authority.CountLimits;
import dev.sealwright.engine.authority.CrlScope;
import dev.sealwright.engine.authority.Permission;
import dev.sealwright.engine.authority.SharingPolicy;
import dev.sealwright.engine.authority.Tag;
import dev.sealwright.engine.authority.Tags;
import dev.sealwright.engine.key.KeyEvidence;
import dev.sealwright.engine.x509.Octets;
import dev.sealwright.engine.x509.Serial;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Everything that can be written; each applies whole or not at all, with its audit event.
 *
 * <p>Nothing but Forget ever deletes a record.
 */
public sealed interface Mutation {

  /**
   * What is written by the work that one node does for all; Stale, besides the reasons of each,
   * when the node does not lead any more ({@link Cluster#leads}).
   */
  sealed interface OfLeader extends Mutation {}

  /**
   * A new authority. Taken when the id exists, Replayed when the claim is held, Full when its owner
   * has {@code limit} on record, deleted ones included until they are removed for good.
   */
  record CreateAuthority(
      Authority authority, Tags tags, @Nullable Claim claim, long limit, AuditEvent event)
      implements Mutation {
    /** Without a limit. */
    public CreateAuthority(
        Authority authority, Tags tags, @Nullable Claim claim, AuditEvent event) {
      this(authority, tags, claim, CountLimits.UNLIMITED, event);
    }
  }

  /**
   * Replaces an authority by its next version. Stale unless the version on record is {@code
   * after.version() - 1}.
   *
   * @param csr kept with it from now on, if present
   * @param certificate kept with it from now on in place of any earlier one, if present
   * @param evidence of the custody of its key, kept unless there is some of the same vault
   */
  record ChangeAuthority(
      Authority after,
      @Nullable Octets csr,
      @Nullable CaCertificate certificate,
      List<KeyEvidence> evidence,
      AuditEvent event)
      implements Mutation {
    public ChangeAuthority {
      evidence = List.copyOf(evidence);
    }

    /** Without evidence. */
    public ChangeAuthority(
        Authority after,
        @Nullable Octets csr,
        @Nullable CaCertificate certificate,
        AuditEvent event) {
      this(after, csr, certificate, List.of(), event);
    }
  }

  /**
   * The end of an authority: from now on no reader finds it, its CSR or its certificate, and no
   * change to it is anything but Stale. Stale unless the version on record is {@code version}.
   */
  record RemoveAuthority(AuthorityId authority, long version, AuditEvent event)
      implements Mutation {}

  /** The key of a removed authority is gone. Stale unless it is removed and its key was not. */
  record KeyDestroyed(AuthorityId authority, AuditEvent event) implements OfLeader {}

  /**
   * Deletes a part of what is on record of a removed authority whose key is gone, the authority
   * itself last; only audit events stay. Applied when there was something to delete, Stale when
   * there is no such authority. It has no event: the authority is gone already.
   *
   * @param rows at most this many rows of each kind, so that no commit takes long; at least 1
   */
  record Forget(AuthorityId authority, int rows) implements OfLeader {
    public Forget {
      if (rows < 1) {
        throw new IllegalArgumentException("rows must be at least 1, not " + rows);
      }
    }
  }

  /**
   * A certificate about to be signed. Stale unless the authority on record has the version it was
   * drafted from, Taken when (authority, serial) exists (INVARIANT I5), Replayed when the claim is
   * held, Full when the authority has issued {@code limit} already; see {@link Store#issued}.
   */
  record Reserve(Reservation reservation, @Nullable Claim claim, long limit) implements Mutation {
    /** Without a limit. */
    public Reserve(Reservation reservation, @Nullable Claim claim) {
      this(reservation, claim, CountLimits.UNLIMITED);
    }
  }

  /** The signature of a reservation. Stale unless the reservation is open. */
  record Seal(
      AuthorityId authority, Serial serial, Octets signature, Instant sealedAt, AuditEvent event)
      implements Mutation {}

  /**
   * The end of a reservation without a signature. Stale unless the reservation is open.
   *
   * @param freed the claim it was reserved with, which is free again if it still points here
   */
  record Close(
      AuthorityId authority,
      Serial serial,
      String reason,
      Instant closedAt,
      @Nullable Claim freed,
      AuditEvent event)
      implements Mutation {}

  /**
   * An audit event by itself: what was done with a key beside what is on record otherwise, whether
   * or not its authority is on record. Always Applied.
   */
  record Note(AuditEvent event) implements Mutation {}

  /** What hangs on an authority; each is Stale when the authority is not on record. */
  sealed interface Attachment extends Mutation {}

  /**
   * Removes tags, then adds others, as {@link Tags#without} and {@link Tags#with} say. Full when
   * there would be too many.
   */
  record ChangeTags(AuthorityId authority, List<Tag> removed, List<Tag> added, AuditEvent event)
      implements Attachment {
    public ChangeTags {
      removed = List.copyOf(removed);
      added = List.copyOf(added);
    }

    /** The tags that become of the present ones; TOO_MANY_TAGS. */
    public Tags applied(Tags present) {
      return present.without(removed).with(added);
    }
  }

  /**
   * A new permission. Taken when there is one for the principal and account, Full when there are
   * {@code limit} already.
   */
  record AddPermission(AuthorityId authority, Permission permission, int limit, AuditEvent event)
      implements Attachment {}

  /** Takes a permission back. Stale when there is none. */
  record RemovePermission(
      AuthorityId authority, String principal, String sourceAccount, AuditEvent event)
      implements Attachment {}

  /**
   * Replaces the policy that shares an authority, or takes it away. Stale unless the authority has
   * the version it was decided on and the policy on record is the revision before.
   */
  record Share(
      AuthorityId authority, long authorityVersion, SharingPolicy.Indexed after, AuditEvent event)
      implements Attachment {}

  /**
   * Revokes a certificate. Stale unless the authority has the version it was decided on and the
   * certificate is sealed, Taken when it is revoked already, Full when {@code limit} revoked
   * certificates are unexpired at the time of this one. A certificate counts until the end of the
   * UTC day it expires on. The list that the certificate is bound to lags from then on.
   */
  record Revoke(Revocation revocation, long authorityVersion, long limit, AuditEvent event)
      implements Attachment {}

  /**
   * Takes the number of a list that is about to be signed (INVARIANT I10). Stale unless the
   * authority has the version it was decided on, and the number is greater than the list's last. It
   * has no event: what is signed under it has one.
   *
   * @param number at least 1
   */
  record TakeCrlNumber(AuthorityId authority, long authorityVersion, CrlScope scope, long number)
      implements Attachment, OfLeader {
    public TakeCrlNumber {
      if (number < 1) {
        throw new IllegalArgumentException("the number of a list is at least 1, not " + number);
      }
    }
  }

  /**
   * A list was put where readers find it. Stale unless its number is the last that was taken. It
   * has no event: its signature had one.
   */
  record PublishCrl(AuthorityId authority, CrlScope scope, CrlRecord.Published published)
      implements Attachment, OfLeader {}

  /**
   * A new report, CREATING. Taken when one of the authority is still CREATING or was begun after
   * {@code quietSince}.
   */
  record BeginAuditReport(AuditReport report, Instant quietSince, AuditEvent event)
      implements Attachment {}

  /**
   * A signer of OCSP answers in its next phase. Stale when that is MAKING and the authority is not
   * on record, or when it is another and the signer is not in a phase before it; Taken when a
   * signer in MAKING is on record already.
   */
  record ChangeOcspSigner(OcspSigner after, AuditEvent event) implements Attachment, OfLeader {}

  /** Ends a report. Stale unless it is CREATING. */
  record EndAuditReport(
      AuthorityId authority, UUID report, AuditReport.Status end, AuditEvent event)
      implements Attachment, OfLeader {}
}
