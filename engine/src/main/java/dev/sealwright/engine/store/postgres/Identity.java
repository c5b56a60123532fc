package dev.sealwright.engine.store.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;

/** Which node this process is; another one after it was taken for dead. Threads: shared. */
final class Identity {
  private final String name;
  private final Duration lease;
  private volatile NodeId node = NodeId.draw();

  Identity(String name, Duration lease) {
    this.name = name;
    this.lease = lease;
  }

  NodeId node() {
    return node;
  }

  /** Makes the process another node, and puts it on record. */
  NodeId renew(Connection connection) throws SQLException {
    NodeId drawn = NodeId.draw();
    register(connection, drawn);
    node = drawn;
    return drawn;
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
      insert.setBytes(1, drawn.bytes());
      insert.setString(2, name);
      insert.setInt(3, drawn.slot());
      insert.executeUpdate();
      leased.setBytes(1, drawn.bytes());
      leased.setLong(2, lease.toMillis());
      leased.executeUpdate();
    }
    connection.commit();
  }
}
