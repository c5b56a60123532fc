package dev.sealwright.engine.store.sql;

import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.key.KeyId;
import dev.sealwright.engine.key.KeySpec;
import dev.sealwright.engine.store.Mutation;
import dev.sealwright.engine.store.OcspSigner;
import dev.sealwright.engine.store.Outcome;
import dev.sealwright.engine.x509.Octets;
import dev.sealwright.engine.x509.Serial;
import dev.sealwright.engine.x509.SubjectPublicKey;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;

/** The signers of OCSP answers. The statements belong to the writer's thread. */
public final class OcspSignerTable {
  public static final String OF_AUTHORITY =
      """
      SELECT * FROM ocsp_signer WHERE authority = ? AND phase <> 'DESTROYED'
      ORDER BY begun_at, key_id\
      """;

  private final PreparedStatement begin;
  private final PreparedStatement serve;
  private final PreparedStatement destroy;

  OcspSignerTable(Connection writer) throws SQLException {
    begin =
        writer.prepareStatement(
            """
            INSERT INTO ocsp_signer (authority, key_id, key_vault, key_kind, begun_at, phase)
            VALUES (?, ?, ?, ?, ?, 'MAKING')
            ON CONFLICT (authority, key_id) DO NOTHING\
            """);
    serve =
        writer.prepareStatement(
            """
            UPDATE ocsp_signer SET phase = 'SERVING', key_public = ?, serial = ?
            WHERE authority = ? AND key_id = ? AND phase = 'MAKING'\
            """);
    destroy =
        writer.prepareStatement(
            """
            UPDATE ocsp_signer SET phase = 'DESTROYED'
            WHERE authority = ? AND key_id = ? AND phase <> 'DESTROYED'\
            """);
  }

  /**
   * Applied; or Taken or Stale with nothing written.
   *
   * @param known whether the authority is on record
   */
  Outcome change(Mutation.ChangeOcspSigner change, boolean known) throws SQLException {
    OcspSigner after = change.after();
    return switch (after.phase()) {
      case MAKING -> known ? begin(after) : Outcome.STALE;
      case SERVING -> serve(after);
      case DESTROYED -> destroy(after);
    };
  }

  private Outcome begin(OcspSigner signer) throws SQLException {
    begin.setBytes(1, AuthorityRow.bytes(signer.authority()));
    begin.setBytes(2, signer.key().toArray());
    begin.setString(3, signer.vault());
    begin.setString(4, signer.spec().name());
    begin.setLong(5, signer.begunAt().toEpochMilli());
    return begin.executeUpdate() == 1 ? Outcome.APPLIED : Outcome.TAKEN;
  }

  private Outcome serve(OcspSigner signer) throws SQLException {
    OcspSigner.Certified certified = signer.certified();
    if (certified == null) {
      throw new IllegalStateException("a signer serves with a certificate");
    }
    serve.setBytes(1, certified.publicKey().info().toArray());
    serve.setBytes(2, certified.serial().toArray());
    serve.setBytes(3, AuthorityRow.bytes(signer.authority()));
    serve.setBytes(4, signer.key().toArray());
    return serve.executeUpdate() == 1 ? Outcome.APPLIED : Outcome.STALE;
  }

  private Outcome destroy(OcspSigner signer) throws SQLException {
    destroy.setBytes(1, AuthorityRow.bytes(signer.authority()));
    destroy.setBytes(2, signer.key().toArray());
    return destroy.executeUpdate() == 1 ? Outcome.APPLIED : Outcome.STALE;
  }

  static OcspSigner read(ResultSet row) throws SQLException {
    byte[] publicKey = row.getBytes("key_public");
    return new OcspSigner(
        new AuthorityId(AuthorityRow.uuid(row.getBytes("authority"))),
        new KeyId(AuthorityRow.uuid(row.getBytes("key_id"))),
        row.getString("key_vault"),
        KeySpec.valueOf(row.getString("key_kind")),
        Instant.ofEpochMilli(row.getLong("begun_at")),
        OcspSigner.Phase.valueOf(row.getString("phase")),
        publicKey == null
            ? null
            : new OcspSigner.Certified(
                new SubjectPublicKey(Octets.copyOf(publicKey)), Serial.of(row.getBytes("serial"))));
  }
}
