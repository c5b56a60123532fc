package dev.sealwright.engine.store.postgres;

import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.store.Mutation;
import dev.sealwright.engine.store.Outcome;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Commits batches, each until it is known to be on record or known not to be.
 *
 * <p>A transaction that met another, or whose connection broke before its commit was sent, is
 * applied anew. A commit that was sent and not answered is resolved by reading back the number of
 * the node's last batch, under a lock for which a transaction that is still under way on a server
 * has to end first.
 *
 * <p>Threads: {@link #commit} by one at a time; {@link #close} from another.
 */
final class Writer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Writer.class);

  private static final Duration SHORTEST = Duration.ofMillis(5);
  private static final Duration LONGEST = Duration.ofMillis(500);

  private final Connections connections;
  private final Identity identity;
  private final LongSupplier epoch;
  private final boolean requireStandby;
  private final Health health;
  private final ReentrantLock lock = new ReentrantLock();
  private final CountDownLatch closing = new CountDownLatch(1);
  private @Nullable Session session;
  private NodeId node;
  private boolean isOver = true;
  private long last;

  /**
   * @param epoch in which this node leads at the moment, negative when it does not
   */
  Writer(
      Connections connections,
      Identity identity,
      LongSupplier epoch,
      boolean requireStandby,
      Health health) {
    this.connections = connections;
    this.identity = identity;
    this.node = identity.node();
    this.epoch = epoch;
    this.requireStandby = requireStandby;
    this.health = health;
  }

  /** Puts the node on record. */
  void start() throws SQLException {
    session();
  }

  /** How far a batch is. */
  private enum Stage {
    /** Nothing of it is on record. */
    APPLYING,
    /** Its commit was sent, perhaps with all the rest of it. */
    COMMITTING,
    /** Whether it is on record is not known. */
    RESOLVING
  }

  /** See {@link dev.sealwright.engine.store.Store#commit}. */
  List<Outcome> commit(List<Mutation> batch) {
    boolean inBulk = true;
    Stage stage = Stage.APPLYING;
    List<Outcome> outcomes = List.of();
    Duration pause = SHORTEST;
    while (true) {
      try {
        Session here = session();
        if (stage == Stage.RESOLVING) {
          boolean found = isOnRecord(here);
          LOG.info("a commit that was not answered is {}", found ? "on record" : "made anew");
          if (found) {
            return done(outcomes);
          }
        }
        stage = Stage.APPLYING;
        outcomes = here.apply(batch, last + 1, epoch.getAsLong(), inBulk);
        stage = Stage.COMMITTING;
        here.commit();
        return done(outcomes);
      } catch (Batch.Refused e) {
        inBulk = false;
        rollBack();
        continue;
      } catch (Opening.Fenced e) {
        LOG.warn("this node was taken for dead and goes on as another one");
        isOver = true;
        drop();
        continue;
      } catch (Opening.NoStandby e) {
        health.standby(false);
        if (stage == Stage.APPLYING) {
          rollBack();
        } else {
          // Committed, but perhaps on this server alone: looked at until it is on a standby.
          stage = Stage.RESOLVING;
        }
      } catch (SQLException e) {
        switch (SqlFailure.of(e)) {
          case CONFLICT -> {
            stage = stage == Stage.RESOLVING ? stage : Stage.APPLYING;
            rollBack();
          }
          case WRONG -> {
            if (stage == Stage.APPLYING) {
              rollBack();
              if (!inBulk) {
                throw new CaException(Failure.STORE_UNAVAILABLE, "the batch cannot be written", e);
              }
              inBulk = false;
              continue;
            }
            stage = Stage.RESOLVING;
            inBulk = false;
            lost(e);
          }
          case AWAY -> {
            stage = stage == Stage.APPLYING ? stage : Stage.RESOLVING;
            lost(e);
          }
        }
      }
      pause = rest(pause);
    }
  }

  private void lost(SQLException e) {
    LOG.warn("the database went away: {}", e.getMessage());
    health.away(Health.Side.WRITER, String.valueOf(e.getMessage()));
    drop();
  }

  private List<Outcome> done(List<Outcome> outcomes) {
    last++;
    health.well(Health.Side.WRITER);
    health.standby(true);
    return outcomes;
  }

  private boolean isOnRecord(Session here) throws SQLException, Opening.NoStandby {
    OptionalLong found = here.lastBatch();
    if (found.isEmpty()) {
      throw new CaException(
          Failure.OUTCOME_UNKNOWN, "this node was away for so long that it was forgotten");
    }
    return found.getAsLong() == last + 1;
  }

  private Session session() throws SQLException {
    lock.lock();
    try {
      requireOpen();
      if (session != null) {
        return session;
      }
    } finally {
      lock.unlock();
    }
    Session made = connect();
    lock.lock();
    try {
      if (closing.getCount() == 0) {
        made.close();
      }
      requireOpen();
      session = made;
      return made;
    } finally {
      lock.unlock();
    }
  }

  private Session connect() throws SQLException {
    Connection connection = connections.writing();
    boolean ready = false;
    try {
      if (isOver) {
        node = identity.after(node, connection);
        isOver = false;
        last = 0;
      }
      Session made = new Session(connection, node, requireStandby);
      ready = true;
      return made;
    } finally {
      if (!ready) {
        connection.close();
      }
    }
  }

  private void requireOpen() {
    if (closing.getCount() == 0) {
      throw new CaException(Failure.STORE_UNAVAILABLE, "the store is closed");
    }
  }

  /** A connection that cannot even do this is dropped. */
  private void rollBack() {
    Session here = session;
    try {
      if (here != null) {
        here.rollBack();
      }
    } catch (SQLException e) {
      drop();
    }
  }

  private void drop() {
    lock.lock();
    try {
      if (session != null) {
        session.close();
      }
    } catch (SQLException e) {
      // It is of no use any more; whatever was under way, the server ends it.
    } finally {
      session = null;
      lock.unlock();
    }
  }

  /** Waits a little, each time longer, and never for as long as another node. */
  private Duration rest(Duration pause) {
    long nanos = pause.toNanos() / 2 + ThreadLocalRandom.current().nextLong(pause.toNanos());
    try {
      if (closing.await(nanos, TimeUnit.NANOSECONDS)) {
        throw new CaException(
            Failure.OUTCOME_UNKNOWN, "the store was closed while the database was away");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CaException(Failure.OUTCOME_UNKNOWN, "interrupted during a commit", e);
    }
    Duration twice = pause.multipliedBy(2);
    return twice.compareTo(LONGEST) < 0 ? twice : LONGEST;
  }

  /** Makes a commit that is under way begin anew over another connection. */
  void renew() {
    lock.lock();
    try {
      if (session != null) {
        session.abort();
      }
    } catch (SQLException e) {
      LOG.debug("a connection did not close", e);
    } finally {
      lock.unlock();
    }
  }

  /** Makes a commit that is under way fail. */
  @Override
  public void close() {
    lock.lock();
    try {
      closing.countDown();
      if (session != null) {
        session.abort();
      }
    } catch (SQLException e) {
      LOG.debug("a connection did not close", e);
    } finally {
      lock.unlock();
    }
  }
}
