package dev.sealwright.engine.store.postgres;

import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.store.Cluster;
import dev.sealwright.engine.store.sql.AuthorityRow;
import dev.sealwright.engine.x509.Serial;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears what other nodes wrote. Each node numbers its batches and commits them one after another,
 * so nobody misses one who asks for what is behind the last that he has.
 *
 * <p>Threads: {@link #hear} on the member's; the others from any.
 */
final class NewsDesk {
  private static final Logger LOG = LoggerFactory.getLogger(NewsDesk.class);

  /** How old what is remembered may be. */
  private static final long FRESH = Duration.ofMillis(750).toNanos();

  /** News are kept for longer than that. */
  private static final Duration LONGEST_GAP = Duration.ofMinutes(2);

  static final Duration KEPT = Duration.ofMinutes(10);

  private final List<Cluster.Follower> followers = new CopyOnWriteArrayList<>();
  private final Map<ByteBuffer, Long> heard = new HashMap<>();
  private final long longestGap;
  private volatile long lastHeard;
  private boolean first = true;

  NewsDesk() {
    this(LONGEST_GAP);
  }

  /**
   * @param longestGap after which it does not look for what it missed
   */
  NewsDesk(Duration longestGap) {
    this.longestGap = longestGap.toNanos();
    this.lastHeard = System.nanoTime() - LONGEST_GAP.toNanos();
  }

  void follow(Cluster.Follower follower) {
    followers.add(follower);
  }

  /** Whether everything that others wrote was heard up to a moment ago. */
  boolean isFresh() {
    return System.nanoTime() - lastHeard < FRESH;
  }

  /** Asks all others, and tells the followers. */
  void hear(Connection connection, NodeId self) throws SQLException {
    long asked = System.nanoTime();
    boolean missed = asked - lastHeard > longestGap && !first;
    Map<ByteBuffer, Long> behind = new HashMap<>();
    Map<ByteBuffer, Long> present = new HashMap<>();
    try (PreparedStatement query =
        connection.prepareStatement("SELECT id, news FROM node WHERE id <> ?")) {
      query.setBytes(1, self.bytes());
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          ByteBuffer node = ByteBuffer.wrap(row.getBytes(1));
          long latest = row.getLong(2);
          // Before the first look nothing was remembered that could be outdated.
          long known = first || missed ? latest : heard.getOrDefault(node, 0L);
          present.put(node, latest);
          if (latest > known) {
            behind.put(node, known);
          }
        }
      }
    }
    List<News> news = new ArrayList<>();
    for (Map.Entry<ByteBuffer, Long> each : behind.entrySet()) {
      byte[] node = each.getKey().array();
      read(connection, node, each.getValue(), present.getOrDefault(each.getKey(), 0L), news);
    }
    if (missed) {
      tell(Cluster.Follower::missed);
    }
    for (News each : news) {
      tell(each::tell);
    }
    heard.clear();
    heard.putAll(present);
    first = false;
    lastHeard = asked;
  }

  /** Not what came since the node was asked for its last: that would be told again. */
  private static void read(
      Connection connection, byte[] node, long after, long last, List<News> news)
      throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            SELECT kind, authority, serial FROM news WHERE node = ? AND batch > ? AND batch <= ?
            ORDER BY batch, position\
            """)) {
      query.setBytes(1, node);
      query.setLong(2, after);
      query.setLong(3, last);
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          byte[] serial = row.getBytes(3);
          news.add(
              new News(
                  News.Kind.valueOf(row.getString(1)),
                  new AuthorityId(AuthorityRow.uuid(row.getBytes(2))),
                  serial == null ? null : Serial.of(serial)));
        }
      }
    }
  }

  private void tell(Consumer<Cluster.Follower> what) {
    for (Cluster.Follower follower : followers) {
      try {
        what.accept(follower);
      } catch (RuntimeException e) {
        LOG.error("a follower of other nodes failed", e);
      }
    }
  }
}
