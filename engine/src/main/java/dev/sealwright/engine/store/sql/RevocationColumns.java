package dev.sealwright.engine.store.sql;

import dev.sealwright.engine.authority.CrlType;
import dev.sealwright.engine.authority.RevocationSettings;
import dev.sealwright.engine.bucket.ObjectAcl;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** The columns of an authority's row that hold how it publishes revocation. */
final class RevocationColumns {
  static final String NAMES =
      """
      crl_bucket, crl_expiration_days, crl_acl, crl_type, crl_cname, crl_path, \
      crl_omit_extension, ocsp_enabled, ocsp_cname\
      """;

  static final int COUNT = 9;

  private RevocationColumns() {}

  /** Sets the parameters from {@code first} on. */
  static void bind(PreparedStatement statement, int first, RevocationSettings settings)
      throws SQLException {
    RevocationSettings.Crl crl = settings.crl();
    statement.setString(first, crl == null ? null : crl.bucket());
    statement.setObject(first + 1, crl == null ? null : crl.expirationDays());
    statement.setString(first + 2, crl == null ? null : crl.acl().name());
    statement.setString(first + 3, crl == null ? null : crl.type().name());
    statement.setString(first + 4, crl == null ? null : crl.customCname());
    statement.setString(first + 5, crl == null ? null : crl.customPath());
    statement.setBoolean(first + 6, crl != null && crl.omitExtension());
    RevocationSettings.Ocsp ocsp = settings.ocsp();
    statement.setBoolean(first + 7, ocsp != null);
    statement.setString(first + 8, ocsp == null ? null : ocsp.customCname());
  }

  static RevocationSettings read(ResultSet row) throws SQLException {
    RevocationSettings.Ocsp ocsp =
        row.getBoolean("ocsp_enabled")
            ? new RevocationSettings.Ocsp(row.getString("ocsp_cname"))
            : null;
    return new RevocationSettings(readCrl(row), ocsp);
  }

  private static RevocationSettings.@Nullable Crl readCrl(ResultSet row) throws SQLException {
    String bucket = row.getString("crl_bucket");
    if (bucket == null) {
      return null;
    }
    return new RevocationSettings.Crl(
        row.getInt("crl_expiration_days"),
        bucket,
        ObjectAcl.valueOf(row.getString("crl_acl")),
        row.getString("crl_cname"),
        row.getString("crl_path"),
        CrlType.valueOf(row.getString("crl_type")),
        row.getBoolean("crl_omit_extension"));
  }
}
