package dev.sealwright.engine.store.embedded;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** The statements of the hot path, prepared once; they end with their connection. */
final class Statements {
  final PreparedStatement begin;
  final PreparedStatement commit;
  final PreparedStatement rollback;
  final PreparedStatement lastSeq;
  final PreparedStatement version;
  final PreparedStatement certificate;
  final PreparedStatement der;
  final PreparedStatement open;
  final PreparedStatement openSeq;
  final PreparedStatement endOpen;
  final PreparedStatement seal;
  final PreparedStatement closure;
  final PreparedStatement claimed;
  final PreparedStatement layClaim;
  final PreparedStatement freeClaim;
  final PreparedStatement sweepClaims;
  final PreparedStatement event;

  Statements(Connection connection) throws SQLException {
    // Said in words: the driver would open the next transaction right after each commit.
    begin = connection.prepareStatement("BEGIN IMMEDIATE");
    commit = connection.prepareStatement("COMMIT");
    rollback = connection.prepareStatement("ROLLBACK");
    lastSeq = connection.prepareStatement("SELECT coalesce(max(seq), 0) FROM certificate");
    version = connection.prepareStatement("SELECT version FROM authority WHERE id = ?");
    certificate =
        connection.prepareStatement(
            "INSERT INTO certificate (seq, authority, serial, authority_version, algorithm,"
                + " template, requester, issued_at, not_before, not_after)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                + " ON CONFLICT (authority, serial) DO NOTHING");
    der = connection.prepareStatement("INSERT INTO certificate_der (seq, tbs) VALUES (?, ?)");
    open = connection.prepareStatement("INSERT INTO open_reservation (seq) VALUES (?)");
    openSeq =
        connection.prepareStatement(
            "SELECT seq FROM certificate JOIN open_reservation USING (seq)"
                + " WHERE authority = ? AND serial = ?");
    endOpen = connection.prepareStatement("DELETE FROM open_reservation WHERE seq = ?");
    seal =
        connection.prepareStatement(
            "INSERT INTO seal (seq, signature, sealed_at) VALUES (?, ?, ?)");
    closure =
        connection.prepareStatement(
            "INSERT INTO closure (seq, reason, closed_at) VALUES (?, ?, ?)");
    claimed =
        connection.prepareStatement(
            "SELECT fingerprint, resource FROM claim"
                + " WHERE scope = ? AND token = ? AND expires_at > ?");
    layClaim =
        connection.prepareStatement(
            "INSERT INTO claim (scope, token, fingerprint, resource, expires_at)"
                + " VALUES (?, ?, ?, ?, ?) ON CONFLICT (scope, token) DO UPDATE SET"
                + " fingerprint = excluded.fingerprint, resource = excluded.resource,"
                + " expires_at = excluded.expires_at");
    freeClaim =
        connection.prepareStatement(
            "DELETE FROM claim WHERE scope = ? AND token = ? AND resource = ?");
    sweepClaims =
        connection.prepareStatement(
            "DELETE FROM claim WHERE (scope, token) IN"
                + " (SELECT scope, token FROM claim WHERE expires_at <= ? LIMIT ?)");
    event =
        connection.prepareStatement(
            "INSERT INTO audit_event (at, kind, authority, serial, actor, detail)"
                + " VALUES (?, ?, ?, ?, ?, ?)");
  }
}
