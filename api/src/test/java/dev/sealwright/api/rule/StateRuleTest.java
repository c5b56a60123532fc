package dev.sealwright.api.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import dev.sealwright.api.wire.ErrorName;
import dev.sealwright.api.wire.Operation;
import dev.sealwright.api.wire.WireException;
import dev.sealwright.engine.authority.CaStatus;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The table of the contract, operation by status, written down a second time. */
class StateRuleTest {
  /** Y allowed, S InvalidStateException, P RequestInProgressException, R a root's own CSR only. */
  @ParameterizedTest
  @CsvSource({
    "CREATE_CERTIFICATE_AUTHORITY,             YYYYYYY",
    "DESCRIBE_CERTIFICATE_AUTHORITY,           YYYYYYY",
    "LIST_CERTIFICATE_AUTHORITIES,             YYYYYYY",
    "GET_CERTIFICATE_AUTHORITY_CSR,            PYYYYSS",
    "GET_CERTIFICATE_AUTHORITY_CERTIFICATE,    SSYYYSS",
    "IMPORT_CERTIFICATE_AUTHORITY_CERTIFICATE, PYYSYSS",
    "ISSUE_CERTIFICATE,                        SRYSRSS",
    "GET_CERTIFICATE,                          SYYYYSS",
    "REVOKE_CERTIFICATE,                       SSYYSSS",
    "UPDATE_CERTIFICATE_AUTHORITY,             SSYYSSS",
    "DELETE_CERTIFICATE_AUTHORITY,             YYSYYYS",
    "RESTORE_CERTIFICATE_AUTHORITY,            SSSSSSY",
    "CREATE_CERTIFICATE_AUTHORITY_AUDIT_REPORT,   SSYYSSS",
    "DESCRIBE_CERTIFICATE_AUTHORITY_AUDIT_REPORT, YYYYYYY",
    "CREATE_PERMISSION,                        SYYYYSS",
    "DELETE_PERMISSION,                        SYYYYSS",
    "LIST_PERMISSIONS,                         YYYYYYS",
    "PUT_POLICY,                               SYYYYSS",
    "GET_POLICY,                               SYYYYSS",
    "DELETE_POLICY,                            SYYYYSS",
    "TAG_CERTIFICATE_AUTHORITY,                YYYYYYS",
    "UNTAG_CERTIFICATE_AUTHORITY,              YYYYYYS",
    "LIST_TAGS,                                YYYYYYS",
  })
  void everyOperationInEveryStatus(Operation operation, String row) {
    List<CaStatus> columns =
        List.of(
            CaStatus.CREATING,
            CaStatus.PENDING_CERTIFICATE,
            CaStatus.ACTIVE,
            CaStatus.DISABLED,
            CaStatus.EXPIRED,
            CaStatus.FAILED,
            CaStatus.DELETED);
    assertThat(columns).containsExactlyInAnyOrder(CaStatus.values());
    for (int i = 0; i < columns.size(); i++) {
      CaStatus status = columns.get(i);
      switch (row.charAt(i)) {
        case 'Y' -> assertAllowed(operation, status);
        case 'R' -> {
          assertAllowed(operation, status);
          assertThat(StateRule.verdict(operation, status))
              .isEqualTo(StateRule.Verdict.ROOT_TEMPLATE);
        }
        case 'S' -> assertRefused(operation, status, ErrorName.INVALID_STATE);
        case 'P' -> assertRefused(operation, status, ErrorName.REQUEST_IN_PROGRESS);
        default -> throw new AssertionError(row);
      }
    }
  }

  @Test
  void noOperationIsForgottenAbove() throws NoSuchMethodException {
    CsvSource table =
        StateRuleTest.class
            .getDeclaredMethod("everyOperationInEveryStatus", Operation.class, String.class)
            .getAnnotation(CsvSource.class);
    Stream<String> rows = Arrays.stream(table.value()).map(row -> row.split(",", 2)[0]);
    assertThat(rows.map(Operation::valueOf)).containsExactlyInAnyOrder(Operation.values());
  }

  /** Terraform retries on this very fragment. */
  @Test
  void theRefusalToIssueHasTheWordsThatClientsMatch() {
    assertThatExceptionOfType(WireException.class)
        .isThrownBy(() -> StateRule.require(Operation.ISSUE_CERTIFICATE, CaStatus.DISABLED))
        .withMessageContaining(
            "The certificate authority is not in a valid state for issuing certificates");
  }

  /** Terraform takes this one for "gone already" before it deletes. */
  @Test
  void theRefusalToUpdateHasTheWordsThatClientsMatch() {
    assertThatExceptionOfType(WireException.class)
        .isThrownBy(
            () -> StateRule.require(Operation.UPDATE_CERTIFICATE_AUTHORITY, CaStatus.DELETED))
        .withMessageContaining(
            "The certificate authority must be in the ACTIVE or DISABLED state to be updated");
  }

  private static void assertAllowed(Operation operation, CaStatus status) {
    assertThatNoException()
        .as("%s in %s", operation, status)
        .isThrownBy(() -> StateRule.require(operation, status));
  }

  private static void assertRefused(Operation operation, CaStatus status, ErrorName error) {
    assertThatExceptionOfType(WireException.class)
        .as("%s in %s", operation, status)
        .isThrownBy(() -> StateRule.require(operation, status))
        .satisfies(e -> assertThat(e.error()).isEqualTo(error));
  }
}
