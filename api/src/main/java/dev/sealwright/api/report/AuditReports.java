package dev.sealwright.api.report;

import dev.sealwright.api.wire.CaArn;
import dev.sealwright.engine.CaEngine;
import dev.sealwright.engine.attach.ReportLine;
import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.bucket.Buckets;
import dev.sealwright.engine.bucket.ObjectAcl;
import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.store.AuditReport;
import dev.sealwright.engine.x509.Serial;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes audit reports, one after another. The record is the queue: a report stands there as
 * CREATING until it has ended, so what a crash cut short is written anew by the next start, or by
 * the node that leads next: only one writes them, whichever they were begun on.
 *
 * <p>Threads: {@link #begin} and {@link #close} from any; reports are written on a thread of their
 * own, a page of certificates in memory at a time.
 */
public final class AuditReports implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AuditReports.class);
  private static final int PAGE = 1000;

  /** After an end that could not be put on record. */
  private static final Duration PAUSE = Duration.ofSeconds(30);

  /** Between two looks at whether this node leads. */
  private static final Duration LOOK = Duration.ofSeconds(1);

  private static final Duration LAST_PAGE = Duration.ofSeconds(3);

  /** How a look at what is open went. */
  private enum Round {
    ENDED,
    FAILED,
    /** Given up, or another node leads, or did until now: it has to be looked again. */
    LOST
  }

  private final CaEngine engine;
  private final Function<Authority, CaArn> arns;
  private final Buckets buckets;
  private final Semaphore wake = new Semaphore(1);
  private final Thread thread;
  private volatile boolean closing;

  /** Whether the report under way was given up, to be written anew; of the own thread. */
  private boolean cutShort;

  private AuditReports(CaEngine engine, Function<Authority, CaArn> arns, Buckets buckets) {
    this.engine = engine;
    this.arns = arns;
    this.buckets = buckets;
    this.thread = Thread.ofPlatform().daemon().name("sealwright-reports").unstarted(this::run);
  }

  /**
   * Starts with the reports that an earlier run left open.
   *
   * @param arns the ARN of each CA
   */
  public static AuditReports start(
      CaEngine engine, Function<Authority, CaArn> arns, Buckets buckets) {
    AuditReports reports = new AuditReports(engine, arns, buckets);
    engine.onReport(reports.wake::release);
    reports.thread.start();
    return reports;
  }

  /**
   * Puts a report on record; it is written behind the answer.
   *
   * @param requester who asks, for the audit record
   * @throws CaException INVALID_ARGUMENT for what is not the name of a bucket, NOT_FOUND for a
   *     bucket that is not there; and as {@link dev.sealwright.engine.attach.Reports#begin}
   */
  public AuditReport begin(
      AuthorityId authority, String bucket, AuditReport.Format format, String requester) {
    requireBucket(bucket);
    AuditReport report = engine.reports().begin(authority, bucket, format, requester);
    wake.release();
    return report;
  }

  private void requireBucket(String bucket) {
    boolean exists;
    try {
      exists = buckets.exists(bucket);
    } catch (CaException e) {
      throw e.failure() == Failure.INVALID_VALUE
          ? new CaException(Failure.INVALID_ARGUMENT, "S3BucketName: " + e.getMessage())
          : e;
    }
    if (!exists) {
      throw new CaException(Failure.NOT_FOUND, "The bucket " + bucket + " does not exist");
    }
  }

  private void run() {
    Round last = Round.LOST;
    long until = System.nanoTime();
    try {
      while (!closing) {
        boolean woken = wake.tryAcquire(LOOK.toNanos(), TimeUnit.NANOSECONDS);
        wake.drainPermits();
        boolean again = last == Round.FAILED && System.nanoTime() - until >= 0;
        if (!engine.leads()) {
          last = Round.LOST;
        } else if (woken || again || last == Round.LOST) {
          last = writeOpen();
          until = System.nanoTime() + PAUSE.toNanos();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // nobody does; the next start finds what is open
    }
  }

  /** When the record cannot be read or written, what is open stays so for now. */
  private Round writeOpen() {
    try {
      while (!closing) {
        List<AuditReport> open = engine.reports().open(1);
        if (open.isEmpty()) {
          return Round.ENDED;
        }
        AuditReport report = open.getFirst();
        cutShort = false;
        AuditReport.Status end = write(report);
        boolean done = end == AuditReport.Status.SUCCESS;
        if (cutShort || !engine.leads() || (closing && !done)) {
          return Round.LOST;
        }
        engine.reports().end(report, end);
      }
      return Round.ENDED;
    } catch (CaException e) {
      if (!closing) {
        LOG.warn("open audit reports must wait: {}", e.getMessage());
      }
      return Round.FAILED;
    }
  }

  private AuditReport.Status write(AuditReport report) {
    try {
      Authority authority =
          engine
              .authority(report.authority())
              .orElseThrow(() -> new CaException(Failure.NOT_FOUND, "the CA is gone"));
      CaArn arn = arns.apply(authority);
      buckets.put(
          report.bucket(),
          report.objectKey(),
          ObjectAcl.BUCKET_OWNER_FULL_CONTROL,
          out -> write(report, arn, out));
      return AuditReport.Status.SUCCESS;
    } catch (RuntimeException e) {
      // Whatever it was, the one who asked must not wait for ever, nor the next report.
      if (!cutShort) {
        LOG.warn("audit report {} of CA {} failed", report.id(), report.authority(), e);
      }
      return AuditReport.Status.FAILED;
    }
  }

  private void write(AuditReport report, CaArn arn, OutputStream out) throws IOException {
    Form form = Form.begin(report.format(), out);
    Serial after = null;
    List<ReportLine> page;
    do {
      if (closing || !engine.leads()) {
        cutShort = true;
        throw new CaException(
            Failure.STORE_UNAVAILABLE, "the next start, or the node that leads, writes it anew");
      }
      page = page(report, after);
      for (ReportLine line : page) {
        form.add(Entry.of(arn, line));
        after = line.serial();
      }
    } while (page.size() == PAGE);
    form.end();
  }

  /** While the record cannot be read the report waits: it is not its fault. */
  private List<ReportLine> page(AuditReport report, @Nullable Serial after) {
    try {
      return engine.reports().issued(report.authority(), after, PAGE);
    } catch (CaException e) {
      cutShort = e.failure() == Failure.STORE_UNAVAILABLE;
      throw e;
    }
  }

  /** Ends after the page under way; a report that is cut short stays open. */
  @Override
  public void close() {
    closing = true;
    wake.release();
    try {
      if (!thread.join(LAST_PAGE)) {
        LOG.warn("an audit report is still being written; the next start writes it anew");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
