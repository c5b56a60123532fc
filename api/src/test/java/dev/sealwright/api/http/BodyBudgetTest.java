package dev.sealwright.api.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.helidon.http.RequestException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BodyBudgetTest {
  private final BodyBudget budget = new BodyBudget(1_000);

  @Test
  void keepsAQuarterForSmallBodies() {
    try (BodyBudget.Share large = budget.share(true);
        BodyBudget.Share other = budget.share(true);
        BodyBudget.Share small = budget.share(false)) {
      large.take(700);
      other.take(50);
      refuses(other, 1);
      small.take(250);
      refuses(small, 1);
      large.give(10);
      other.take(10);
      assertThat(budget.held()).isEqualTo(1_000);
    }
    assertThat(budget.held()).isZero();
    assertThat(budget.peak()).isEqualTo(1_000);
  }

  @Test
  void letsSmallBodiesUseTheWhole() {
    try (BodyBudget.Share small = budget.share(false);
        BodyBudget.Share large = budget.share(true)) {
      small.take(1_000);
      refuses(large, 1);
    }
    try (BodyBudget.Share large = budget.share(true)) {
      large.take(750);
      assertThat(budget.held()).isEqualTo(750);
    }
  }

  @Test
  void givesToWhoWaitsWhatComesFree() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        BodyBudget.Share first = budget.share(false);
        BodyBudget.Share second = budget.share(false)) {
      first.take(1_000);
      Future<?> waiting = threads.submit(() -> second.take(600));
      first.give(600);
      assertThat(waiting.get()).isNull();
      assertThat(budget.held()).isEqualTo(1_000);
    }
  }

  /** Each holds the beginning of a body, together they hold all there is, and none can go on. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void ofManyThatFillItTheOldestGetsOn(boolean large) throws Exception {
    int bodies = 25;
    long part = large ? 30 : 40;
    List<BodyBudget.Share> shares = new ArrayList<>();
    for (int i = 0; i < bodies; i++) {
      shares.add(budget.share(large));
      shares.getLast().take(part);
    }
    List<Future<Boolean>> whole = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      // The youngest ask first.
      for (BodyBudget.Share share : shares.reversed()) {
        whole.add(threads.submit(() -> grows(share, part, 8)));
      }
      for (Future<Boolean> one : whole) {
        one.get();
      }
    }
    assertThat(whole.getLast().get()).as("the oldest").isTrue();
    assertThat(budget.peak()).isEqualTo(large ? 750 : 1_000);
    assertThat(budget.held()).isZero();
  }

  /** Who holds nothing need not go, and is served in its turn. */
  @Test
  void whoHoldsNothingWaits() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        BodyBudget.Share oldest = budget.share(true);
        BodyBudget.Share second = budget.share(true);
        BodyBudget.Share last = budget.share(true)) {
      oldest.take(400);
      second.take(350);
      Future<?> waits = threads.submit(() -> last.take(100));
      Future<?> goes =
          threads.submit(() -> {
            assertThatThrownBy(() -> second.take(100)).isInstanceOf(RequestException.class);
            second.keep(0);
          });
      oldest.take(200);
      goes.get();
      waits.get();
      assertThat(budget.held()).isEqualTo(700);
    }
    assertThat(budget.held()).isZero();
  }

  /** Takes so many parts more, and gives everything back at the end, as requests do. */
  private static boolean grows(BodyBudget.Share share, long part, int parts) {
    try (share) {
      for (int i = 0; i < parts; i++) {
        share.take(part);
      }
      return true;
    } catch (RequestException e) {
      return false;
    }
  }

  private void refuses(BodyBudget.Share share, long bytes) {
    long before = budget.held();
    assertThatThrownBy(() -> share.take(bytes))
        .isInstanceOfSatisfying(
            RequestException.class, e -> assertThat(e.status().code()).isEqualTo(503));
    assertThat(budget.held()).isEqualTo(before);
  }
}
