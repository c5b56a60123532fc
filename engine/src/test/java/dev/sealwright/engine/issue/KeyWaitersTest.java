package dev.sealwright.engine.issue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.sealwright.engine.Until;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The waiting place alone: nobody is missed, nobody is left behind in it. */
@Timeout(60)
class KeyWaitersTest {
  private static final AuthorityId ONE = new AuthorityId(new UUID(0, 1));
  private static final AuthorityId OTHER = new AuthorityId(new UUID(0, 2));
  private static final Duration LONG = Duration.ofDays(1);

  private final KeyWaiters waiters = new KeyWaiters();

  @Test
  void whatHasEndedIsNotWaitedFor() {
    waiters.await(ONE, () -> true, LONG);
    assertThat(waiters.size()).isZero();
  }

  @Test
  void whoGivesUpLeavesTheOthersWaiting() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> patient = threads.submit(() -> waiters.await(ONE, () -> false, LONG));
      Until.holds("one waits", () -> waiters.size() == 1);
      LineTest.assertFailure(
          Failure.IN_PROGRESS, () -> waiters.await(ONE, () -> false, Duration.ZERO));
      assertThat(waiters.size()).isOne();
      waiters.ended(OTHER);
      assertThat(patient.isDone()).isFalse();
      waiters.ended(ONE);
      patient.get();
    }
    assertThat(waiters.size()).isZero();
  }

  @Test
  void aRecordThatCannotBeReadLeavesNothingBehind() {
    LineTest.assertFailure(
        Failure.RECORD_UNREADABLE,
        () ->
            waiters.await(
                ONE,
                () -> {
                  throw new CaException(Failure.RECORD_UNREADABLE, "damaged");
                },
                LONG));
    assertThat(waiters.size()).isZero();
  }

  @Test
  void aPatienceBeyondNanosecondsIsForEver() {
    waiters.await(ONE, () -> true, Duration.ofSeconds(Long.MAX_VALUE));
    assertThatCode(
            () -> {
              try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                Future<?> waiting =
                    threads.submit(
                        () -> waiters.await(ONE, () -> false, Duration.ofSeconds(Long.MAX_VALUE)));
                Until.holds("one waits", () -> waiters.size() == 1);
                waiters.ended(ONE);
                waiting.get();
              }
            })
        .doesNotThrowAnyException();
  }

  @Test
  void afterTheEndNobodyWaits() {
    waiters.close();
    LineTest.assertFailure(Failure.STORE_UNAVAILABLE, () -> waiters.await(ONE, () -> false, LONG));
    assertThat(waiters.size()).isZero();
  }

  /** The record says it first and the waiters are told after, as when a key is made. */
  @Test
  void noEndIsMissedHoweverTheThreadsMeet() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int round = 0; round < 2_000; round++) {
        AtomicBoolean onRecord = new AtomicBoolean();
        List<Future<?>> calls = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
          calls.add(threads.submit(() -> waiters.await(ONE, onRecord::get, LONG)));
        }
        calls.add(
            threads.submit(() -> {
              onRecord.set(true);
              waiters.ended(ONE);
            }));
        for (Future<?> call : calls) {
          call.get();
        }
        assertThat(waiters.size()).isZero();
      }
    }
  }
}
