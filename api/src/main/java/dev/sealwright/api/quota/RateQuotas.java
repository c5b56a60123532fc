package dev.sealwright.api.quota;

import dev.sealwright.api.rate.BucketPlan;
import dev.sealwright.api.rate.LeasedBuckets;
import dev.sealwright.api.rate.RateBuckets;
import dev.sealwright.api.rate.TokenBuckets;
import dev.sealwright.api.wire.ErrorName;
import dev.sealwright.api.wire.Operation;
import dev.sealwright.api.wire.WireException;
import dev.sealwright.engine.store.RateLedger;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;

/**
 * A bucket of tokens for each account and operation; a request takes one or is refused. While there
 * is no room for more buckets, accounts that come anew share one for each operation.
 *
 * <p>Threads: shared.
 */
public final class RateQuotas {
  private static final int MOST_BUCKETS = 100_000;

  /** Accounts have twelve digits. */
  private static final String NEWCOMERS = "";

  private record Place(String account, Operation operation) {
    Place ofNewcomers() {
      return new Place(NEWCOMERS, operation);
    }

    /** What every node calls it. */
    String name() {
      return account + "/" + operation.wireName();
    }
  }

  private final RateBuckets<Place> buckets;
  private final Map<Operation, Counter> refusals = new EnumMap<>(Operation.class);

  /**
   * Of this process alone.
   *
   * @param nanoTime a clock that never steps back, in nanoseconds from anywhere
   */
  public RateQuotas(RateTable table, LongSupplier nanoTime, MeterRegistry metrics) {
    this(table, nanoTime, metrics, MOST_BUCKETS);
  }

  RateQuotas(RateTable table, LongSupplier nanoTime, MeterRegistry metrics, int mostBuckets) {
    this(new TokenBuckets<>(plan(table, mostBuckets), nanoTime), metrics);
  }

  private RateQuotas(RateBuckets<Place> buckets, MeterRegistry metrics) {
    this.buckets = buckets;
    for (Operation operation : Operation.values()) {
      refusals.put(
          operation,
          Counter.builder("sealwright.quota.refused")
              .description("Requests refused for their rate")
              .tag("operation", operation.wireName())
              .register(metrics));
    }
  }

  /**
   * Of all nodes that draw from the same ledger; all of them need the same table.
   *
   * @param nanoTime a clock that never steps back, in nanoseconds from anywhere
   */
  public static RateQuotas shared(
      RateTable table, RateLedger ledger, LongSupplier nanoTime, MeterRegistry metrics) {
    return new RateQuotas(
        new LeasedBuckets<>(plan(table, MOST_BUCKETS), ledger, Place::name, nanoTime), metrics);
  }

  private static BucketPlan<Place> plan(RateTable table, int mostBuckets) {
    return new BucketPlan<>(
        mostBuckets, table.burst(), place -> table.of(place.operation()), Place::ofNewcomers);
  }

  /**
   * Takes a token of the account.
   *
   * @throws WireException ThrottlingException, in the form that every SDK retries
   */
  public void charge(String account, Operation operation) {
    if (!buckets.take(new Place(account, operation))) {
      Objects.requireNonNull(refusals.get(operation)).increment();
      throw new WireException(ErrorName.THROTTLING, "Rate exceeded");
    }
  }

  /** As {@link RateBuckets#sweep}. */
  void sweep() {
    buckets.sweep();
  }

  long buckets() {
    return buckets.size();
  }
}
