package dev.sealwright.api.rate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Buckets under a clock that the test moves; a name's length is its rate, its first letter its
 * crowd.
 */
class TokenBucketsTest {
  private static final long SECOND = 1_000_000_000L;
  private static final int MOST = 3;
  private static final int BURST = 2;

  private final AtomicLong now = new AtomicLong(-SECOND);
  private final TokenBuckets<String> buckets =
      new TokenBuckets<>(
          new BucketPlan<>(MOST, BURST, String::length, one -> one.charAt(0) + "#".repeat(9)),
          now::get);

  private int taken(String one) {
    int taken = 0;
    while (buckets.take(one)) {
      taken++;
    }
    return taken;
  }

  @Test
  void eachHasItsOwnAtItsOwnRate() {
    assertThat(taken("abc")).isEqualTo(6);
    assertThat(taken("abcde")).isEqualTo(10);
    now.addAndGet(SECOND);
    assertThat(taken("abc")).isEqualTo(3);
    assertThat(taken("abcde")).isEqualTo(5);
    now.addAndGet(100 * SECOND);
    assertThat(taken("abc")).isEqualTo(6);
  }

  @Test
  void whoComesWhenThereIsNoRoomSharesWithItsCrowdAlone() {
    assertThat(taken("a1")).isEqualTo(4);
    assertThat(taken("a2")).isEqualTo(4);
    assertThat(buckets.take("a3")).isTrue();
    assertThat(taken("a4") + taken("a5") + taken("a6")).isEqualTo(20);
    assertThat(taken("b1")).isEqualTo(20);
    assertThat(buckets.size()).isEqualTo(MOST);
    // Who was there before still has what it had.
    assertThat(taken("a3")).isEqualTo(3);
  }

  @Test
  void whatRestedMakesRoomAndGaveNoBurstEarly() {
    assertThat(taken("a1")).isEqualTo(4);
    now.addAndGet(BURST * SECOND);
    buckets.sweep();
    assertThat(buckets.size()).isEqualTo(1);
    now.addAndGet(SECOND);
    buckets.sweep();
    assertThat(buckets.size()).isZero();
    assertThat(taken("a1")).isEqualTo(4);
  }

  @Test
  @Timeout(60)
  void exactUnderManyThreads() throws InterruptedException {
    TokenBuckets<Integer> large =
        new TokenBuckets<>(new BucketPlan<>(MOST, BURST, _ -> 5_000, _ -> -1), now::get);
    AtomicInteger passed = new AtomicInteger();
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int thread = 0; thread < 64; thread++) {
        callers.execute(() -> {
          for (int i = 0; i < 500; i++) {
            if (large.take(7)) {
              passed.incrementAndGet();
            }
          }
        });
      }
    }
    assertThat(passed.get()).isEqualTo(10_000);
    assertThat(large.size()).isEqualTo(1);
  }
}
