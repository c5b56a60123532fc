package dev.sealwright.engine.store.sql;

import dev.sealwright.engine.audit.AuditEvent;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.x509.Serial;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;

/** The audit events, appended and never changed. The statements belong to the writer's thread. */
public final class AuditTable {
  public static final String OF_AUTHORITY =
      "SELECT * FROM audit_event WHERE authority = ? ORDER BY seq LIMIT ?";

  private final PreparedStatement append;

  AuditTable(Connection writer) throws SQLException {
    append =
        writer.prepareStatement(
            """
            INSERT INTO audit_event (authority, serial, at, kind, actor, detail)
            VALUES (?, ?, ?, ?, ?, ?)\
            """);
  }

  void append(AuditEvent event) throws SQLException {
    Serial serial = event.serial();
    append.setBytes(1, AuthorityRow.bytes(event.authority()));
    append.setBytes(2, serial == null ? null : serial.toArray());
    append.setLong(3, event.at().toEpochMilli());
    append.setString(4, event.kind().name());
    append.setString(5, event.actor());
    append.setString(6, event.detail());
    append.executeUpdate();
  }

  static AuditEvent read(ResultSet row) throws SQLException {
    byte[] serial = row.getBytes("serial");
    return new AuditEvent(
        Instant.ofEpochMilli(row.getLong("at")),
        AuditEvent.Kind.valueOf(row.getString("kind")),
        new AuthorityId(AuthorityRow.uuid(row.getBytes("authority"))),
        serial == null ? null : Serial.of(serial),
        row.getString("actor"),
        row.getString("detail"));
  }
}
