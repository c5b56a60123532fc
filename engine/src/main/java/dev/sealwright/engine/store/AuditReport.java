package dev.sealwright.engine.store;

import dev.sealwright.engine.authority.AuthorityId;
import java.time.Instant;
import java.util.UUID;

/**
 * A report of every certificate an authority issued, and how far it is.
 *
 * @param bucket where it goes
 * @param requester who asked, as the front door names it
 * @param createdAt millisecond precision
 */
public record AuditReport(
    UUID id,
    AuthorityId authority,
    String bucket,
    Format format,
    Status status,
    String requester,
    Instant createdAt) {

  /** The form of a report. */
  public enum Format {
    JSON("json"),
    CSV("csv");

    private final String extension;

    Format(String extension) {
      this.extension = extension;
    }
  }

  /** How far a report is; only CREATING changes. */
  public enum Status {
    CREATING,
    SUCCESS,
    FAILED
  }

  /** The name of the object in the bucket. */
  public String objectKey() {
    return objectKey(authority, id, format);
  }

  /** The name that a report of this id has, or will have. */
  public static String objectKey(AuthorityId authority, UUID id, Format format) {
    return "audit-report/" + authority + "/" + id + "." + format.extension;
  }

  /** This report at its end. */
  public AuditReport ended(Status end) {
    return new AuditReport(id, authority, bucket, format, end, requester, createdAt);
  }
}
