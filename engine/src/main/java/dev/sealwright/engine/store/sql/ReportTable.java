package dev.sealwright.engine.store.sql;

import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.store.AuditReport;
import dev.sealwright.engine.store.Mutation;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;

/** The audit reports and how far they are. The statements belong to the writer's thread. */
public final class ReportTable {
  public static final String BY_ID = "SELECT * FROM audit_report WHERE authority = ? AND id = ?";
  public static final String LATEST =
      "SELECT * FROM audit_report WHERE authority = ? ORDER BY created_at DESC LIMIT 1";
  public static final String OPEN =
      "SELECT * FROM audit_report WHERE status = 'CREATING' ORDER BY created_at LIMIT ?";

  private final PreparedStatement recent;
  private final PreparedStatement insert;
  private final PreparedStatement end;

  ReportTable(Connection writer) throws SQLException {
    recent =
        writer.prepareStatement(
            """
            SELECT 1 FROM audit_report
            WHERE authority = ? AND (created_at > ? OR status = 'CREATING')
            LIMIT 1\
            """);
    insert =
        writer.prepareStatement(
            """
            INSERT INTO audit_report (id, authority, bucket, format, status, requester, created_at)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (id) DO NOTHING\
            """);
    end =
        writer.prepareStatement(
            """
            UPDATE audit_report SET status = ?
            WHERE id = ? AND authority = ? AND status = 'CREATING'\
            """);
  }

  /** False, and nothing written, when an earlier report is still too near. */
  boolean begin(Mutation.BeginAuditReport begin) throws SQLException {
    AuditReport report = begin.report();
    recent.setBytes(1, AuthorityRow.bytes(report.authority()));
    recent.setLong(2, begin.quietSince().toEpochMilli());
    try (ResultSet row = recent.executeQuery()) {
      if (row.next()) {
        return false;
      }
    }
    insert.setBytes(1, AuthorityRow.bytes(report.id()));
    insert.setBytes(2, AuthorityRow.bytes(report.authority()));
    insert.setString(3, report.bucket());
    insert.setString(4, report.format().name());
    insert.setString(5, report.status().name());
    insert.setString(6, report.requester());
    insert.setLong(7, report.createdAt().toEpochMilli());
    return insert.executeUpdate() == 1;
  }

  /** False, and nothing written, unless it is CREATING. */
  boolean end(Mutation.EndAuditReport ended) throws SQLException {
    end.setString(1, ended.end().name());
    end.setBytes(2, AuthorityRow.bytes(ended.report()));
    end.setBytes(3, AuthorityRow.bytes(ended.authority()));
    return end.executeUpdate() == 1;
  }

  static AuditReport read(ResultSet row) throws SQLException {
    return new AuditReport(
        AuthorityRow.uuid(row.getBytes("id")),
        new AuthorityId(AuthorityRow.uuid(row.getBytes("authority"))),
        row.getString("bucket"),
        AuditReport.Format.valueOf(row.getString("format")),
        AuditReport.Status.valueOf(row.getString("status")),
        row.getString("requester"),
        Instant.ofEpochMilli(row.getLong("created_at")));
  }
}
