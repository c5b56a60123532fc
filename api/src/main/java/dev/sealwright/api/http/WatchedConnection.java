package dev.sealwright.api.http;

import io.helidon.common.concurrency.limits.Limit;
import io.helidon.common.task.InterruptableTask;
import io.helidon.webserver.spi.ServerConnection;
import java.time.Duration;

/** One connection and its watch; the handler finds the watch through the scope of the thread. */
final class WatchedConnection implements ServerConnection, InterruptableTask<Void> {
  private static final ScopedValue<Watch> WATCH = ScopedValue.newInstance();

  private final ServerConnection connection;
  private final Watch watch;
  private final Sweeper sweeper;

  WatchedConnection(ServerConnection connection, Watch watch, Sweeper sweeper) {
    this.connection = connection;
    this.watch = watch;
    this.sweeper = sweeper;
  }

  /** The watch of the connection that runs on this thread. */
  static Watch watch() {
    return WATCH.get();
  }

  @Override
  public void handle(Limit limit) throws InterruptedException {
    sweeper.add(watch);
    try {
      ScopedValue.where(WATCH, watch)
          .<Boolean, InterruptedException>call(() -> {
            connection.handle(limit);
            return true;
          });
    } finally {
      sweeper.remove(watch);
    }
  }

  @Override
  public Duration idleTime() {
    return connection.idleTime();
  }

  @Override
  public void close(boolean interrupt) {
    connection.close(interrupt);
  }

  /** Whether the connection waits for a request, so that closing the listener may cut it short. */
  @Override
  public boolean canInterrupt() {
    return connection instanceof InterruptableTask<?> task && task.canInterrupt();
  }
}
