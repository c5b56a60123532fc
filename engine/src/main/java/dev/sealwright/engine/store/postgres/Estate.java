package dev.sealwright.engine.store.postgres;

import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.store.Cluster;
import dev.sealwright.engine.store.Reservation;
import dev.sealwright.engine.store.sql.AuthorityRow;
import dev.sealwright.engine.store.sql.CertificateRow;
import dev.sealwright.engine.x509.Serial;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What dead nodes left. Threads: those that ask, one after another.
 *
 * <p>A node is fenced first, by a change of its row that waits for a batch under way and that its
 * next batch meets; only then is anything of it taken over. So of the dead and the heir one ends a
 * reservation, never both.
 */
final class Estate {
  private @Nullable NodeId toldTo;
  private final Set<Serial> told = new HashSet<>();
  private final Set<AuthorityId> toldFoundings = new HashSet<>();

  /**
   * Fences whoever gave no sign of life for a lease; by one that has heard all others that long.
   */
  int fence(Connection connection) throws SQLException {
    try (Statement fence = connection.createStatement()) {
      return fence.executeUpdate(
          """
          UPDATE node SET fenced = true
          WHERE NOT fenced AND EXISTS (
            SELECT 1 FROM node_lease l WHERE l.node = node.id AND l.expires < clock_timestamp())\
          """);
    }
  }

  /** Whether there is something to be taken over. */
  static boolean waits(Connection connection) throws SQLException {
    try (Statement query = connection.createStatement();
        ResultSet row =
            query.executeQuery(
                """
                SELECT EXISTS (SELECT 1 FROM node n WHERE n.fenced AND (
                  EXISTS (SELECT 1 FROM open_reservation o WHERE o.node = n.id)
                  OR EXISTS (SELECT 1 FROM founding f WHERE f.node = n.id)))\
                """)) {
      return row.next() && row.getBoolean(1);
    }
  }

  /** Takes over, and tells what was not told before; commits. */
  synchronized Cluster.Legacy adopt(Connection connection, NodeId heir) throws SQLException {
    if (!heir.equals(toldTo)) {
      // What it was told of before is another's by now, or left behind by that one as well.
      told.clear();
      toldFoundings.clear();
    }
    take(connection, "open_reservation", heir);
    take(connection, "founding", heir);
    List<Reservation> reservations = new ArrayList<>();
    Set<Serial> open = new HashSet<>();
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            SELECT c.*, d.tbs
            FROM open_reservation o
            JOIN certificate c ON c.authority = o.authority AND c.serial = o.serial
            JOIN certificate_der d ON d.authority = o.authority AND d.serial = o.serial
            WHERE o.adopted AND o.node = ?
            ORDER BY o.seq\
            """)) {
      query.setBytes(1, heir.bytes());
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          Reservation reservation = CertificateRow.readReservation(row);
          open.add(reservation.serial());
          if (!told.contains(reservation.serial())) {
            reservations.add(reservation);
          }
        }
      }
    }
    List<AuthorityId> foundings = new ArrayList<>();
    Set<AuthorityId> creating = new HashSet<>();
    try (PreparedStatement query =
        connection.prepareStatement(
            "SELECT authority FROM founding WHERE adopted AND node = ? ORDER BY authority")) {
      query.setBytes(1, heir.bytes());
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          AuthorityId id = new AuthorityId(AuthorityRow.uuid(row.getBytes(1)));
          creating.add(id);
          if (!toldFoundings.contains(id)) {
            foundings.add(id);
          }
        }
      }
    }
    connection.commit();
    toldTo = heir;
    told.retainAll(open);
    told.addAll(open);
    toldFoundings.retainAll(creating);
    toldFoundings.addAll(creating);
    return new Cluster.Legacy(reservations, foundings);
  }

  private static void take(Connection connection, String table, NodeId heir) throws SQLException {
    try (PreparedStatement take =
        connection.prepareStatement(
            """
            UPDATE %s SET node = ?, adopted = true
            WHERE node IN (SELECT id FROM node WHERE fenced)
              AND EXISTS (SELECT 1 FROM node WHERE id = ? AND NOT fenced)\
            """
                .formatted(table))) {
      take.setBytes(1, heir.bytes());
      take.setBytes(2, heir.bytes());
      take.executeUpdate();
    }
  }

  /** Forgets nodes of which nothing is left, an hour after their end. */
  static void bury(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate(
          """
          DELETE FROM node_lease WHERE expires < clock_timestamp() - interval '1 hour'
            AND node IN (SELECT id FROM node WHERE fenced)
            AND node NOT IN (SELECT node FROM open_reservation)
            AND node NOT IN (SELECT node FROM founding)\
          """);
      statement.executeUpdate(
          "DELETE FROM node WHERE fenced AND id NOT IN (SELECT node FROM node_lease)");
      statement.executeUpdate("DELETE FROM news WHERE node NOT IN (SELECT id FROM node)");
    }
  }
}
