package dev.sealwright.engine.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TicketTest {
  @Test
  void theFirstResultStays() {
    Ticket<String> ticket = new Ticket<>();
    assertThat(ticket.complete("first")).isTrue();
    assertThat(ticket.complete("second")).isFalse();
    assertThat(ticket.fail(new CaException(Failure.BUSY, "late"))).isFalse();
    assertThat(ticket.await(Duration.ZERO)).isEqualTo("first");
  }

  @Test
  void aFailureReachesTheWaiter() {
    Ticket<String> ticket = new Ticket<>();
    CaException failure = new CaException(Failure.TOKEN_UNAVAILABLE, "gone");
    assertThat(ticket.fail(failure)).isTrue();
    assertThatExceptionOfType(CaException.class)
        .isThrownBy(() -> ticket.await(Duration.ofSeconds(1)))
        .isSameAs(failure);
  }

  @Test
  void patienceEndsWithInProgressAndTheResultMayStillCome() {
    Ticket<String> ticket = new Ticket<>();
    assertThatExceptionOfType(CaException.class)
        .isThrownBy(() -> ticket.await(Duration.ofMillis(1)))
        .satisfies(e -> assertThat(e.failure()).isEqualTo(Failure.IN_PROGRESS));
    assertThat(ticket.complete("later")).isTrue();
    assertThat(ticket.await(Duration.ZERO)).isEqualTo("later");
  }

  @Test
  void wakesAThreadThatWaits() throws Exception {
    Ticket<String> ticket = new Ticket<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<String> waiter = threads.submit(() -> ticket.await(Duration.ofSeconds(30)));
      ticket.complete("there");
      assertThat(waiter.get()).isEqualTo("there");
    }
  }
}
