package dev.sealwright.engine.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BatchQueueTest {
  @Test
  void givesWhatIsThereInOrderUpToTheBatch() throws InterruptedException {
    BatchQueue<Integer> queue = new BatchQueue<>(10);
    for (int i = 1; i <= 5; i++) {
      assertThat(queue.offer(i)).isTrue();
    }
    List<Integer> batch = new ArrayList<>();
    assertThat(queue.take(batch, 3)).isEqualTo(3);
    assertThat(queue.take(batch, 3)).isEqualTo(2);
    assertThat(batch).containsExactly(1, 2, 3, 4, 5);
  }

  @Test
  void refusesNewWorkAtTheBoundButTakesReturningWork() {
    BatchQueue<String> queue = new BatchQueue<>(2);
    assertThat(queue.offer("a")).isTrue();
    assertThat(queue.offer("b")).isTrue();
    assertThat(queue.offer("c")).isFalse();
    assertThat(queue.put("returning")).isTrue();
    assertThat(queue.size()).isEqualTo(3);
  }

  @Test
  void letsTakersFinishAfterClose() throws InterruptedException {
    BatchQueue<String> queue = new BatchQueue<>(2);
    assertThat(queue.offer("last")).isTrue();
    queue.close();
    assertThat(queue.offer("late")).isFalse();
    assertThat(queue.put("late")).isFalse();
    List<String> batch = new ArrayList<>();
    assertThat(queue.take(batch, 8)).isEqualTo(1);
    assertThat(queue.take(batch, 8)).isZero();
    assertThat(batch).containsExactly("last");
  }

  @Test
  void wakesAWaitingTakerOnClose() throws Exception {
    BatchQueue<String> queue = new BatchQueue<>(1);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Integer> taken = threads.submit(() -> queue.take(new ArrayList<>(), 1));
      queue.close();
      assertThat(taken.get()).isZero();
    }
  }

  @Test
  void pollGivesUpAfterItsPatienceAndTellsAClosedQueueApart() throws InterruptedException {
    BatchQueue<String> queue = new BatchQueue<>(2);
    List<String> batch = new ArrayList<>();
    assertThat(queue.poll(batch, 1, Duration.ofMillis(1))).isZero();
    assertThat(queue.finished()).isFalse();
    assertThat(queue.offer("last")).isTrue();
    queue.close();
    assertThat(queue.finished()).isFalse();
    assertThat(queue.poll(batch, 1, Duration.ofMinutes(1))).isEqualTo(1);
    assertThat(queue.poll(batch, 1, Duration.ofMinutes(1))).isZero();
    assertThat(queue.finished()).isTrue();
  }

  @Test
  void losesAndDoublesNothingBetweenManyThreads() throws Exception {
    BatchQueue<Integer> queue = new BatchQueue<>(64);
    Set<Integer> seen = ConcurrentHashMap.newKeySet();
    int submitters = 4;
    int each = 5_000;
    try (var threads = Executors.newFixedThreadPool(submitters + 3)) {
      List<Future<?>> takers = new ArrayList<>();
      for (int t = 0; t < 3; t++) {
        takers.add(
            threads.submit(() -> {
              List<Integer> batch = new ArrayList<>();
              while (queue.take(batch, 7) > 0) {
                batch.forEach(item -> assertThat(seen.add(item)).isTrue());
                batch.clear();
              }
              return null;
            }));
      }
      List<Future<?>> offering = new ArrayList<>();
      for (int s = 0; s < submitters; s++) {
        int first = s * each;
        offering.add(
            threads.submit(() -> {
              for (int i = first; i < first + each; i++) {
                while (!queue.offer(i)) {
                  Thread.onSpinWait();
                }
              }
            }));
      }
      for (Future<?> done : offering) {
        done.get();
      }
      queue.close();
      for (Future<?> done : takers) {
        done.get();
      }
    }
    assertThat(seen).hasSize(submitters * each);
  }

  @Test
  void needsABound() {
    assertThatThrownBy(() -> new BatchQueue<>(0)).isInstanceOf(IllegalArgumentException.class);
  }
}
