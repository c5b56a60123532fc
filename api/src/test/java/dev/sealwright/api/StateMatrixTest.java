package dev.sealwright.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sealwright.api.wire.Operation;
import dev.sealwright.engine.authority.CaStatus;
import dev.sealwright.engine.fault.Failure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every operation in every state, each as a real request for a CA that was really brought there.
 *
 * <p>The table is that of the contract, written down by itself: nothing here asks the rule under
 * test.
 */
@Timeout(300)
class StateMatrixTest {
  /** The order of the columns. */
  private static final List<CaStatus> STATES =
      List.of(
          CaStatus.CREATING,
          CaStatus.PENDING_CERTIFICATE,
          CaStatus.ACTIVE,
          CaStatus.DISABLED,
          CaStatus.EXPIRED,
          CaStatus.FAILED,
          CaStatus.DELETED);

  /**
   * Y succeeds; S InvalidStateException; P RequestInProgressException; R a root template over the
   * own CSR succeeds and anything else is S; N the state lets it pass, but there is no such report.
   */
  private static final String TABLE =
      """
      CreateCertificateAuthority              Y Y Y Y Y Y Y
      DescribeCertificateAuthority            Y Y Y Y Y Y Y
      ListCertificateAuthorities              Y Y Y Y Y Y Y
      GetCertificateAuthorityCsr              P Y Y Y Y S S
      GetCertificateAuthorityCertificate      S S Y Y Y S S
      ImportCertificateAuthorityCertificate   P Y Y S Y S S
      IssueCertificate                        S R Y S R S S
      GetCertificate                          S Y Y Y Y S S
      RevokeCertificate                       S S Y Y S S S
      UpdateCertificateAuthority              S S Y Y S S S
      DeleteCertificateAuthority              Y Y S Y Y Y S
      RestoreCertificateAuthority             S S S S S S Y
      CreateCertificateAuthorityAuditReport   S S Y Y S S S
      DescribeCertificateAuthorityAuditReport N N Y Y Y N Y
      CreatePermission                        S Y Y Y Y S S
      DeletePermission                        S Y Y Y Y S S
      ListPermissions                         Y Y Y Y Y Y S
      PutPolicy                               S Y Y Y Y S S
      GetPolicy                               S Y Y Y Y S S
      DeletePolicy                            S Y Y Y Y S S
      TagCertificateAuthority                 Y Y Y Y Y Y S
      UntagCertificateAuthority               Y Y Y Y Y Y S
      ListTags                                Y Y Y Y Y Y S
      """;

  private static final int DAYS = 30;

  record Cell(Operation operation, CaStatus state, char expected) {
    @Override
    public String toString() {
      return operation.wireName() + " in " + state + ": " + expected;
    }
  }

  static List<Cell> cells() {
    List<Cell> cells = new ArrayList<>();
    for (String line : TABLE.lines().toList()) {
      String[] words = line.trim().split(" +", -1);
      Operation operation = Operation.byTarget("ACMPrivateCA." + words[0]).orElseThrow();
      for (int i = 0; i < STATES.size(); i++) {
        cells.add(new Cell(operation, STATES.get(i), words[i + 1].charAt(0)));
      }
    }
    return cells;
  }

  @Test
  void theTableIsWhole() {
    assertThat(STATES).containsExactlyInAnyOrder(CaStatus.values());
    assertThat(cells().stream().map(Cell::operation).distinct())
        .containsExactlyInAnyOrder(Operation.values());
    assertThat(cells()).hasSize(23 * 7);
  }

  @ParameterizedTest
  @MethodSource("cells")
  void everyOperationInEveryState(Cell cell) {
    try (Stage stage = new Stage()) {
      stage.bring(cell.state());
      assertThat(stage.status()).isEqualTo(cell.state().name());

      LocalApi.Answer answer = stage.call(cell.operation(), cell.expected() == 'R');

      assertThat(answer.outcome())
          .as("%s", answer.body())
          .isEqualTo(
              switch (cell.expected()) {
                case 'Y', 'R' -> "OK";
                case 'S' -> "InvalidStateException";
                case 'P' -> "RequestInProgressException";
                case 'N' -> "ResourceNotFoundException";
                default -> throw new AssertionError(cell.toString());
              });
      switch (cell.expected()) {
        case 'N' -> assertThat(answer.message().toLowerCase(Locale.ROOT)).contains("report");
        case 'S', 'P' -> assertThat(stage.status()).isEqualTo(cell.state().name());
        case 'R' ->
            assertThat(stage.call(cell.operation(), false).outcome())
                .isEqualTo("InvalidStateException");
        default -> {}
      }
    }
  }

  /** A CA on its way to a state, with what the operations will ask for. */
  private static final class Stage implements AutoCloseable {
    private final GatedVault vault = new GatedVault();
    private final LocalApi api = new LocalApi(LocalSetup.usual().withVaults(List.of(vault)));
    private final Map<String, String> made = new LinkedHashMap<>();
    private final String otherCsr = api.csr(api.create("SUBORDINATE", Map.of()));
    private String arn = "";

    /** What the CA of a state went through before, in order. */
    void bring(CaStatus state) {
      switch (state) {
        case CREATING -> {
          vault.hold();
          arn = begin();
        }
        case FAILED -> {
          vault.fail(Failure.TOKEN_UNAVAILABLE);
          arn = begin();
          Until.holds("it failed", () -> status().equals("FAILED"));
        }
        case PENDING_CERTIFICATE -> pending();
        case ACTIVE -> active();
        case DISABLED -> disabled();
        case EXPIRED -> {
          active();
          api.clock().advance(Duration.ofDays(DAYS + 1));
        }
        case DELETED -> {
          disabled();
          api.ok("DeleteCertificateAuthority", Requests.ca(arn));
        }
      }
    }

    private String begin() {
      Operation create = Operation.CREATE_CERTIFICATE_AUTHORITY;
      return api.ok(create.wireName(), AnyRequest.to(create, ""))
          .get("CertificateAuthorityArn")
          .asText();
    }

    private void pending() {
      arn = api.create("ROOT", Map.of());
      made.put("own", ownCertificate());
      prepare(Operation.PUT_POLICY);
      prepare(Operation.TAG_CERTIFICATE_AUTHORITY);
    }

    private void active() {
      pending();
      install();
      made.put("leaf", api.issue(arn, otherCsr, Requests.LEAF_TEMPLATE, DAYS - 1));
      JsonNode report = prepare(Operation.CREATE_CERTIFICATE_AUTHORITY_AUDIT_REPORT);
      made.put("report", report.get("AuditReportId").asText());
      Until.holds("the report is written", () -> reportStatus().equals("SUCCESS"));
    }

    private void disabled() {
      active();
      api.ok("UpdateCertificateAuthority", Requests.ca(arn, "Status", "DISABLED"));
    }

    private String reportStatus() {
      return api.ok(
              "DescribeCertificateAuthorityAuditReport",
              Requests.auditReportOf(arn, made.getOrDefault("report", "")))
          .get("AuditReportStatus")
          .asText();
    }

    private JsonNode prepare(Operation operation) {
      return api.ok(operation.wireName(), AnyRequest.to(operation, arn));
    }

    private String ownCertificate() {
      return api.issue(arn, api.csr(arn), Requests.ROOT_TEMPLATE, DAYS);
    }

    private void install() {
      api.ok("ImportCertificateAuthorityCertificate", importOf(made.getOrDefault("own", "")));
    }

    private Map<String, Object> importOf(String certificate) {
      return Requests.install(arn, api.certificate(arn, certificate));
    }

    /** The request that would succeed, if the state alone decided. */
    LocalApi.Answer call(Operation operation, boolean ownCsr) {
      Map<String, Object> request = new LinkedHashMap<>(AnyRequest.to(operation, arn));
      CaStatus state = CaStatus.valueOf(status());
      switch (operation) {
        case IMPORT_CERTIFICATE_AUTHORITY_CERTIFICATE -> {
          if (state == CaStatus.EXPIRED) {
            request.putAll(importOf(ownCertificate()));
          } else if (made.containsKey("own") && state != CaStatus.DELETED) {
            request.putAll(importOf(made.getOrDefault("own", "")));
          }
        }
        case ISSUE_CERTIFICATE -> {
          request.put("Csr", Requests.base64(ownCsr ? api.csr(arn) : otherCsr));
          if (ownCsr) {
            request.put("TemplateArn", Requests.ROOT_TEMPLATE);
          }
        }
        case GET_CERTIFICATE -> given(request, "CertificateArn", made.get("own"));
        case REVOKE_CERTIFICATE -> {
          String leaf = made.getOrDefault("leaf", "/0");
          request.put("CertificateSerial", leaf.substring(leaf.lastIndexOf('/') + 1));
        }
        case DESCRIBE_CERTIFICATE_AUTHORITY_AUDIT_REPORT ->
            given(request, "AuditReportId", made.get("report"));
        // One report in half an hour: the first was made on the way.
        case CREATE_CERTIFICATE_AUTHORITY_AUDIT_REPORT -> later();
        case DELETE_PERMISSION -> {
          if (hasKey(state)) {
            prepare(Operation.CREATE_PERMISSION);
          }
        }
        case CREATE_CERTIFICATE_AUTHORITY,
            DESCRIBE_CERTIFICATE_AUTHORITY,
            LIST_CERTIFICATE_AUTHORITIES,
            GET_CERTIFICATE_AUTHORITY_CSR,
            GET_CERTIFICATE_AUTHORITY_CERTIFICATE,
            UPDATE_CERTIFICATE_AUTHORITY,
            DELETE_CERTIFICATE_AUTHORITY,
            RESTORE_CERTIFICATE_AUTHORITY,
            CREATE_PERMISSION,
            LIST_PERMISSIONS,
            PUT_POLICY,
            GET_POLICY,
            DELETE_POLICY,
            TAG_CERTIFICATE_AUTHORITY,
            UNTAG_CERTIFICATE_AUTHORITY,
            LIST_TAGS -> {}
      }
      return api.call(operation.wireName(), request);
    }

    private static void given(Map<String, Object> request, String member, @Nullable String value) {
      if (value != null) {
        request.put(member, value);
      }
    }

    /** Such a CA can be permitted to services. */
    private static boolean hasKey(CaStatus state) {
      return Stream.of(
              CaStatus.PENDING_CERTIFICATE, CaStatus.ACTIVE, CaStatus.DISABLED, CaStatus.EXPIRED)
          .anyMatch(state::equals);
    }

    private void later() {
      if (made.containsKey("report")) {
        api.clock().advance(Duration.ofMinutes(31));
      }
    }

    String status() {
      return api.ok("DescribeCertificateAuthority", Requests.ca(arn))
          .at("/CertificateAuthority/Status")
          .asText();
    }

    @Override
    public void close() {
      vault.letGo();
      api.close();
    }
  }
}
