package dev.sealwright.engine.queue;

import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A submitter's claim on a result that another thread is going to provide, exactly once.
 *
 * <p>The first of {@link #complete} and {@link #fail} wins; later ones change nothing.
 */
public final class Ticket<T> {
  private final CompletableFuture<T> result = new CompletableFuture<>();

  public boolean complete(T value) {
    return result.complete(value);
  }

  public boolean fail(CaException failure) {
    return result.completeExceptionally(failure);
  }

  /**
   * Waits for the result; centuries count as for ever.
   *
   * @throws CaException the failure, or IN_PROGRESS when there is no result within the patience;
   *     the work goes on then
   */
  public T await(Duration patience) {
    try {
      return result.get(TimeUnit.NANOSECONDS.convert(patience), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof CaException failure) {
        throw failure;
      }
      throw new CaException(Failure.INTERNAL, "ticket failed", e);
    } catch (TimeoutException e) {
      throw new CaException(
          Failure.IN_PROGRESS, "not finished within " + patience.toSeconds() + " s", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CaException(Failure.IN_PROGRESS, "interrupted while waiting", e);
    }
  }
}
