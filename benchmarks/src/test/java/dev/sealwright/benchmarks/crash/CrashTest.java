package dev.sealwright.benchmarks.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** INVARIANTS I1, I2, I4, I5, I11, I12 across kill -9, and that the trial would see them broken. */
@Timeout(300)
class CrashTest {
  private static final Path FAULT_MODULE = Path.of("../engine/src/test/c/fault-module.c");

  @TempDir Path folder;

  @Test
  void nothingThatWasPromisedIsLostAndNothingIsDoneTwice() throws Exception {
    var summary = CrashTrial.run(folder, FAULT_MODULE, 3, 5, database -> {}, line -> {});
    assertThat(summary.violations()).isEmpty();
    assertThat(summary.acknowledged()).isPositive();
    assertThat(summary.digests()).isGreaterThanOrEqualTo((int) summary.acknowledged());
  }

  /** More seals than there are callers, so that one of them was acknowledged, and other rows. */
  @Test
  void theTrialSeesWhatIsMissingFromTheRecord() throws Exception {
    var summary =
        CrashTrial.run(
            folder,
            FAULT_MODULE,
            1,
            6,
            database -> {
              try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                  Statement statement = connection.createStatement()) {
                statement.executeUpdate(
                    "DELETE FROM seal WHERE seq IN (SELECT seq FROM seal ORDER BY seq DESC LIMIT 40)");
                statement.executeUpdate(
                    "UPDATE certificate_der SET tbs = x'3000' WHERE seq ="
                        + " (SELECT max(seq) FROM seal)");
                statement.executeUpdate(
                    "DELETE FROM audit_event WHERE kind = 'CERTIFICATE_ISSUED' AND serial ="
                        + " (SELECT serial FROM certificate JOIN seal USING (seq)"
                        + " ORDER BY seq LIMIT 1)");
                statement.executeUpdate("DELETE FROM claim");
                statement.executeUpdate("DELETE FROM revocation");
              }
            },
            line -> {});
    for (String promise : new String[] {"I1: ", "I2: ", "I10: ", "I11: ", "I12: "}) {
      assertThat(summary.violations()).anyMatch(violation -> violation.startsWith(promise));
    }
  }
}
