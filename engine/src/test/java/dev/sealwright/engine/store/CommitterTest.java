package dev.sealwright.engine.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sealwright.engine.SharedRecord;
import dev.sealwright.engine.Until;
import dev.sealwright.engine.audit.AuditEvent;
import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The one thread that writes, over a store that is in trouble. */
@Timeout(120)
class CommitterTest {
  private final SharedRecord record = new SharedRecord();
  private final SharedRecord.Node node = record.node();
  private final Store store = node.view();
  private final List<String> answers = new CopyOnWriteArrayList<>();

  @AfterEach
  void close() {
    record.close();
  }

  private final class Noted implements Committer.Completion {
    @Override
    public void committed(Outcome outcome) {
      answers.add(outcome.toString());
    }

    @Override
    public void failed(CaException failure) {
      answers.add(failure.failure().name());
    }
  }

  @Test
  void whileInTroubleNothingNewIsAdmittedAndWhatWasBeforeIsWritten() {
    try (Committer committer = new Committer(store, 8, new SimpleMeterRegistry())) {
      node.trouble("no standby");
      assertThatExceptionOfType(CaException.class)
          .isThrownBy(() -> committer.offer(note(), new Noted()))
          .withMessage("no standby")
          .satisfies(e -> assertThat(e.failure()).isEqualTo(Failure.STORE_UNAVAILABLE));
      assertThatExceptionOfType(CaException.class)
          .isThrownBy(() -> committer.write(note(), Duration.ofSeconds(30)))
          .satisfies(e -> assertThat(e.failure()).isEqualTo(Failure.STORE_UNAVAILABLE));
      committer.put(note(), new Noted());
      Until.holds("written", () -> answers.equals(List.of(Outcome.APPLIED.toString())));
      node.trouble(null);
      assertThat(committer.write(note(), Duration.ofSeconds(30))).isEqualTo(Outcome.APPLIED);
    }
    assertThat(node.closed()).isFalse();
  }

  /** A database that is away: the commit tries again and again until its store is closed. */
  @Test
  void closingEndsAlthoughACommitDoesNot() {
    AtomicBoolean inside = new AtomicBoolean();
    node.beforeCommit(batch -> {
      inside.set(true);
      while (!node.closed()) {
        LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
      }
    });
    Committer committer = new Committer(store, 8, new SimpleMeterRegistry());
    committer.offer(note(), new Noted());
    Until.holds("the commit blocks", inside::get);
    committer.offer(note(), new Noted());
    committer.close();
    assertThat(answers)
        .containsExactly(Failure.OUTCOME_UNKNOWN.name(), Failure.STORE_UNAVAILABLE.name());
    committer.put(note(), new Noted());
    assertThat(answers.getLast()).isEqualTo(Failure.STORE_UNAVAILABLE.name());
  }

  private static Mutation.Note note() {
    return new Mutation.Note(
        StoreFixtures.event(StoreFixtures.authorityId(), AuditEvent.Kind.CRL_SIGNED));
  }
}
