package dev.sealwright.engine.store.verify;

import java.util.List;

/**
 * Tables that must agree.
 *
 * @param query finds where they do not: authority, serial or null, what one says, what the other
 *     has, and a word about it or null
 * @param what a text with the last three as %1$d, %2$d and %3$s
 */
record Comparison(String query, String what) {
  private static final String HERE = "(SELECT id FROM authority WHERE removed_at IS NULL)";

  /**
   * All of them.
   *
   * @param key the columns that name a certificate
   * @param floor a condition on a serial, as {@code %s >= ...}, below which certificates may be
   *     gone; empty when none may
   */
  static List<Comparison> all(String key, String floor) {
    String differs = floor.isEmpty() ? "<>" : "<";
    String ofRevocation = floor.isEmpty() ? "" : " AND " + floor.formatted("r.serial");
    return List.of(
        new Comparison(
            """
            SELECT a.id, NULL, coalesce(said.issued, 0), coalesce(held.issued, 0), NULL
            FROM authority a
            LEFT JOIN (SELECT authority, sum(issued) AS issued FROM issued_count GROUP BY authority)
              said ON said.authority = a.id
            LEFT JOIN (
              SELECT c.authority AS authority, count(*) - count(x.reason) AS issued
              FROM certificate c LEFT JOIN closure x USING (%s) GROUP BY c.authority)
              held ON held.authority = a.id
            WHERE a.removed_at IS NULL AND coalesce(said.issued, 0) %s coalesce(held.issued, 0)\
            """
                .formatted(key, differs),
            "it is said to have issued %1$d certificates, and %2$d are on record"),
        new Comparison(
            """
            SELECT authority, serial, 1, count(*), NULL FROM certificate
            GROUP BY authority, serial HAVING count(*) > 1\
            """,
            "its serial is on record %2$d times"),
        new Comparison(
            """
            SELECT r.authority, r.serial, 0, 0, NULL FROM revocation r WHERE NOT EXISTS (
              SELECT 1 FROM certificate c JOIN seal s USING (%s)
              WHERE c.authority = r.authority AND c.serial = r.serial)\
            """
                    .formatted(key)
                + ofRevocation,
            "it is revoked, and there is no such certificate"),
        new Comparison(
            """
            SELECT r.authority, r.serial, r.not_after, c.not_after, NULL
            FROM revocation r
            JOIN certificate c ON c.authority = r.authority AND c.serial = r.serial
            WHERE r.not_after <> c.not_after OR r.crl_list <> c.crl_list\
            """,
            "its revocation is of another validity (%1$d, %2$d) or list than it"),
        sums(
            "SELECT authority, day AS part, revoked AS said, 0 AS held FROM revocation_tally",
            "SELECT authority, not_after / 86400, 0, 1 FROM revocation",
            "<>",
            "of day %3$s after 1970 it is said to have revoked %1$d certificates, and %2$d are on"
                + " record"),
        sums(
            "SELECT authority, crl_list AS part, revoked AS said, 0 AS held FROM crl",
            "SELECT authority, crl_list, 0, 1 FROM revocation",
            "<>",
            "of list %3$s %1$d revocations are said to be, and %2$d are on record"),
        sums(
            "SELECT authority, crl_list AS part, bound AS said, 0 AS held FROM crl",
            "SELECT authority, crl_list, 0, 1 FROM certificate WHERE crl_list >= 0",
            differs,
            "to list %3$s %1$d certificates are said to be bound, and %2$d are on record"),
        new Comparison(
            """
            SELECT authority, NULL, number, published_number, crl_list FROM crl
            WHERE published_number > number OR covered > revoked\
            """,
            "list %3$s was published with more than there is (number %2$d of %1$d)"));
  }

  private static Comparison sums(String said, String held, String differs, String what) {
    return new Comparison(
        """
        SELECT authority, NULL, sum(said), sum(held), part FROM (%s UNION ALL %s) AS both_of_them
        WHERE authority IN %s
        GROUP BY authority, part HAVING sum(said) %s sum(held)\
        """
            .formatted(said, held, HERE, differs),
        what);
  }

  /** Rows of tables that hang on certificates, without theirs; their key is what is selected. */
  static String orphans(String table, String key, String floor) {
    return "SELECT %2$s FROM %1$s LEFT JOIN (SELECT %2$s, 1 AS there FROM certificate) AS c USING (%2$s) WHERE there IS NULL"
            .formatted(table, key)
        + (floor.isEmpty() ? "" : " AND " + floor.formatted("serial"));
  }
}
