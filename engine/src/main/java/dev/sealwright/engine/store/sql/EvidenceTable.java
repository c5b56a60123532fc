package dev.sealwright.engine.store.sql;

import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.key.CustodyAttributes;
import dev.sealwright.engine.key.KeyCustody;
import dev.sealwright.engine.key.KeyEvidence;
import dev.sealwright.engine.key.KeyId;
import dev.sealwright.engine.key.KeySpec;
import dev.sealwright.engine.key.ModuleIdentity;
import dev.sealwright.engine.key.TokenIdentity;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The evidence of the custody of CA keys. The statement belongs to the writer's thread. */
public final class EvidenceTable {
  private static final List<String> COLUMNS =
      List.of(
          "authority",
          "vault",
          "occasion",
          "at",
          "actor",
          "key_id",
          "label",
          "key_kind",
          "fingerprint",
          "cka_token",
          "cka_private",
          "cka_sensitive",
          "cka_always_sensitive",
          "cka_extractable",
          "cka_never_extractable",
          "cka_local",
          "cka_key_gen_mechanism",
          "module_path",
          "module_driver",
          "module_manufacturer",
          "module_description",
          "module_cryptoki",
          "module_library",
          "module_sha256",
          "token_label",
          "token_manufacturer",
          "token_model",
          "token_serial",
          "token_hardware",
          "token_firmware");

  public static final String OF_AUTHORITY =
      """
      SELECT e.* FROM key_evidence AS e JOIN authority AS a ON a.id = e.authority
      WHERE e.authority = ? AND a.removed_at IS NULL ORDER BY e.vault\
      """;

  private final PreparedStatement insert;

  EvidenceTable(Connection writer) throws SQLException {
    // The first evidence stays: a later reading does not rewrite what was seen at creation.
    insert =
        writer.prepareStatement(
            "INSERT INTO key_evidence (%s) VALUES (%s) ON CONFLICT (authority, vault) DO NOTHING"
                .formatted(
                    String.join(", ", COLUMNS),
                    COLUMNS.stream().map(column -> "?").collect(Collectors.joining(", "))));
  }

  void insert(AuthorityId authority, KeyEvidence evidence) throws SQLException {
    KeyCustody custody = evidence.custody();
    CustodyAttributes attributes = custody.attributes();
    ModuleIdentity module = custody.module();
    TokenIdentity token = custody.token();
    List<@Nullable Object> values =
        Arrays.asList(
            AuthorityRow.bytes(authority),
            evidence.vault(),
            evidence.occasion().name(),
            evidence.at().toEpochMilli(),
            evidence.actor(),
            custody.id().toArray(),
            custody.label(),
            custody.spec().name(),
            custody.fingerprint(),
            attributes.token(),
            attributes.isPrivate(),
            attributes.sensitive(),
            attributes.alwaysSensitive(),
            attributes.extractable(),
            attributes.neverExtractable(),
            attributes.local(),
            attributes.keyGenMechanism(),
            module.path(),
            module.driver(),
            module.manufacturer(),
            module.description(),
            module.cryptokiVersion(),
            module.libraryVersion(),
            module.sha256(),
            token.label(),
            token.manufacturer(),
            token.model(),
            token.serial(),
            token.hardwareVersion(),
            token.firmwareVersion());
    int place = 1;
    for (Object value : values) {
      insert.setObject(place++, value instanceof Boolean flag ? (flag ? 1 : 0) : value);
    }
    insert.executeUpdate();
  }

  static KeyEvidence read(ResultSet row) throws SQLException {
    return new KeyEvidence(
        row.getString("vault"),
        KeyEvidence.Occasion.valueOf(row.getString("occasion")),
        Instant.ofEpochMilli(row.getLong("at")),
        row.getString("actor"),
        new KeyCustody(
            new KeyId(AuthorityRow.uuid(row.getBytes("key_id"))),
            row.getString("label"),
            KeySpec.valueOf(row.getString("key_kind")),
            row.getString("fingerprint"),
            new CustodyAttributes(
                flag(row, "cka_token"),
                flag(row, "cka_private"),
                flag(row, "cka_sensitive"),
                flag(row, "cka_always_sensitive"),
                flag(row, "cka_extractable"),
                flag(row, "cka_never_extractable"),
                flag(row, "cka_local"),
                number(row, "cka_key_gen_mechanism")),
            new ModuleIdentity(
                row.getString("module_path"),
                row.getString("module_driver"),
                row.getString("module_manufacturer"),
                row.getString("module_description"),
                row.getString("module_cryptoki"),
                row.getString("module_library"),
                row.getString("module_sha256")),
            new TokenIdentity(
                row.getString("token_label"),
                row.getString("token_manufacturer"),
                row.getString("token_model"),
                row.getString("token_serial"),
                row.getString("token_hardware"),
                row.getString("token_firmware"))));
  }

  private static @Nullable Boolean flag(ResultSet row, String column) throws SQLException {
    Long value = number(row, column);
    return value == null ? null : value != 0;
  }

  private static @Nullable Long number(ResultSet row, String column) throws SQLException {
    long value = row.getLong(column);
    return row.wasNull() ? null : value;
  }
}
