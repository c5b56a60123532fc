package dev.sealwright.api;

import static dev.sealwright.api.wire.Operation.CREATE_CERTIFICATE_AUTHORITY_AUDIT_REPORT;
import static dev.sealwright.api.wire.Operation.CREATE_PERMISSION;
import static dev.sealwright.api.wire.Operation.DELETE_PERMISSION;
import static dev.sealwright.api.wire.Operation.DESCRIBE_CERTIFICATE_AUTHORITY_AUDIT_REPORT;
import static dev.sealwright.api.wire.Operation.LIST_PERMISSIONS;
import static dev.sealwright.api.wire.Operation.LIST_TAGS;
import static dev.sealwright.api.wire.Operation.REVOKE_CERTIFICATE;
import static dev.sealwright.api.wire.Operation.TAG_CERTIFICATE_AUTHORITY;
import static dev.sealwright.api.wire.Operation.UNTAG_CERTIFICATE_AUTHORITY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sealwright.api.wire.ErrorName;
import dev.sealwright.api.wire.Operation;
import dev.sealwright.engine.audit.AuditEvent;
import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.authority.CaStatus;
import dev.sealwright.engine.authority.CountLimits;
import dev.sealwright.engine.authority.CrlType;
import dev.sealwright.engine.authority.Permission;
import dev.sealwright.engine.authority.RevocationSettings;
import dev.sealwright.engine.bucket.ObjectAcl;
import dev.sealwright.engine.store.AuditReport;
import dev.sealwright.engine.store.Mutation;
import dev.sealwright.engine.store.Outcome;
import dev.sealwright.engine.store.Reservation;
import dev.sealwright.engine.x509.Octets;
import dev.sealwright.engine.x509.Serial;
import dev.sealwright.engine.x509.SignatureAlgorithm;
import dev.sealwright.engine.x509.Validity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every error that the model declares for an operation can be met. */
class DeclaredErrorTest {
  private static final String UNKNOWN =
      "arn:aws:acm-pca:us-east-1:"
          + LocalApi.ACCOUNT
          + ":certificate-authority/00000000-0000-0000-0000-000000000000";
  static final Serial OPEN = new Serial("1".repeat(32));

  final FaultyStore faults = new FaultyStore();
  final LocalApi api =
      new LocalApi(
          LocalSetup.usual().withBetween(faults::over).withCounts(new CountLimits(3, 3, 3, 1, 3)));

  @AfterEach
  void close() {
    api.close();
  }

  /**
   * @param provoke prepares the API and returns the request
   * @param caller access key to call under; absent for the administrator
   */
  record Case(
      Operation operation,
      ErrorName error,
      Function<DeclaredErrorTest, Map<String, ?>> provoke,
      @Nullable String caller) {
    Case(
        Operation operation, ErrorName error, Function<DeclaredErrorTest, Map<String, ?>> provoke) {
      this(operation, error, provoke, null);
    }

    @Override
    public String toString() {
      return operation.wireName() + " " + error.wireName();
    }
  }

  static List<Case> cases() {
    List<Case> cases = new ArrayList<>();
    for (Operation operation : Operation.values()) {
      if (operation.errors().contains(ErrorName.INVALID_ARN)) {
        cases.add(
            new Case(
                operation,
                ErrorName.INVALID_ARN,
                t -> AnyRequest.to(operation, UNKNOWN + "/more")));
        cases.add(
            new Case(
                operation, ErrorName.RESOURCE_NOT_FOUND, t -> AnyRequest.to(operation, UNKNOWN)));
      }
      if (operation.errors().contains(ErrorName.INVALID_STATE)) {
        cases.add(
            new Case(
                operation,
                ErrorName.INVALID_STATE,
                t ->
                    AnyRequest.to(
                        operation,
                        operation == Operation.RESTORE_CERTIFICATE_AUTHORITY
                            ? t.pending()
                            : t.deleted())));
      }
    }
    cases.addAll(revocation());
    cases.addAll(reports());
    cases.addAll(permissionsAndTags());
    cases.addAll(AuthorityErrors.cases());
    return cases;
  }

  private static List<Case> revocation() {
    return List.of(
        new Case(
            REVOKE_CERTIFICATE,
            ErrorName.REQUEST_ALREADY_PROCESSED,
            t -> {
              Map<String, ?> request = t.revocation(t.api.activeRoot());
              t.api.ok("RevokeCertificate", request);
              return request;
            }),
        new Case(
            REVOKE_CERTIFICATE,
            ErrorName.LIMIT_EXCEEDED,
            t -> {
              String root = t.api.activeRoot();
              t.change(
                  root,
                  authority ->
                      authority.updated(
                          null,
                          RevocationSettings.NONE.withCrl(
                              new RevocationSettings.Crl(
                                  7,
                                  "lists",
                                  ObjectAcl.PUBLIC_READ,
                                  null,
                                  null,
                                  CrlType.COMPLETE,
                                  false)),
                          LocalApi.START));
              t.api.ok("RevokeCertificate", t.revocation(root));
              return t.revocation(root);
            }),
        new Case(
            REVOKE_CERTIFICATE,
            ErrorName.INVALID_REQUEST,
            t -> Requests.revoke(t.api.activeRoot(), "not hexadecimal", "SUPERSEDED")),
        new Case(
            REVOKE_CERTIFICATE,
            ErrorName.REQUEST_FAILED,
            t -> {
              String root = t.api.activeRoot();
              t.reserve(root);
              t.commit(
                  new Mutation.Close(
                      id(root),
                      OPEN,
                      "by the test",
                      LocalApi.START,
                      null,
                      event(root, AuditEvent.Kind.ISSUANCE_FAILED)));
              return Requests.revoke(root, OPEN.hex(), "SUPERSEDED");
            }),
        new Case(
            REVOKE_CERTIFICATE,
            ErrorName.REQUEST_IN_PROGRESS,
            t -> {
              String root = t.api.activeRoot();
              t.reserve(root);
              return Requests.revoke(root, OPEN.hex(), "SUPERSEDED");
            }),
        new Case(
            REVOKE_CERTIFICATE,
            ErrorName.CONCURRENT_MODIFICATION,
            t -> {
              Map<String, ?> request = t.revocation(t.api.activeRoot());
              t.faults.become(FaultyStore.Fault.MOVING);
              return request;
            }));
  }

  private static List<Case> reports() {
    return List.of(
        new Case(
            CREATE_CERTIFICATE_AUTHORITY_AUDIT_REPORT,
            ErrorName.INVALID_ARGS,
            t -> Requests.auditReport(t.api.activeRoot(), "Not-A-Bucket")),
        new Case(
            CREATE_CERTIFICATE_AUTHORITY_AUDIT_REPORT,
            ErrorName.RESOURCE_NOT_FOUND,
            t -> Requests.auditReport(t.api.activeRoot(), "missing-bucket")),
        new Case(
            CREATE_CERTIFICATE_AUTHORITY_AUDIT_REPORT,
            ErrorName.REQUEST_FAILED,
            t -> {
              String root = t.api.activeRoot();
              AuditReport report = t.begin(root);
              t.commit(
                  new Mutation.EndAuditReport(
                      report.authority(),
                      report.id(),
                      AuditReport.Status.FAILED,
                      event(root, AuditEvent.Kind.AUDIT_REPORT_ENDED)));
              return Requests.auditReport(root, "reports");
            }),
        new Case(
            CREATE_CERTIFICATE_AUTHORITY_AUDIT_REPORT,
            ErrorName.REQUEST_IN_PROGRESS,
            t -> {
              String root = t.api.activeRoot();
              t.begin(root);
              return Requests.auditReport(root, "reports");
            }),
        new Case(
            DESCRIBE_CERTIFICATE_AUTHORITY_AUDIT_REPORT,
            ErrorName.INVALID_ARGS,
            t -> Requests.auditReportOf(t.pending(), "zzzzzzzz-zzzz-zzzz-zzzz-zzzzzzzzzzzz")),
        new Case(
            DESCRIBE_CERTIFICATE_AUTHORITY_AUDIT_REPORT,
            ErrorName.RESOURCE_NOT_FOUND,
            t -> AnyRequest.to(DESCRIBE_CERTIFICATE_AUTHORITY_AUDIT_REPORT, t.pending())));
  }

  private static List<Case> permissionsAndTags() {
    return List.of(
        new Case(
            CREATE_PERMISSION,
            ErrorName.PERMISSION_ALREADY_EXISTS,
            t -> {
              Map<String, ?> request = AnyRequest.to(CREATE_PERMISSION, t.pending());
              t.api.ok("CreatePermission", request);
              return request;
            }),
        new Case(
            CREATE_PERMISSION,
            ErrorName.REQUEST_FAILED,
            t -> {
              String arn = t.pending();
              t.faults.become(FaultyStore.Fault.LOST);
              return AnyRequest.to(CREATE_PERMISSION, arn);
            }),
        new Case(
            CREATE_PERMISSION,
            ErrorName.LIMIT_EXCEEDED,
            t -> {
              String arn = t.pending();
              for (int i = 0; i < 20; i++) {
                t.commit(
                    new Mutation.AddPermission(
                        id(arn),
                        new Permission(
                            "service" + i,
                            LocalApi.ACCOUNT,
                            EnumSet.allOf(Permission.Action.class),
                            LocalApi.START),
                        20,
                        event(arn, AuditEvent.Kind.PERMISSION_CREATED)));
              }
              return AnyRequest.to(CREATE_PERMISSION, arn);
            }),
        new Case(
            DELETE_PERMISSION,
            ErrorName.RESOURCE_NOT_FOUND,
            t -> AnyRequest.to(DELETE_PERMISSION, t.pending())),
        new Case(
            DELETE_PERMISSION,
            ErrorName.REQUEST_FAILED,
            t -> {
              String arn = t.pending();
              t.faults.become(FaultyStore.Fault.LOST);
              return AnyRequest.to(DELETE_PERMISSION, arn);
            }),
        new Case(
            LIST_PERMISSIONS,
            ErrorName.INVALID_NEXT_TOKEN,
            t -> Requests.ca(t.pending(), "NextToken", "x")),
        new Case(LIST_PERMISSIONS, ErrorName.REQUEST_FAILED, t -> t.unreadable(LIST_PERMISSIONS)),
        new Case(LIST_TAGS, ErrorName.REQUEST_FAILED, t -> t.unreadable(LIST_TAGS)),
        new Case(
            TAG_CERTIFICATE_AUTHORITY,
            ErrorName.INVALID_TAG,
            t -> Requests.tags(t.pending(), Requests.tag("AWS:x", "1"))),
        new Case(
            UNTAG_CERTIFICATE_AUTHORITY,
            ErrorName.INVALID_TAG,
            t -> Requests.tags(t.pending(), Requests.tag("rds:x", null))),
        new Case(
            TAG_CERTIFICATE_AUTHORITY,
            ErrorName.TOO_MANY_TAGS,
            t -> {
              String arn = t.pending();
              for (int i = 0; i < 50; i++) {
                t.api.ok(
                    "TagCertificateAuthority", Requests.tags(arn, Requests.tag("k" + i, null)));
              }
              return Requests.tags(arn, Requests.tag("k50", null));
            }));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void isMet(Case one) {
    Map<String, ?> request = one.provoke().apply(this);
    String name = one.operation().wireName();
    LocalApi.Answer answer =
        one.caller() == null
            ? api.call(name, request)
            : api.call(one.caller(), AuthorityErrors.SECRET, name, request);
    assertThat(answer.outcome()).as("%s", answer.body()).isEqualTo(one.error().wireName());
    assertThat(answer.message()).isNotBlank();
  }

  @Test
  void noDeclaredErrorIsLeftOut() {
    Map<Operation, Set<ErrorName>> met = new EnumMap<>(Operation.class);
    for (Case one : cases()) {
      met.computeIfAbsent(one.operation(), operation -> EnumSet.noneOf(ErrorName.class))
          .add(one.error());
    }
    for (Operation operation : Operation.values()) {
      assertThat(met.get(operation)).as(operation.wireName()).isEqualTo(operation.errors());
    }
  }

  Map<String, ?> unreadable(Operation operation) {
    String arn = pending();
    faults.become(FaultyStore.Fault.UNREADABLE);
    return AnyRequest.to(operation, arn);
  }

  String pending() {
    return api.create("ROOT", Map.of());
  }

  String deleted() {
    String arn = pending();
    change(arn, authority -> authority.deleted(Duration.ofDays(7), LocalApi.START));
    assertThat(api.engine().authority(id(arn)).orElseThrow().status()).isEqualTo(CaStatus.DELETED);
    return arn;
  }

  private Map<String, ?> revocation(String root) {
    String issued = api.issue(root, api.foreignCsr(), Requests.LEAF_TEMPLATE, 30);
    return Requests.revoke(root, issued.substring(issued.lastIndexOf('/') + 1), "SUPERSEDED");
  }

  void reserve(String root) {
    Authority authority = api.engine().authority(id(root)).orElseThrow();
    commit(
        new Mutation.Reserve(
            new Reservation(
                authority.id(),
                authority.version(),
                OPEN,
                Octets.copyOf(new byte[] {1}),
                SignatureAlgorithm.SHA256WITHECDSA,
                "EndEntityCertificate/V1",
                "alice",
                LocalApi.START,
                new Validity(LocalApi.START, LocalApi.START.plusSeconds(3600))),
            null));
  }

  private AuditReport begin(String root) {
    AuditReport report =
        new AuditReport(
            UUID.randomUUID(),
            id(root),
            "reports",
            AuditReport.Format.JSON,
            AuditReport.Status.CREATING,
            "alice",
            LocalApi.START);
    commit(
        new Mutation.BeginAuditReport(
            report, LocalApi.START, event(root, AuditEvent.Kind.AUDIT_REPORT_BEGUN)));
    return report;
  }

  void change(String arn, UnaryOperator<Authority> how) {
    Authority after = how.apply(api.engine().authority(id(arn)).orElseThrow());
    commit(
        new Mutation.ChangeAuthority(
            after, null, null, event(arn, AuditEvent.Kind.CERTIFICATE_IMPORTED)));
  }

  void commit(Mutation mutation) {
    assertThat(api.store().commit(List.of(mutation))).containsExactly(Outcome.APPLIED);
  }

  static AuditEvent event(String arn, AuditEvent.Kind kind) {
    return new AuditEvent(LocalApi.START, kind, id(arn), null, "tester", "by the test");
  }

  static AuthorityId id(String arn) {
    return new AuthorityId(UUID.fromString(arn.substring(arn.lastIndexOf('/') + 1)));
  }
}
