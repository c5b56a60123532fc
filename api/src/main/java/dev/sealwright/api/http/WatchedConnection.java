package dev.sealwright.api.http;

import io.helidon.common.concurrency.limits.Limit;
import io.helidon.common.task.InterruptableTask;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.spi.ServerConnection;
import java.io.IOException;
import java.time.Duration;

/**
 * One connection, its channel, its watch and its inflow; the handler finds it through the thread's
 * scope.
 */
final class WatchedConnection implements ServerConnection, InterruptableTask<Void> {
  private static final ScopedValue<WatchedConnection> CURRENT = ScopedValue.newInstance();

  private final ServerConnection connection;
  private final Channel channel;
  private final Watch watch;
  private final Inflow inflow;
  private final Sweeper sweeper;

  WatchedConnection(
      ServerConnection connection, Channel channel, Watch watch, Inflow inflow, Sweeper sweeper) {
    this.connection = connection;
    this.channel = channel;
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
      open();
      ScopedValue.where(CURRENT, this)
          .<Boolean, InterruptedException>call(() -> {
            connection.handle(limit);
            return true;
          });
    } finally {
      if (watch.ending()) {
        channel.end();
      }
      sweeper.remove(watch);
    }
  }

  private void open() {
    if (!watch.opening()) {
      throw new CloseConnectionException("the connection was cut");
    }
    try {
      channel.open();
    } catch (IOException e) {
      throw new CloseConnectionException("the connection did not come about", e);
    }
    if (!watch.opened()) {
      throw new CloseConnectionException("the handshake took too long");
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

  /**
   * Whether the connection waits for a request or has not come about yet, so that closing the
   * listener may cut it short.
   */
  @Override
  public boolean canInterrupt() {
    return watch.isOpening()
        || (connection instanceof InterruptableTask<?> task && task.canInterrupt());
  }
}
