package dev.sealwright.api.event;

import dev.sealwright.api.wire.CaArn;
import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.authority.CaStatus;
import dev.sealwright.engine.authority.CrlType;
import dev.sealwright.engine.authority.RevocationSettings;
import dev.sealwright.engine.crl.CrlObserver;
import dev.sealwright.engine.store.Committer;
import dev.sealwright.engine.store.CrlRecord;
import dev.sealwright.engine.store.Mutation;
import dev.sealwright.engine.store.Outcome;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The metrics that the published service has of each CA's lists, by the ARN of the CA: CRLGenerated
 * and MisconfiguredCRLBucket, and beside them the age and the size of what readers have.
 *
 * <p>Threads: told on those of lists and commits, which it never blocks; read by any.
 */
public final class ListMetrics implements CrlObserver, Committer.Observer {
  private static final String NAMESPACE = "acm.private.ca.";
  private static final Duration LOOK = Duration.ofMinutes(1);
  private static final String TAG = "private.ca.arn";

  /**
   * What is on record.
   *
   * @param authorities by their status on record
   */
  public record Sources(
      Function<CaStatus, List<Authority>> authorities,
      Function<AuthorityId, List<CrlRecord>> lists,
      Function<Authority, CaArn> arns) {}

  private final Sources sources;
  private final Clock clock;
  private final MeterRegistry metrics;
  private final Map<AuthorityId, Watched> watched = new ConcurrentHashMap<>();

  /** Begins with the CAs that have lists; to be made before anything more is written. */
  public ListMetrics(Sources sources, Clock clock, MeterRegistry metrics) {
    this.sources = sources;
    this.clock = clock;
    this.metrics = metrics;
    for (CaStatus status : List.of(CaStatus.ACTIVE, CaStatus.DISABLED)) {
      sources.authorities().apply(status).forEach(this::look);
    }
  }

  @Override
  public void published(AuthorityId authority, String uri) {
    Watched ca = watched.get(authority);
    if (ca != null) {
      ca.published.incrementAndGet();
      ca.generated.increment();
    }
  }

  @Override
  public void failed(AuthorityId authority, String uri, Reason reason) {
    Watched ca = watched.get(authority);
    if (ca != null && reason == Reason.BUCKET) {
      ca.misconfigured.increment();
    }
  }

  @Override
  public void committed(Mutation mutation, Outcome outcome) {
    if (outcome instanceof Outcome.Applied) {
      switch (mutation) {
        case Mutation.ChangeAuthority change -> look(change.after());
        case Mutation.RemoveAuthority remove -> forget(remove.authority());
        default -> {}
      }
    }
  }

  @Override
  public void uncertain() {}

  private void look(Authority authority) {
    Watched known = watched.get(authority.id());
    if (known != null) {
      known.authority = authority;
    } else if (authority.revocation().crl() != null && authority.installed() != null) {
      watched.put(authority.id(), new Watched(authority));
    }
  }

  private void forget(AuthorityId id) {
    Watched gone = watched.remove(id);
    if (gone != null) {
      gone.meters().forEach(metrics::remove);
    }
  }

  /**
   * What was on record when so many lists had been published.
   *
   * @param at by the clock of the process, in nanoseconds
   */
  private record Seen(long published, long at, List<CrlRecord> lists) {}

  /** One CA that has lists, or had some. */
  private final class Watched {
    private final Counter generated;
    private final Counter misconfigured;
    private final Gauge age;
    private final Gauge size;
    private final AtomicLong published = new AtomicLong();
    private volatile Authority authority;
    private volatile Seen seen = new Seen(-1, 0, List.of());

    Watched(Authority authority) {
      this.authority = authority;
      String arn = sources.arns().apply(authority).toString();
      generated =
          Counter.builder(NAMESPACE + "crl.generated")
              .description("CRLGenerated: revocation lists of the CA made and published")
              .tag(TAG, arn)
              .register(metrics);
      // In one word, since Prometheus takes "_bucket" at the end for a part of a histogram.
      misconfigured =
          Counter.builder(NAMESPACE + "misconfigured.crlbucket")
              .description("MisconfiguredCRLBucket: lists of the CA that their bucket refused")
              .tag(TAG, arn)
              .register(metrics);
      age =
          Gauge.builder(NAMESPACE + "crl.age", this::age)
              .description("Time since the oldest current list of the CA was made")
              .baseUnit("seconds")
              .tag(TAG, arn)
              .register(metrics);
      size =
          Gauge.builder(NAMESPACE + "crl.size", this::size)
              .description("Length of the longest current list of the CA")
              .baseUnit("bytes")
              .tag(TAG, arn)
              .register(metrics);
    }

    List<Meter> meters() {
      return List.of(generated, misconfigured, age, size);
    }

    /** NaN while nothing is published. */
    private double age() {
      return current()
          .map(CrlRecord.Published::generatedAt)
          .min(Comparator.naturalOrder())
          .map(since -> Duration.between(since, clock.instant()).toMillis() / 1000.0)
          .orElse(Double.NaN);
    }

    private double size() {
      return current().mapToDouble(CrlRecord.Published::bytes).max().orElse(Double.NaN);
    }

    /** The lists that are kept fresh. */
    private Stream<CrlRecord.Published> current() {
      RevocationSettings.Crl crl = authority.revocation().crl();
      if (crl == null) {
        return Stream.empty();
      }
      return switch (authority.shownStatus(clock.instant())) {
        case ACTIVE, DISABLED ->
            lists().stream()
                // Those of partitions stay as they are while a complete one is published.
                .filter(list -> crl.type() == CrlType.PARTITIONED || list.scope().isComplete())
                .flatMap(list -> Stream.ofNullable(list.last()));
        case CREATING, PENDING_CERTIFICATE, EXPIRED, FAILED, DELETED -> Stream.empty();
      };
    }

    /** Read again after another was published, and now and then, for another node may do so. */
    private List<CrlRecord> lists() {
      long count = published.get();
      long now = System.nanoTime();
      if (seen.published() != count || now - seen.at() >= LOOK.toNanos()) {
        seen = new Seen(count, now, sources.lists().apply(authority.id()));
      }
      return seen.lists();
    }
  }
}
