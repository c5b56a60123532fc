package dev.sealwright.engine.audit;

import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.x509.Serial;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One thing that happened to an authority or was done with its key (INVARIANT I11: durable before
 * its result is released).
 *
 * @param serial of the certificate concerned, if there is one
 * @param actor who asked, as the front door names it; {@code engine} for recovery
 * @param detail for people, without secrets
 */
public record AuditEvent(
    Instant at,
    Kind kind,
    AuthorityId authority,
    @Nullable Serial serial,
    String actor,
    String detail) {

  /** What happened. */
  public enum Kind {
    AUTHORITY_CREATED,
    /** The key pair was made and signed its CSR. */
    KEY_MADE,
    CREATION_FAILED,
    CERTIFICATE_IMPORTED,
    /** Its status or its settings for revocation were changed. */
    AUTHORITY_UPDATED,
    /** It can be restored for a while. */
    AUTHORITY_DELETED,
    AUTHORITY_RESTORED,
    /** It is gone for good: no reader sees it any more. */
    AUTHORITY_REMOVED,
    /** The key of a removed authority was destroyed, where there was one. */
    KEY_DESTROYED,
    CERTIFICATE_ISSUED,
    ISSUANCE_FAILED,
    CERTIFICATE_REVOKED,
    /** The key signed a revocation list; its readers have it only after this. */
    CRL_SIGNED,
    TAGS_CHANGED,
    PERMISSION_CREATED,
    PERMISSION_DELETED,
    POLICY_PUT,
    POLICY_DELETED,
    AUDIT_REPORT_BEGUN,
    AUDIT_REPORT_ENDED,
    /** A key that signs OCSP answers is about to be made, answers, or was destroyed. */
    OCSP_SIGNER_CHANGED,
    /** The CA key itself signed an OCSP answer. */
    OCSP_ANSWER_SIGNED
  }
}
