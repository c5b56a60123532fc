package dev.sealwright.engine.store;

import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.authority.CrlScope;
import dev.sealwright.engine.authority.Permission;
import dev.sealwright.engine.authority.SharingPolicy;
import dev.sealwright.engine.authority.Tags;
import dev.sealwright.engine.x509.Serial;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * SPI: the part of the record that hangs on authorities, to be read. Threads, visibility and
 * failures are those of {@link Store}; it is written by {@link Mutation.Attachment}.
 */
public interface AttachedRecords {
  /** None for an unknown authority. */
  Tags tags(AuthorityId authority);

  /** In order of principal, then account; bounded by the limit they were written under. */
  List<Permission> permissions(AuthorityId authority);

  /** How the authority is shared; NONE when it never was, or is unknown. */
  SharingPolicy sharing(AuthorityId authority);

  /**
   * The authorities whose policy names either grantee, in order of creation, then id.
   *
   * @param grantee and {@code other}: the same twice when there is but one
   * @param after exclusive start, absent for the first page
   * @param limit at least 1
   */
  List<Authority> sharedWith(
      String grantee, String other, @Nullable AuthorityCursor after, int limit);

  Optional<Revocation> revocation(AuthorityId authority, Serial serial);

  /**
   * What an authority revoked, in order of serials.
   *
   * @param after exclusive start, absent for the first page
   * @param limit at least 1
   */
  List<Revocation> revocations(AuthorityId authority, @Nullable Serial after, int limit);

  /**
   * What one list of an authority has to name, in the order in which it expires, then of serials;
   * MUST cost the same for each page, however many there are in other lists, and however many had
   * expired before.
   *
   * @param unexpiredAt leaves out what had expired before
   * @param after the last one of the page before, absent for the first page
   * @param limit at least 1
   */
  List<Revocation> revocations(
      AuthorityId authority,
      CrlScope scope,
      Instant unexpiredAt,
      @Nullable Revocation after,
      int limit);

  /**
   * The lists of an authority of which something is on record, in order of scopes: one for every
   * partition that a certificate was reserved for, and perhaps the complete one.
   */
  List<CrlRecord> crls(AuthorityId authority);

  /**
   * Every sealed certificate of an authority in order of serials, which is that of the months they
   * were issued in; MUST cost the same for each page, however many there are.
   *
   * @param after exclusive start, absent for the first page
   * @param limit at least 1
   */
  List<IssuedRecord> issued(AuthorityId authority, @Nullable Serial after, int limit);

  /**
   * The authority's signers of OCSP answers whose key is not destroyed, oldest first; those of an
   * authority that was removed are found until it is forgotten.
   */
  List<OcspSigner> ocspSigners(AuthorityId authority);

  Optional<AuditReport> auditReport(AuthorityId authority, UUID id);

  /** The authority's report that was begun last. */
  Optional<AuditReport> latestAuditReport(AuthorityId authority);

  /** Reports still CREATING, oldest first. */
  List<AuditReport> openAuditReports(int limit);
}
