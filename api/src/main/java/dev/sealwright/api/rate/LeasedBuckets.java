package dev.sealwright.api.rate;

import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.store.RateLedger;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * Buckets that all nodes share: each node draws what its callers ask for from the ledger, and
 * little ahead, see {@link Lease}.
 *
 * <p>What is drawn and not used is given up when a bucket is forgotten after {@link #REST}. So N
 * nodes let pass, in any ten seconds, what the rate and the burst come to and N half percents more
 * at the most, and one percent less for every node that keeps drawing and going to rest.
 *
 * <p>While the ledger cannot be asked each node counts for itself, at the whole rate: what writes
 * fails then anyway, and what only reads is bounded by the rate times the number of nodes.
 *
 * <p>Threads: shared. Whoever has to draw waits for the ledger, others for him.
 *
 * @param <K> whom a bucket belongs to
 */
public final class LeasedBuckets<K> implements RateBuckets<K> {
  static final Duration REST = Duration.ofSeconds(5);

  private final Kept<K, Lease> leases;
  private final TokenBuckets<K> alone;
  private final Reach reach;

  /**
   * Holds nothing at first.
   *
   * @param name what the bucket is called in the ledger, at most 200 characters
   * @param nanoTime a clock that never steps back, in nanoseconds from anywhere
   */
  public LeasedBuckets(
      BucketPlan<K> plan, RateLedger ledger, Function<K, String> name, LongSupplier nanoTime) {
    this.reach = new Reach(nanoTime);
    this.alone = new TokenBuckets<>(plan, nanoTime);
    RateLedger watched =
        (bucket, perSecond, capacity, wanted) -> {
          RateLedger.Drawn drawn = ledger.draw(bucket, perSecond, capacity, wanted);
          reach.answered();
          return drawn;
        };
    this.leases =
        new Kept<>(
            plan,
            REST,
            nanoTime,
            one ->
                new Lease(watched, name.apply(one), plan.rate(one), plan.capacity(one), nanoTime));
  }

  @Override
  public boolean take(K one) {
    if (!reach.open()) {
      return alone.take(one);
    }
    try {
      return switch (leases.of(one).take()) {
        case TAKEN -> true;
        case REFUSED -> false;
        case UNREACHABLE -> alone.take(one);
      };
    } catch (CaException e) {
      if (e.failure() != Failure.STORE_UNAVAILABLE) {
        throw e;
      }
      reach.failed(e);
      return alone.take(one);
    }
  }

  @Override
  public void sweep() {
    leases.sweep();
    alone.sweep();
  }

  @Override
  public long size() {
    return leases.size();
  }
}
