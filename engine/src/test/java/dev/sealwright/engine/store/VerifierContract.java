package dev.sealwright.engine.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealwright.engine.store.sql.AuthorityRow;
import dev.sealwright.engine.store.verify.RecordAccess;
import dev.sealwright.engine.store.verify.StoreVerifier;
import dev.sealwright.engine.store.verify.Verification;
import dev.sealwright.engine.store.verify.Violation;
import dev.sealwright.engine.x509.Serial;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A record that is sound is found sound, and each damage is found where it was done. */
public abstract class VerifierContract {
  /** A copy of a filled record of which a test may do what it likes. */
  protected interface Copy extends AutoCloseable {
    RecordAccess access();

    /** As somebody with the rights of the owner, past every rule of the program. */
    Connection connect() throws SQLException;

    @Override
    void close();
  }

  protected abstract FilledRecord filled();

  protected abstract Copy copy() throws Exception;

  /** A condition on the row that hangs on a certificate. */
  protected abstract String of(Serial serial);

  /** How the database writes bytes. */
  protected abstract String bytes(String hex);

  private record Seen(Verification verification, List<Violation> violations) {}

  private Serial victim() {
    return filled().leaves().get(7);
  }

  private String root() {
    return bytes(HexFormat.of().formatHex(AuthorityRow.bytes(filled().root())));
  }

  @Test
  void whatAnEngineLeavesIsSound() throws Exception {
    try (Copy copy = copy()) {
      Seen seen = verify(copy, FilledRecord.NOW);
      assertThat(seen.violations()).isEmpty();
      Verification found = seen.verification();
      assertThat(found.sound()).isTrue();
      assertThat(found.authorities()).isEqualTo(4);
      assertThat(found.caCertificates()).isEqualTo(4);
      // The leaves, the two roots themselves, the CA below, and what is signed by RSA.
      assertThat(found.certificates()).isEqualTo(2L * FilledRecord.LEAVES + 4);
      assertThat(found.closed()).isEqualTo(1);
      assertThat(found.open()).isEqualTo(1);
      assertThat(found.revocations()).isEqualTo(FilledRecord.REVOKED);
      assertThat(found.comparisons()).isGreaterThan(8);
    }
  }

  @Test
  void aReservationThatNobodyFinishesIsFound() throws Exception {
    try (Copy copy = copy()) {
      Seen seen = verify(copy, FilledRecord.NOW.plus(Duration.ofMinutes(6)));
      assertThat(seen.violations())
          .singleElement()
          .satisfies(each -> {
            assertThat(each.serial()).isEqualTo(filled().open().serial().hex());
            assertThat(each.what()).contains("open for 6 minutes");
          });
      assertThat(seen.verification().open()).isZero();
    }
  }

  @Test
  void aFlippedBitOfASignatureIsFound() throws Exception {
    flipped("seal", "signature", 20, "does not verify under the key of the CA");
  }

  @Test
  void aFlippedBitOfWhatWasSignedIsFound() throws Exception {
    // Inside the key of the subject: it still reads, and only the signature tells.
    flipped("certificate_der", "tbs", -150, "does not verify under the key of the CA");
  }

  @Test
  void whatDoesNotReadIsFound() throws Exception {
    flipped("certificate_der", "tbs", 1, "the JDK does not read it", "no DER of a certificate");
  }

  @Test
  void theCertificateOfAnotherIsFound() throws Exception {
    Serial other = filled().leaves().get(9);
    String text = "(SELECT %s FROM %s WHERE " + of(other) + ")";
    damaged(
        List.of(
            "UPDATE certificate_der SET tbs = "
                + text.formatted("tbs", "certificate_der")
                + " WHERE "
                + of(victim()),
            "UPDATE seal SET signature = "
                + text.formatted("signature", "seal")
                + " WHERE "
                + of(victim())),
        "it says another serial: " + other.toInteger().toString(16));
  }

  @Test
  void aCertificateUnderAnotherCaIsFound() throws Exception {
    String below = bytes(HexFormat.of().formatHex(AuthorityRow.bytes(filled().below())));
    damaged(
        List.of(
            "UPDATE authority SET key_public = (SELECT key_public FROM authority WHERE id = "
                + below
                + ") WHERE id = "
                + root()),
        "does not verify under the key of the CA",
        "its certificate is for another key");
  }

  @Test
  void anotherValidityThanThatOfTheRowIsFound() throws Exception {
    damaged(
        List.of("UPDATE certificate SET not_after = not_after + 1 WHERE serial = " + victimHex()),
        "another validity than its row");
  }

  @Test
  void aForgottenReservationIsFound() throws Exception {
    damaged(List.of("DELETE FROM seal WHERE " + of(victim())), "its reservation was forgotten");
  }

  @Test
  void aCertificateThatIsSealedAndClosedIsFound() throws Exception {
    damaged(
        List.of("UPDATE closure SET " + of(victim()).replace(" AND ", ", ")),
        "several at once of sealed (true), closed (true)",
        "its reservation was forgotten");
  }

  @Test
  void aLostReservationIsFound() throws Exception {
    damaged(
        List.of("DELETE FROM certificate_der WHERE " + of(victim())),
        "what was to be signed is not on record");
    damaged(
        List.of("DELETE FROM certificate WHERE serial = " + victimHex()),
        "table seal has it, and there is no such reservation",
        "table certificate_der has it",
        "certificates, and");
  }

  @Test
  void aCountThatIsOffByOneIsFound() throws Exception {
    int issued = FilledRecord.LEAVES + 3;
    damaged(
        List.of(
            "UPDATE issued_count SET issued = issued + 1 WHERE authority = " + root() + first()),
        "issued %d certificates, and %d are on record".formatted(issued + 1, issued));
  }

  @Test
  void countersOfRevocationsThatAreOffAreFound() throws Exception {
    damaged(
        List.of("UPDATE revocation_tally SET revoked = revoked - 1"),
        "said to have revoked 2 certificates, and 3 are on record");
    damaged(
        List.of("UPDATE crl SET revoked = revoked + 2"),
        "of list -1 5 revocations are said to be, and 3 are on record");
    damaged(
        List.of("UPDATE crl SET revoked = revoked, bound = 4, crl_list = 0"),
        "of list 0 3 revocations are said to be, and 0 are on record",
        "of list -1 0 revocations are said to be, and 3 are on record",
        "to list 0 4 certificates are said to be bound, and 0 are on record");
    damaged(
        List.of(
            "UPDATE crl SET number = 4, published_number = 5, covered = 1, generated_at = 1,"
                + " next_update = 2, entries = 1, bytes = 1, place = 'x'"),
        "list -1 was published with more than there is (number 5 of 4)");
  }

  @Test
  void aRevocationOfNothingIsFound() throws Exception {
    String nothing = "5ed30000000000000000000000000001";
    List<Violation> found =
        damaged(
            List.of(
                "UPDATE revocation SET serial = "
                    + bytes(nothing)
                    + " WHERE serial = "
                    + bytes(filled().leaves().getFirst().hex())),
            "it is revoked, and there is no such certificate");
    assertThat(found).anyMatch(each -> nothing.equals(each.serial()));
  }

  @Test
  void aBrokenChainIsFound() throws Exception {
    String below = bytes(HexFormat.of().formatHex(AuthorityRow.bytes(filled().below())));
    damaged(
        List.of(
            "UPDATE authority_certificate SET der = (SELECT der FROM authority_certificate"
                + " WHERE position = 0 AND authority NOT IN ("
                + below
                + ", "
                + root()
                + ")) WHERE position = 1"),
        "its own certificate does not verify under the next of its chain");
    damaged(
        List.of("DELETE FROM authority_certificate WHERE authority = " + root()),
        "its certificate is not on record");
    damaged(
        List.of(
            "UPDATE authority_certificate SET der = "
                + bytes("3003020101")
                + " WHERE position = 1"),
        "a certificate of its chain does not read back");
  }

  /** Where several rows make the sum, one of them. */
  protected String first() {
    return "";
  }

  private String victimHex() {
    return bytes(victim().hex());
  }

  private void flipped(String table, String column, int at, String... expected) throws Exception {
    try (Copy copy = copy()) {
      try (Connection connection = copy.connect()) {
        byte[] value;
        try (Statement statement = connection.createStatement();
            ResultSet row =
                statement.executeQuery(
                    "SELECT " + column + " FROM " + table + " WHERE " + of(victim()))) {
          assertThat(row.next()).isTrue();
          value = row.getBytes(1);
        }
        value[at < 0 ? value.length + at : at] ^= 4;
        try (PreparedStatement update =
            connection.prepareStatement(
                "UPDATE " + table + " SET " + column + " = ? WHERE " + of(victim()))) {
          update.setBytes(1, value);
          assertThat(update.executeUpdate()).isEqualTo(1);
        }
      }
      List<Violation> found = verify(copy, FilledRecord.NOW).violations();
      assertThat(found).allMatch(each -> victim().hex().equals(each.serial()));
      for (String each : expected) {
        assertThat(found).anyMatch(violation -> violation.what().contains(each));
      }
    }
  }

  /** What is found after the statements, each of which changes something. */
  protected final List<Violation> damaged(List<String> statements, String... expected)
      throws Exception {
    try (Copy copy = copy()) {
      try (Connection connection = copy.connect();
          Statement statement = connection.createStatement()) {
        for (String each : statements) {
          assertThat(statement.executeUpdate(each)).as(each).isPositive();
        }
      }
      Seen seen = verify(copy, FilledRecord.NOW);
      assertThat(seen.verification().sound()).isFalse();
      assertThat(seen.verification().violations()).isEqualTo(seen.violations().size());
      for (String each : expected) {
        assertThat(seen.violations())
            .as("for " + statements)
            .anyMatch(violation -> violation.what().contains(each));
      }
      return seen.violations();
    }
  }

  private static Seen verify(Copy copy, Instant now) {
    List<Violation> violations = new ArrayList<>();
    Verification verification =
        new StoreVerifier(Clock.fixed(now, ZoneOffset.UTC), 3, StoreVerifier.PATIENCE, null)
            .verify(copy.access(), violations::add);
    return new Seen(verification, violations);
  }
}
