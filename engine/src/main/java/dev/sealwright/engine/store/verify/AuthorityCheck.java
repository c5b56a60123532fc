package dev.sealwright.engine.store.verify;

import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.x509.CertificateView;
import dev.sealwright.engine.x509.Octets;
import java.math.BigInteger;
import java.security.cert.CertificateException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.security.auth.x500.X500Principal;

/** Judges the certificates of CAs with the chains above them. Threads: one. */
final class AuthorityCheck {
  private static final int PAGE = 200;

  /** Those that are removed are only waiting for their end. */
  private static final String AUTHORITIES =
      """
      SELECT id, key_public, subject, ca_serial, ca_not_before, ca_not_after FROM authority
      WHERE id > ? AND removed_at IS NULL ORDER BY id LIMIT ?\
      """;

  private static final String CERTIFICATES =
      "SELECT der FROM authority_certificate WHERE authority = ? ORDER BY position";

  private record Installed(
      Octets id, AuthorityFacts facts, BigInteger serial, long notBefore, long notAfter) {}

  private final Connection connection;
  private final Findings findings;

  AuthorityCheck(Connection connection, Findings findings) {
    this.connection = connection;
    this.findings = findings;
  }

  void run() throws SQLException {
    byte[] after = {};
    int rows;
    do {
      rows = 0;
      List<Installed> installed = new ArrayList<>();
      try (PreparedStatement query = connection.prepareStatement(AUTHORITIES)) {
        query.setBytes(1, after);
        query.setInt(2, PAGE);
        try (ResultSet row = query.executeQuery()) {
          while (row.next()) {
            rows++;
            after = row.getBytes("id");
            add(row, installed);
          }
        }
      }
      for (Installed each : installed) {
        check(each);
      }
    } while (rows == PAGE);
  }

  private void add(ResultSet row, List<Installed> installed) throws SQLException {
    findings.authorities.increment();
    byte[] id = row.getBytes("id");
    try {
      AuthorityFacts facts = AuthorityFacts.read(row);
      byte[] serial = row.getBytes("ca_serial");
      if (serial != null) {
        installed.add(
            new Installed(
                Octets.copyOf(id),
                facts,
                new BigInteger(serial),
                row.getLong("ca_not_before"),
                row.getLong("ca_not_after")));
      }
    } catch (CaException | IllegalArgumentException | NullPointerException e) {
      findings.add(Findings.id(id), null, "its row does not read back");
    }
  }

  private void check(Installed ca) throws SQLException {
    List<CertificateView> path = new ArrayList<>();
    String id = ca.facts().id();
    for (Octets der : certificates(ca.id())) {
      findings.caCertificates.increment();
      try {
        path.add(CertificateView.read(der));
        var _ = CertificateCheck.read(der);
      } catch (CaException | CertificateException e) {
        findings.add(id, null, "a certificate of its chain does not read back");
        return;
      }
    }
    if (path.isEmpty()) {
      findings.add(id, null, "its certificate is not on record");
      return;
    }
    agree(ca, path.getFirst());
    for (int i = 0; i < path.size(); i++) {
      CertificateView issuer = path.get(Math.min(i + 1, path.size() - 1));
      if (!isSigned(path.get(i), issuer)) {
        findings.add(
            id,
            null,
            i == 0
                ? "its own certificate does not verify under the next of its chain"
                : "certificate " + i + " of its chain does not verify");
      }
    }
  }

  private void agree(Installed ca, CertificateView own) {
    String id = ca.facts().id();
    if (!own.publicKey().equals(ca.facts().key())) {
      findings.add(id, null, "its certificate is for another key");
    }
    if (!new X500Principal(own.subject().der().toArray()).equals(ca.facts().subject())) {
      findings.add(id, null, "its certificate has another subject");
    }
    if (!own.serial().equals(ca.serial())
        || own.validity().notBefore().getEpochSecond() != ca.notBefore()
        || own.validity().notAfter().getEpochSecond() != ca.notAfter()) {
      findings.add(id, null, "its certificate has another serial or validity than its row");
    }
  }

  /** The last is signed by itself. */
  private static boolean isSigned(CertificateView child, CertificateView issuer) {
    try {
      return child.issuer().equals(issuer.subject()) && child.signedBy(issuer.publicKey());
    } catch (CaException e) {
      return false;
    }
  }

  private List<Octets> certificates(Octets id) throws SQLException {
    List<Octets> found = new ArrayList<>();
    try (PreparedStatement query = connection.prepareStatement(CERTIFICATES)) {
      query.setBytes(1, id.toArray());
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          found.add(Octets.copyOf(row.getBytes(1)));
        }
      }
    }
    return found;
  }
}
