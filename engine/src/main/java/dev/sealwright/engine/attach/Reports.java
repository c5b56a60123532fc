package dev.sealwright.engine.attach;

import dev.sealwright.engine.audit.AuditEvent;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.store.AuditReport;
import dev.sealwright.engine.store.IssuedRecord;
import dev.sealwright.engine.store.Mutation;
import dev.sealwright.engine.store.Outcome;
import dev.sealwright.engine.store.Reservation;
import dev.sealwright.engine.x509.NameText;
import dev.sealwright.engine.x509.Serial;
import dev.sealwright.engine.x509.TbsCertificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The record of audit reports and what goes into them; who writes them is the front door's affair.
 *
 * <p>Threads: shared. A report is CREATING on record before it is begun, so a crash loses none.
 */
public final class Reports {
  /** Between the beginnings of two reports of one authority, however the first ended. */
  public static final Duration QUIET = Duration.ofMinutes(30);

  private final Change change;
  private final long largest;

  /**
   * @param largest certificates of an authority beyond which no report is made
   */
  public Reports(Change change, long largest) {
    this.change = change;
    this.largest = largest;
  }

  public Optional<AuditReport> find(AuthorityId authority, UUID id) {
    return change.store().attached().auditReport(authority, id);
  }

  /** Reports that are still to be written, oldest first. */
  public List<AuditReport> open(int limit) {
    return change.store().attached().openAuditReports(limit);
  }

  /** A page of the certificates that were issued, in order of serials. */
  public List<ReportLine> issued(AuthorityId authority, @Nullable Serial after, int limit) {
    return change.store().attached().issued(authority, after, limit).stream()
        .map(Reports::line)
        .toList();
  }

  private static ReportLine line(IssuedRecord record) {
    Reservation issued = record.reservation();
    return new ReportLine(
        issued.serial(),
        NameText.of(TbsCertificate.subject(issued.tbs())),
        issued.validity(),
        issued.issuedAt(),
        issued.template(),
        issued.requester(),
        record.revocation());
  }

  /**
   * Puts a report on record.
   *
   * @throws CaException INVALID_STATE unless the authority is ACTIVE or DISABLED, IN_PROGRESS while
   *     another report of it is being written, REQUEST_FAILED within {@link #QUIET} of the last or
   *     when the authority has issued too many certificates
   */
  public AuditReport begin(
      AuthorityId id, String bucket, AuditReport.Format format, String requester) {
    Instant now = change.now();
    Change.requireInstalled(change.authority(id, false), now, "no audit report is made");
    if (change.store().issued(id) > largest) {
      throw new CaException(
          Failure.REQUEST_FAILED,
          "no audit report is made of more than " + largest + " certificates");
    }
    AuditReport report =
        new AuditReport(
            UUID.randomUUID(), id, bucket, format, AuditReport.Status.CREATING, requester, now);
    AuditEvent event =
        new AuditEvent(
            now, AuditEvent.Kind.AUDIT_REPORT_BEGUN, id, null, requester, "report " + report.id());
    return switch (change.write(new Mutation.BeginAuditReport(report, now.minus(QUIET), event))) {
      case Outcome.Applied() -> report;
      case Outcome.Taken() -> throw tooSoon(id);
      case Outcome.Stale(), Outcome.Full(), Outcome.Replayed(_) ->
          throw new CaException(Failure.NOT_FOUND, "the certificate authority is gone");
    };
  }

  /** Says how a report ended; nothing happens when it has ended before. */
  public void end(AuditReport report, AuditReport.Status end) {
    change.write(
        new Mutation.EndAuditReport(
            report.authority(),
            report.id(),
            end,
            new AuditEvent(
                change.now(),
                AuditEvent.Kind.AUDIT_REPORT_ENDED,
                report.authority(),
                null,
                "engine",
                "report " + report.id() + ": " + end)));
  }

  private CaException tooSoon(AuthorityId id) {
    boolean running =
        change
            .store()
            .attached()
            .latestAuditReport(id)
            .filter(latest -> latest.status() == AuditReport.Status.CREATING)
            .isPresent();
    return running
        ? new CaException(Failure.IN_PROGRESS, "an audit report is being written")
        : new CaException(
            Failure.REQUEST_FAILED,
            "an audit report was made less than " + QUIET.toMinutes() + " minutes ago");
  }
}
