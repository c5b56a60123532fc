package dev.sealwright.engine.store.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

/** Which node this process is; another one after it was taken for dead. Threads: shared. */
final class Identity {
  private final String name;
  private final Duration lease;
  private final AtomicReference<NodeId> node = new AtomicReference<>(NodeId.draw());

  Identity(String name, Duration lease) {
    this.name = name;
    this.lease = lease;
  }

  NodeId node() {
    return node.get();
  }

  /**
   * The node that the process is after the one that was taken for dead, or never on record. Whoever
   * notices first draws it; what another drew at the same time is on record in vain, until its
   * lease ends.
   */
  NodeId after(NodeId gone, Connection connection) throws SQLException {
    if (node.get().equals(gone)) {
      NodeId drawn = NodeId.draw();
      register(connection, drawn);
      node.compareAndSet(gone, drawn);
    }
    return node.get();
  }

  private void register(Connection connection, NodeId drawn) throws SQLException {
    try (PreparedStatement insert =
            connection.prepareStatement(
                """
                INSERT INTO node (id, name, slot, batch, news) VALUES (?, ?, ?, 0, 0)
                ON CONFLICT (id) DO NOTHING\
                """);
        PreparedStatement leased =
            connection.prepareStatement(
                """
                INSERT INTO node_lease (node, expires)
                VALUES (?, clock_timestamp() + ? * interval '1 millisecond')
                ON CONFLICT (node) DO NOTHING\
                """)) {
      // First, so that no node is on record whose end nobody would notice.
      leased.setBytes(1, drawn.bytes());
      leased.setLong(2, lease.toMillis());
      leased.executeUpdate();
      insert.setBytes(1, drawn.bytes());
      insert.setString(2, name);
      insert.setInt(3, drawn.slot());
      insert.executeUpdate();
    }
    if (!connection.getAutoCommit()) {
      connection.commit();
    }
  }
}
