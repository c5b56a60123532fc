package dev.sealwright.engine.store.verify;

import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Verifies a whole record, beside a server that may run: every certificate by its signature, every
 * counter by what it counts. Memory does not grow with the record.
 *
 * <p>Threads: {@link #verify} by one; it starts its own and ends them.
 *
 * @param threads that verify signatures, at least 1
 * @param patience how long a reservation may be open; a server finishes or closes it sooner
 * @param detachedBefore certificates of months before this one may be gone, see docs/storage.md;
 *     absent when none may. For PostgreSQL alone
 */
public record StoreVerifier(
    Clock clock, int threads, Duration patience, @Nullable YearMonth detachedBefore) {
  public static final Duration PATIENCE = Duration.ofMinutes(5);

  public StoreVerifier {
    if (threads < 1 || patience.isNegative()) {
      throw new IllegalArgumentException("at least one thread, and patience not negative");
    }
  }

  /**
   * Looks at everything once.
   *
   * @param told each violation as it is found, one at a time, from any thread
   * @throws CaException STORE_UNAVAILABLE when the record cannot be read
   */
  public Verification verify(RecordAccess record, Consumer<Violation> told) {
    Findings findings = new Findings(told);
    Instant now = clock.instant();
    try {
      try (Connection connection = record.reading()) {
        new AuthorityCheck(connection, findings).run();
        new CertificatePages(
                connection,
                record.certificateKey(),
                new CertificateCheck(findings, now, patience),
                findings,
                threads)
            .run();
      }
      try (Connection connection = record.snapshot()) {
        var counts = new CountCheck(connection, findings, record.certificateKey(), detachedBefore);
        int comparisons = counts.run();
        return new Verification(
            findings.authorities.sum(),
            findings.caCertificates.sum(),
            findings.sealed.sum(),
            findings.closed.sum(),
            findings.open.sum(),
            counts.revocations(),
            comparisons,
            findings.violations());
      }
    } catch (SQLException e) {
      throw new CaException(
          Failure.STORE_UNAVAILABLE, record.place() + " could not be read: " + e.getMessage(), e);
    }
  }
}
