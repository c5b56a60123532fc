package dev.sealwright.api.http;

import io.helidon.common.concurrency.limits.Limit;
import io.helidon.common.task.InterruptableTask;
import io.helidon.webserver.spi.ServerConnection;
import java.time.Duration;

/** One connection, its watch and its inflow; the handler finds it through the thread's scope. */
final class WatchedConnection implements ServerConnection, InterruptableTask<Void> {
  private static final ScopedValue<WatchedConnection> CURRENT = ScopedValue.newInstance();

  private final ServerConnection connection;
  private final Watch watch;
  private final Inflow inflow;
  private final Sweeper sweeper;

  WatchedConnection(ServerConnection connection, Watch watch, Inflow inflow, Sweeper sweeper) {
    this.connection = connection;
    this.watch = watch;
    this.inflow = inflow;
    this.sweeper = sweeper;
  }

  /** The connection that runs on this thread. */
  static WatchedConnection current() {
    return CURRENT.get();
  }

  Watch watch() {
    return watch;
  }

  Inflow inflow() {
    return inflow;
  }

  @Override
  public void handle(Limit limit) throws InterruptedException {
    sweeper.add(watch);
    try {
      ScopedValue.where(CURRENT, this)
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
