package dev.sealwright.api.http;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The clock on one connection: is it being opened, a request being read or an answer being written,
 * and until when.
 *
 * <p>The connection's virtual thread moves it between phases; the sweeper moves it to EXPIRED, from
 * where nothing leads back. So a thread is interrupted only while it reads or writes, and a thread
 * that was interrupted never serves another request.
 */
final class Watch {
  private enum Kind {
    OPENING,
    IDLE,
    READING,
    WRITING,
    EXPIRED
  }

  /** Compared by identity, so that the sweeper cannot take a later request for the one it saw. */
  private static final class Phase {
    final Kind kind;
    final long deadline;

    Phase(Kind kind, long deadline) {
      this.kind = kind;
      this.deadline = deadline;
    }
  }

  private static final Duration LONGEST_LINGER = Duration.ofSeconds(5);

  private static final Phase IDLE = new Phase(Kind.IDLE, 0);

  private final AtomicReference<Phase> phase = new AtomicReference<>(IDLE);
  private final Thread thread;
  private final Runnable refusal;
  private final Duration openDeadline;
  private final Duration readDeadline;
  private final Duration writeDeadline;
  private final Duration lingerDeadline;
  private final int slowestReader;

  /**
   * A watch on the calling thread.
   *
   * @param refusal writes the 408; run on a thread of its own, since a write may block
   */
  Watch(HttpLimits limits, Runnable refusal) {
    this.thread = Thread.currentThread();
    this.refusal = refusal;
    this.openDeadline = limits.handshakeDeadline();
    this.readDeadline = limits.bodyDeadline();
    this.writeDeadline = limits.answerDeadline();
    this.slowestReader = limits.slowestReader();
    this.lingerDeadline =
        readDeadline.compareTo(LONGEST_LINGER) < 0 ? readDeadline : LONGEST_LINGER;
  }

  /** The handshake begins; false when the connection was cut. */
  boolean opening() {
    return phase.compareAndSet(IDLE, ending(Kind.OPENING, openDeadline));
  }

  boolean isOpening() {
    return phase.get().kind == Kind.OPENING;
  }

  /** The handshake is done; false when the connection was cut. */
  boolean opened() {
    Phase seen = phase.get();
    return seen.kind == Kind.OPENING && phase.compareAndSet(seen, IDLE);
  }

  /** Part of a request has come: starts the time of that request unless it runs already. */
  void reading() {
    if (phase.get() == IDLE) {
      phase.compareAndSet(IDLE, ending(Kind.READING, readDeadline));
    }
  }

  /** The request is complete; false when its time ran out and the refusal is on its way. */
  boolean read() {
    Phase seen = phase.get();
    return switch (seen.kind) {
      case IDLE -> true;
      case READING -> phase.compareAndSet(seen, IDLE);
      case OPENING, WRITING, EXPIRED -> false;
    };
  }

  /**
   * An answer is about to be written; false when the connection was cut. A streamed one gets more
   * time, at the rate of a slow line.
   *
   * @param bytes of a streamed answer, else 0
   */
  boolean writing(long bytes) {
    return phase.compareAndSet(
        IDLE, ending(Kind.WRITING, writeDeadline.plusSeconds(bytes / slowestReader)));
  }

  /** The system has taken the answer; false when the connection was cut. */
  boolean written() {
    Phase seen = phase.get();
    return seen.kind == Kind.WRITING && phase.compareAndSet(seen, IDLE);
  }

  /** A refused client may go on sending for a while; false when the connection was cut. */
  boolean lingering() {
    return phase.compareAndSet(IDLE, ending(Kind.WRITING, lingerDeadline));
  }

  /**
   * No request will follow, and there may be something to say of that; false when the connection
   * was cut.
   */
  boolean ending() {
    Phase seen = phase.get();
    return seen.kind != Kind.EXPIRED
        && phase.compareAndSet(seen, ending(Kind.WRITING, lingerDeadline));
  }

  /** Called by the sweeper. The interrupt closes the socket under a blocked read or write. */
  void sweep() {
    Phase seen = phase.get();
    if (seen == IDLE || System.nanoTime() - seen.deadline < 0) {
      return;
    }
    // A refusal that nobody reads must end too: an expired watch expires again.
    if (!phase.compareAndSet(seen, ending(Kind.EXPIRED, Duration.ofSeconds(1)))) {
      return;
    }
    if (seen.kind == Kind.READING) {
      Thread.ofVirtual().name("request-timeout").start(this::refuse);
    } else {
      thread.interrupt();
    }
  }

  private void refuse() {
    try {
      refusal.run();
    } finally {
      thread.interrupt();
    }
  }

  private static Phase ending(Kind kind, Duration after) {
    return new Phase(kind, System.nanoTime() + after.toNanos());
  }
}
