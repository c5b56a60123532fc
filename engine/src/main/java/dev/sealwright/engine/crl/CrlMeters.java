package dev.sealwright.engine.crl;

import dev.sealwright.engine.authority.AuthorityId;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What operators see of lists.
 *
 * <p>Threads: written by those that make lists, read by any.
 */
final class CrlMeters {
  private final Map<AuthorityId, Instant> oldest = new ConcurrentHashMap<>();
  private final Counter generated;
  private final Counter refused;
  private final Counter internal;
  private final DistributionSummary bytes;
  private final DistributionSummary entries;

  CrlMeters(Clock clock, MeterRegistry metrics) {
    generated =
        Counter.builder("sealwright.crl.generated")
            .description("Revocation lists made and published")
            .register(metrics);
    refused = failed("bucket", metrics);
    internal = failed("internal", metrics);
    bytes =
        DistributionSummary.builder("sealwright.crl.bytes")
            .description("Length of published revocation lists")
            .baseUnit("bytes")
            .register(metrics);
    entries =
        DistributionSummary.builder("sealwright.crl.entries")
            .description("Certificates named by published revocation lists")
            .register(metrics);
    Gauge.builder("sealwright.crl.age", () -> age(clock.instant()))
        .description("Time since the oldest current list of any CA was made")
        .baseUnit("seconds")
        .register(metrics);
  }

  private static Counter failed(String reason, MeterRegistry metrics) {
    return Counter.builder("sealwright.crl.failed")
        .description("Attempts at a revocation list that failed")
        .tag("reason", reason)
        .register(metrics);
  }

  /** In seconds; 0 without lists. */
  private double age(Instant now) {
    return oldest.values().stream()
        .min(Comparator.naturalOrder())
        .map(since -> Duration.between(since, now).toMillis() / 1000.0)
        .orElse(0.0);
  }

  void oldest(AuthorityId authority, Instant since) {
    oldest.put(authority, since);
  }

  void without(AuthorityId authority) {
    oldest.remove(authority);
  }

  /** Another node makes them. */
  void withoutAll() {
    oldest.clear();
  }

  void published(long length, long count) {
    generated.increment();
    bytes.record((double) length);
    entries.record((double) count);
  }

  void failed(CrlObserver.Reason reason) {
    switch (reason) {
      case BUCKET -> refused.increment();
      case WRITING, GENERATING -> internal.increment();
    }
  }
}
