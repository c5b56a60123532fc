package dev.sealwright.engine.key.pkcs11.doctor;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Does work on a thread of its own and does not wait for it longer than agreed (INVARIANT I14).
 *
 * <p>Threads: one caller; one daemon thread for each piece of work.
 */
final class Watchdog {
  private final Duration patience;

  Watchdog(Duration patience) {
    this.patience = patience;
  }

  /** The work did not come back; its thread is still inside the module. */
  static final class Hanging extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Hanging(String message) {
      super(message);
    }

    @Override
    public String getMessage() {
      return String.valueOf(super.getMessage());
    }
  }

  /**
   * The result of the work; what it throws is thrown.
   *
   * @throws Hanging when it does not come within the patience
   */
  <T> T within(String what, Supplier<T> work) {
    FutureTask<T> task = new FutureTask<>(work::get);
    Thread.ofPlatform().daemon().name("sealwright-doctor").start(task);
    try {
      return task.get(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case RuntimeException known -> throw known;
        case Error error -> throw error;
        case null, default -> throw new IllegalStateException(e);
      }
    } catch (TimeoutException e) {
      throw new Hanging(what + " did not return within " + patience.toSeconds() + " s");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Hanging("interrupted during " + what);
    }
  }
}
