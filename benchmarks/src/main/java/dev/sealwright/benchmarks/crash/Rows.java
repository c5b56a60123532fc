package dev.sealwright.benchmarks.crash;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import org.sqlite.SQLiteConfig;

/**
 * The record as its tables have it, read without the engine.
 *
 * @param open reservations neither sealed nor closed
 * @param closed reservations without a signature
 * @param sealed by serial, with the CA's ID
 * @param reserved how often each serial of a CA is there
 * @param issuedEvents CERTIFICATE_ISSUED by serial
 * @param digests of everything on record that a CA key may have signed
 * @param revoked serials
 * @param claims token of idempotency to serial
 */
record Rows(
    int open,
    int closed,
    Map<String, String> sealed,
    Map<String, Integer> reserved,
    Map<String, Integer> issuedEvents,
    Set<String> digests,
    Set<String> revoked,
    Map<String, String> claims) {
  private static final HexFormat HEX = HexFormat.of();

  /** Reads a copy, since opening a database that was left by a dead process repairs it. */
  static Rows ofDead(Path database, Path folder) throws IOException, SQLException {
    Path copy = Files.createDirectories(folder).resolve("copy.db");
    for (String suffix : new String[] {"", "-wal"}) {
      Path source = database.resolveSibling(database.getFileName() + suffix);
      Path target = copy.resolveSibling(copy.getFileName() + suffix);
      Files.deleteIfExists(target);
      if (Files.exists(source)) {
        Files.copy(source, target);
      }
    }
    return of(copy);
  }

  /** Reads beside the server. */
  static Rows of(Path database) throws SQLException {
    var config = new SQLiteConfig();
    config.setReadOnly(true);
    try (Connection connection = config.createConnection("jdbc:sqlite:" + database);
        Statement statement = connection.createStatement()) {
      Map<String, Integer> reserved = new HashMap<>();
      each(
          statement,
          "SELECT authority, serial FROM certificate",
          row -> reserved.merge(hex(row, 1) + hex(row, 2), 1, Integer::sum));
      Map<String, String> sealed = new HashMap<>();
      each(
          statement,
          "SELECT authority, serial FROM certificate JOIN seal USING (seq)",
          row -> sealed.put(hex(row, 2), hex(row, 1)));
      Map<String, Integer> events = new HashMap<>();
      each(
          statement,
          "SELECT serial FROM audit_event WHERE kind = 'CERTIFICATE_ISSUED'",
          row -> events.merge(hex(row, 1), 1, Integer::sum));
      Set<String> digests = new HashSet<>();
      each(
          statement,
          "SELECT tbs FROM certificate_der",
          row -> digests.add(sha256(row.getBytes(1), 0, row.getBytes(1).length)));
      each(statement, "SELECT der FROM authority_csr", row -> digests.add(ofRequest(row)));
      Set<String> revoked = new HashSet<>();
      each(statement, "SELECT serial FROM revocation", row -> revoked.add(hex(row, 1)));
      Map<String, String> claims = new HashMap<>();
      each(
          statement,
          "SELECT token, resource FROM claim",
          row -> claims.put(row.getString(1), row.getString(2)));
      return new Rows(
          count(statement, "open_reservation"),
          count(statement, "closure"),
          sealed,
          reserved,
          events,
          digests,
          revoked,
          claims);
    }
  }

  private interface Reader {
    void read(ResultSet row) throws SQLException;
  }

  private static void each(Statement statement, String query, Reader reader) throws SQLException {
    try (ResultSet rows = statement.executeQuery(query)) {
      while (rows.next()) {
        reader.read(rows);
      }
    }
  }

  private static int count(Statement statement, String table) throws SQLException {
    try (ResultSet rows = statement.executeQuery("SELECT count(*) FROM " + table)) {
      return rows.getInt(1);
    }
  }

  private static String hex(ResultSet row, int column) throws SQLException {
    return HEX.formatHex(row.getBytes(column));
  }

  /** What was signed is the first element of the request, which is below 64 KiB (RFC 2986 4.2). */
  private static String ofRequest(ResultSet row) throws SQLException {
    byte[] der = row.getBytes(1);
    int start = headerBytes(der, 0);
    int header = headerBytes(der, start);
    int length =
        switch (header) {
          case 2 -> der[start + 1];
          case 3 -> der[start + 2] & 0xff;
          default -> ((der[start + 2] & 0xff) << 8) | (der[start + 3] & 0xff);
        };
    return sha256(der, start, header + length);
  }

  private static int headerBytes(byte[] der, int at) {
    return der[at + 1] >= 0 ? 2 : 2 + (der[at + 1] & 0x7f);
  }

  private static String sha256(byte[] bytes, int from, int length) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      digest.update(bytes, from, length);
      return HEX.formatHex(digest.digest());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK lacks SHA-256", e);
    }
  }
}
