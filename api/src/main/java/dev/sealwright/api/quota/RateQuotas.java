package dev.sealwright.api.quota;

import dev.sealwright.api.rate.TokenBuckets;
import dev.sealwright.api.wire.ErrorName;
import dev.sealwright.api.wire.Operation;
import dev.sealwright.api.wire.WireException;
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
  }

  private final TokenBuckets<Place> buckets;
  private final Map<Operation, Counter> refusals = new EnumMap<>(Operation.class);

  /**
   * @param nanoTime a clock that never steps back, in nanoseconds from anywhere
   */
  public RateQuotas(RateTable table, LongSupplier nanoTime, MeterRegistry metrics) {
    this(table, nanoTime, metrics, MOST_BUCKETS);
  }

  RateQuotas(RateTable table, LongSupplier nanoTime, MeterRegistry metrics, int mostBuckets) {
    this.buckets =
        new TokenBuckets<>(
            mostBuckets,
            table.burst(),
            place -> table.of(place.operation()),
            Place::ofNewcomers,
            nanoTime);
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

  /** As {@link TokenBuckets#sweep}. */
  void sweep() {
    buckets.sweep();
  }

  long buckets() {
    return buckets.size();
  }
}
