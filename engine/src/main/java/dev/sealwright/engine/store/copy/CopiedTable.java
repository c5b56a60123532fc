package dev.sealwright.engine.store.copy;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A table of the target, and where its rows come from. Columns are those of the target, so that one
 * that is added to both sides is copied, too.
 *
 * @param name in the target
 * @param from the rows in the source, whose own table is {@code t}
 * @param key columns of the target by which both sides are put in order
 * @param expressions of columns that the source's table does not have under the same name
 */
record CopiedTable(String name, String from, List<String> key, Map<String, String> expressions) {
  private static final Map<String, String> OF_CERTIFICATE =
      Map.of("authority", "c.authority", "serial", "c.serial");

  CopiedTable {
    key = List.copyOf(key);
    expressions = Map.copyOf(expressions);
  }

  /**
   * Every table with something on record, those first on which others hang.
   *
   * @param node to which is given what is unfinished
   */
  static List<CopiedTable> all(byte[] node) {
    String left = "x'" + HexFormat.of().formatHex(node) + "'";
    return List.of(
        same("authority", "id"),
        same("authority_csr", "authority"),
        same("authority_certificate", "authority", "position"),
        same("key_evidence", "authority", "vault"),
        same("tag", "authority", "name"),
        same("permission", "authority", "principal", "source_account"),
        same("sharing_policy", "authority"),
        same("sharing_grantee", "grantee", "created_at", "authority"),
        same("audit_report", "id"),
        same("ocsp_signer", "authority", "key_id"),
        same("crl", "authority", "crl_list"),
        new CopiedTable(
            "issued_count", "issued_count t", List.of("authority"), Map.of("slot", "0")),
        same("certificate", "authority", "serial"),
        hanging("certificate_der"),
        hanging("seal"),
        hanging("closure"),
        same("revocation", "authority", "serial"),
        same("revocation_tally", "authority", "day"),
        same("claim", "scope", "token"),
        same("audit_event", "seq"),
        new CopiedTable(
            "open_reservation",
            "open_reservation t CROSS JOIN certificate c ON c.seq = t.seq",
            List.of("authority", "serial"),
            Map.of("authority", "c.authority", "serial", "c.serial", "node", left, "adopted", "0")),
        new CopiedTable(
            "founding",
            "authority t WHERE t.status = 'CREATING' AND t.removed_at IS NULL",
            List.of("authority"),
            Map.of("authority", "t.id", "node", left, "adopted", "0")));
  }

  private static CopiedTable same(String name, String... key) {
    return new CopiedTable(name, name + " t", List.of(key), Map.of());
  }

  private static CopiedTable hanging(String name) {
    // Along the index of serials, whose order is that of the target.
    return new CopiedTable(
        name,
        "certificate c CROSS JOIN " + name + " t ON t.seq = c.seq",
        List.of("authority", "serial"),
        OF_CERTIFICATE);
  }

  /** The rows of the source, with the columns of the target. */
  String fromSource(List<Column> columns) {
    return "SELECT "
        + columns.stream()
            .map(column ->
                expressions.getOrDefault(column.name(), "t." + column.name())
                    + " AS "
                    + column.name())
            .collect(Collectors.joining(", "))
        + " FROM "
        + from
        + " ORDER BY "
        + key.stream()
            .map(column -> expressions.getOrDefault(column, "t." + column))
            .collect(Collectors.joining(", "));
  }

  /** The same rows of the target; text is compared by its bytes, as the source does. */
  String fromTarget(List<Column> columns) {
    List<String> order = new ArrayList<>();
    for (String column : key) {
      boolean text =
          columns.stream()
              .anyMatch(each -> each.name().equals(column) && each.type() == Column.Type.TEXT);
      order.add(text ? column + " COLLATE \"C\"" : column);
    }
    return "SELECT "
        + columns.stream().map(Column::name).collect(Collectors.joining(", "))
        + " FROM "
        + name
        + " ORDER BY "
        + String.join(", ", order);
  }

  String countInSource() {
    return "SELECT count(*) FROM " + from;
  }

  String countInTarget() {
    return "SELECT count(*) FROM " + name;
  }
}
