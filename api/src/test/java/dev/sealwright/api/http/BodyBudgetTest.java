package dev.sealwright.api.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.helidon.http.RequestException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

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

  private void refuses(BodyBudget.Share share, long bytes) {
    long before = budget.held();
    assertThatThrownBy(() -> share.take(bytes))
        .isInstanceOfSatisfying(
            RequestException.class, e -> assertThat(e.status().code()).isEqualTo(503));
    assertThat(budget.held()).isEqualTo(before);
  }
}
