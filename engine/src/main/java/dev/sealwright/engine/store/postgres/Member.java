package dev.sealwright.engine.store.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps this process a node among others: gives signs of life, hears the news, takes or keeps the
 * lead, and as the leader fences who is dead.
 *
 * <p>Threads: one of its own, which {@link #close} ends.
 */
final class Member implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Member.class);

  /** Between two looks at what others wrote: they are to be heard within a second. */
  private static final Duration LOOK = Duration.ofMillis(250);

  private static final long TIDYING = Duration.ofMinutes(1).toNanos();
  private static final long END = Duration.ofSeconds(2).toMillis();

  private record Told(long at, long batch) {}

  private final Connections connections;
  private final Identity identity;
  private final Leadership leadership;
  private final NewsDesk desk;
  private final Estate estate;
  private final Health health;
  private final Runnable found;
  private final boolean requireStandby;
  private final long lease;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread;
  private final Deque<Told> told = new ArrayDeque<>();
  private @Nullable Connection connection;

  /** Since when it has been among the others without a gap. */
  private long steadySince;

  private long lastBeat;
  private boolean lost;
  private long lastTidying;
  private volatile boolean legacyWaits = true;

  /**
   * @param found called when the database was away and is there again, perhaps on another server:
   *     other connections may still wait for one that says nothing
   */
  Member(
      Connections connections,
      Identity identity,
      Leadership leadership,
      NewsDesk desk,
      Estate estate,
      Health health,
      Runnable found,
      PostgresSettings settings) {
    this.connections = connections;
    this.identity = identity;
    this.leadership = leadership;
    this.desk = desk;
    this.estate = estate;
    this.health = health;
    this.found = found;
    this.requireStandby = settings.requireStandby();
    this.lease = settings.lease().toNanos();
    this.lastBeat = System.nanoTime() - lease;
    this.steadySince = System.nanoTime();
    this.lastTidying = System.nanoTime() - TIDYING;
    this.thread = Thread.ofPlatform().name("sealwright-node").unstarted(this::run);
  }

  /** The first round is over when it returns, so that the only node leads at once. */
  void start() throws SQLException {
    round();
    thread.start();
  }

  /** Whether somebody died and left something. */
  boolean legacyWaits() {
    return legacyWaits;
  }

  void legacyTaken() {
    legacyWaits = false;
  }

  private void run() {
    try {
      while (!closing.await(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
        try {
          round();
          if (lost) {
            lost = false;
            found.run();
          }
        } catch (SQLException e) {
          LOG.debug("not among the others at present", e);
          steadySince = System.nanoTime();
          if (SqlFailure.of(e) != SqlFailure.CONFLICT) {
            health.away(Health.Side.MEMBER, String.valueOf(e.getMessage()));
            lost = true;
            drop();
          }
        } catch (RuntimeException e) {
          LOG.error("a round among the nodes failed", e);
        }
      }
    } catch (InterruptedException e) {
      LOG.error("interrupted: this node will be taken for dead", e);
    }
  }

  private void round() throws SQLException {
    Connection here = connection();
    lookForStandby(here);
    desk.hear(here, identity.node());
    long now = System.nanoTime();
    if (now - lastBeat >= lease / 5) {
      if (now - lastBeat > lease / 2) {
        steadySince = now;
      }
      beat(here);
      lastBeat = now;
      lead(here, now);
    }
    health.well(Health.Side.MEMBER);
  }

  private void lookForStandby(Connection here) throws SQLException {
    try (Statement query = here.createStatement();
        ResultSet row = query.executeQuery("SELECT current_setting('synchronous_standby_names')")) {
      row.next();
      health.standby(!requireStandby || !row.getString(1).isBlank());
    }
  }

  private void beat(Connection here) throws SQLException {
    NodeId self = identity.node();
    if (!isAlive(here, self)) {
      // Not left to the next batch: an idle node may have to see to what others leave.
      self = identity.after(self, here);
    }
    leadership.renew(here, self);
  }

  /** Gives a sign of life; false when it came too late. */
  private boolean isAlive(Connection here, NodeId self) throws SQLException {
    try (PreparedStatement beat =
        here.prepareStatement(
            """
            UPDATE node_lease SET expires = clock_timestamp() + ? * interval '1 millisecond'
            WHERE node = ? AND EXISTS (SELECT 1 FROM node WHERE id = ? AND NOT fenced)\
            """)) {
      beat.setLong(1, TimeUnit.NANOSECONDS.toMillis(lease));
      beat.setBytes(2, self.bytes());
      beat.setBytes(3, self.bytes());
      return beat.executeUpdate() == 1;
    }
  }

  private void lead(Connection here, long now) throws SQLException {
    boolean tidying = now - lastTidying >= TIDYING;
    if (tidying) {
      forgetNews(here, now);
      lastTidying = now;
    }
    if (!leadership.leads()) {
      return;
    }
    // After a failover all leases may be over at once: all get the time to give a sign of life.
    if (now - steadySince >= lease) {
      int fenced = estate.fence(here);
      if (fenced > 0) {
        LOG.warn("{} nodes gave no sign of life and are fenced", fenced);
      }
    }
    legacyWaits = legacyWaits || Estate.waits(here);
    if (tidying) {
      MonthlyParts.make(here);
      Estate.bury(here);
    }
  }

  /** Its own, once everybody has had the time to hear them. */
  private void forgetNews(Connection here, long now) throws SQLException {
    byte[] self = identity.node().bytes();
    try (PreparedStatement query = here.prepareStatement("SELECT news FROM node WHERE id = ?")) {
      query.setBytes(1, self);
      try (ResultSet row = query.executeQuery()) {
        if (row.next()) {
          told.add(new Told(now, row.getLong(1)));
        }
      }
    }
    while (!told.isEmpty() && now - told.getFirst().at() > NewsDesk.KEPT.toNanos()) {
      try (PreparedStatement forget =
          here.prepareStatement("DELETE FROM news WHERE node = ? AND batch <= ?")) {
        forget.setBytes(1, self);
        forget.setLong(2, told.removeFirst().batch());
        forget.executeUpdate();
      }
    }
  }

  private Connection connection() throws SQLException {
    Connection here = connection;
    if (here == null) {
      here = connections.watching();
      connection = here;
    }
    return here;
  }

  private void drop() {
    try {
      if (connection != null) {
        connection.close();
      }
    } catch (SQLException e) {
      // It is of no use any more.
    }
    connection = null;
  }

  /** Leaves the others at once if the database can be reached, else when the lease is over. */
  @Override
  public void close() {
    closing.countDown();
    try {
      if (thread.isAlive() && !thread.join(Duration.ofMillis(END))) {
        return; // the database does not answer
      }
      Connection here = connection;
      if (here != null) {
        leadership.resign(here, identity.node());
        try (PreparedStatement leave =
            here.prepareStatement("UPDATE node SET fenced = true WHERE id = ?")) {
          leave.setBytes(1, identity.node().bytes());
          leave.executeUpdate();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (SQLException e) {
      LOG.debug("left without a word", e);
    } finally {
      drop();
    }
  }
}
