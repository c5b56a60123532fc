package dev.sealwright.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.store.postgres.TestDatabase;
import dev.sealwright.engine.x509.OpenSsl;
import dev.sealwright.engine.x509.Serial;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/**
 * What must hold of the record of one root, whatever happened to nodes, servers and the network
 * between: asked of the tables themselves, of the JDK and of openssl.
 */
final class RecordCheck {
  private final TestDatabase database;
  private final Path folder;

  RecordCheck(TestDatabase database, Path folder) {
    this.database = database;
    this.folder = folder;
  }

  /** Every certificate whose token was answered is there: by the JDK each, by openssl one. */
  void requireKept(TestEngine node, AuthorityId root, Map<String, Serial> acknowledged)
      throws GeneralSecurityException {
    assertThat(new HashSet<>(acknowledged.values())).hasSameSizeAs(acknowledged.keySet());
    byte[] own = node.engine.caCertificate(root).orElseThrow().certificate().toArray();
    PublicKey issuer = certificate(own).getPublicKey();
    byte[] last = own;
    for (Map.Entry<String, Serial> each : acknowledged.entrySet()) {
      last = node.engine.certificate(root, each.getValue()).certificate().toArray();
      X509Certificate certificate = certificate(last);
      certificate.verify(issuer);
      assertThat(certificate.getSerialNumber()).isEqualTo(each.getValue().toInteger());
      assertThat(certificate.getSubjectX500Principal().getName()).isEqualTo("CN=" + each.getKey());
    }
    OpenSsl openssl = new OpenSsl(folder);
    openssl.write("root.der", own);
    openssl.write("leaf.der", last);
    openssl.run("x509", "-inform", "DER", "-in", "root.der", "-out", "root.pem");
    openssl.run("x509", "-inform", "DER", "-in", "leaf.der", "-out", "leaf.pem");
    assertThat(openssl.run("verify", "-CAfile", "root.pem", "leaf.pem")).contains("leaf.pem: OK");
  }

  /**
   * Each token has one certificate, which is sealed and told of once, and nothing else is there.
   *
   * @return how many certificates there are, that of the root included
   */
  long requireOneEach(Map<String, Serial> acknowledged) {
    Map<String, String> held = new HashMap<>();
    for (String row : rows("SELECT token || ' ' || resource FROM claim")) {
      String[] words = row.split(" ", -1);
      held.put(words[0], words[1]);
    }
    acknowledged.forEach((token, serial) -> assertThat(held).containsEntry(token, serial.hex()));
    long certificates = held.size() + 1L;
    assertThat(count("SELECT count(*) FROM certificate")).isEqualTo(certificates);
    assertThat(count("SELECT count(DISTINCT serial) FROM certificate")).isEqualTo(certificates);
    assertThat(count("SELECT count(*) FROM seal")).isEqualTo(certificates);
    assertThat(count("SELECT count(*) FROM audit_event WHERE kind = 'CERTIFICATE_ISSUED'"))
        .isEqualTo(certificates);
    assertThat(count("SELECT sum(issued) FROM issued_count")).isEqualTo(certificates);
    assertThat(count("SELECT count(*) FROM open_reservation")).isZero();
    return certificates;
  }

  /** Waits until nobody has anything left to sign. */
  void awaitNothingOpen() {
    Until.holds("nothing open", () -> count("SELECT count(*) FROM open_reservation") == 0);
  }

  long count(String query) {
    return Long.parseLong(rows(query).getFirst());
  }

  /** The first column. */
  List<String> rows(String query) {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      List<String> rows = new ArrayList<>();
      while (row.next()) {
        rows.add(row.getString(1));
      }
      return rows;
    } catch (SQLException e) {
      throw new IllegalStateException(query, e);
    }
  }

  static X509Certificate certificate(byte[] der) throws GeneralSecurityException {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
  }
}
