package dev.sealwright.api;

import static dev.sealwright.api.wire.Operation.CREATE_CERTIFICATE_AUTHORITY;
import static dev.sealwright.api.wire.Operation.DELETE_CERTIFICATE_AUTHORITY;
import static dev.sealwright.api.wire.Operation.DELETE_POLICY;
import static dev.sealwright.api.wire.Operation.GET_CERTIFICATE;
import static dev.sealwright.api.wire.Operation.GET_CERTIFICATE_AUTHORITY_CSR;
import static dev.sealwright.api.wire.Operation.GET_POLICY;
import static dev.sealwright.api.wire.Operation.IMPORT_CERTIFICATE_AUTHORITY_CERTIFICATE;
import static dev.sealwright.api.wire.Operation.ISSUE_CERTIFICATE;
import static dev.sealwright.api.wire.Operation.LIST_CERTIFICATE_AUTHORITIES;
import static dev.sealwright.api.wire.Operation.PUT_POLICY;
import static dev.sealwright.api.wire.Operation.UPDATE_CERTIFICATE_AUTHORITY;

import dev.sealwright.api.DeclaredErrorTest.Case;
import dev.sealwright.api.FaultyStore.Fault;
import dev.sealwright.api.auth.AccessKey;
import dev.sealwright.api.auth.Caller;
import dev.sealwright.api.policy.PolicyDocument;
import dev.sealwright.api.policy.Principal;
import dev.sealwright.api.wire.ErrorName;
import dev.sealwright.engine.audit.AuditEvent;
import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.authority.Tags;
import dev.sealwright.engine.store.Mutation;
import dev.sealwright.engine.x509.Serial;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** How each declared error of an operation on the CA itself is provoked. */
final class AuthorityErrors {
  static final String SECRET = "a-secret-of-one-who-may-little";

  private static final String GUEST = "AKIAGUEST";

  private AuthorityErrors() {}

  static List<Case> cases() {
    List<Case> cases = new ArrayList<>(authorities());
    cases.addAll(certificates());
    cases.addAll(installation());
    cases.addAll(policies());
    return cases;
  }

  private static List<Case> authorities() {
    return List.of(
        new Case(
            CREATE_CERTIFICATE_AUTHORITY,
            ErrorName.INVALID_ARGS,
            t -> {
              Map<String, Object> configuration = Requests.configuration();
              configuration.put("SigningAlgorithm", "SHA256WITHRSA");
              return charter("CertificateAuthorityConfiguration", configuration);
            }),
        new Case(
            CREATE_CERTIFICATE_AUTHORITY,
            ErrorName.INVALID_TAG,
            t -> charter("Tags", List.of(Map.of("Key", "aws:x")))),
        new Case(
            CREATE_CERTIFICATE_AUTHORITY,
            ErrorName.INVALID_POLICY,
            t -> {
              guest(t, "acm-pca:*");
              return charter("RevocationConfiguration", lists());
            },
            GUEST),
        new Case(
            CREATE_CERTIFICATE_AUTHORITY,
            ErrorName.LIMIT_EXCEEDED,
            t -> {
              for (int i = 0; i < 3; i++) {
                t.pending();
              }
              return Requests.create("ROOT");
            }),
        new Case(
            LIST_CERTIFICATE_AUTHORITIES,
            ErrorName.INVALID_NEXT_TOKEN,
            t -> Map.of("NextToken", "x")),
        new Case(
            UPDATE_CERTIFICATE_AUTHORITY,
            ErrorName.INVALID_ARGS,
            t -> Requests.ca(t.api.activeRoot(), "Status", "DELETED")),
        new Case(
            UPDATE_CERTIFICATE_AUTHORITY,
            ErrorName.INVALID_POLICY,
            t -> {
              guest(t, "acm-pca:*");
              return Requests.ca(t.api.activeRoot(), "RevocationConfiguration", lists());
            },
            GUEST),
        new Case(
            UPDATE_CERTIFICATE_AUTHORITY,
            ErrorName.CONCURRENT_MODIFICATION,
            t -> {
              String root = t.api.activeRoot();
              t.faults.become(Fault.MOVING);
              return Requests.ca(root, "Status", "DISABLED");
            }),
        new Case(
            DELETE_CERTIFICATE_AUTHORITY,
            ErrorName.CONCURRENT_MODIFICATION,
            t -> {
              String pending = t.pending();
              t.faults.become(Fault.MOVING);
              return Requests.ca(pending);
            }),
        new Case(
            GET_CERTIFICATE_AUTHORITY_CSR,
            ErrorName.REQUEST_IN_PROGRESS,
            t -> Requests.ca(creating(t))),
        new Case(
            GET_CERTIFICATE_AUTHORITY_CSR,
            ErrorName.REQUEST_FAILED,
            t -> t.unreadable(GET_CERTIFICATE_AUTHORITY_CSR)));
  }

  private static List<Case> certificates() {
    return List.of(
        new Case(
            ISSUE_CERTIFICATE,
            ErrorName.INVALID_ARGS,
            t -> {
              Map<String, Object> order = Requests.issue(t.api.activeRoot(), t.api.foreignCsr());
              order.put("SigningAlgorithm", "SHA256WITHRSA");
              return order;
            }),
        new Case(
            ISSUE_CERTIFICATE,
            ErrorName.MALFORMED_CSR,
            t -> Requests.issue(t.api.activeRoot(), "no request at all")),
        new Case(
            ISSUE_CERTIFICATE,
            ErrorName.LIMIT_EXCEEDED,
            t -> {
              // The root's own certificate is the first of three.
              String root = t.api.activeRoot();
              String csr = t.api.foreignCsr();
              t.api.issue(root, csr, Requests.LEAF_TEMPLATE, 30);
              t.api.issue(root, csr, Requests.LEAF_TEMPLATE, 30);
              return Requests.issue(root, csr);
            }),
        new Case(
            GET_CERTIFICATE,
            ErrorName.REQUEST_IN_PROGRESS,
            t -> {
              String root = t.api.activeRoot();
              t.reserve(root);
              return certificate(root, DeclaredErrorTest.OPEN);
            }),
        new Case(
            GET_CERTIFICATE,
            ErrorName.REQUEST_FAILED,
            t -> {
              String root = t.api.activeRoot();
              t.reserve(root);
              t.commit(
                  new Mutation.Close(
                      DeclaredErrorTest.id(root),
                      DeclaredErrorTest.OPEN,
                      "by the test",
                      LocalApi.START,
                      null,
                      DeclaredErrorTest.event(root, AuditEvent.Kind.ISSUANCE_FAILED)));
              return certificate(root, DeclaredErrorTest.OPEN);
            }));
  }

  private static List<Case> installation() {
    return List.of(
        new Case(
            IMPORT_CERTIFICATE_AUTHORITY_CERTIFICATE,
            ErrorName.MALFORMED_CERTIFICATE,
            t -> Requests.install(t.pending(), "no certificate at all")),
        new Case(
            IMPORT_CERTIFICATE_AUTHORITY_CERTIFICATE,
            ErrorName.CERTIFICATE_MISMATCH,
            t -> Requests.install(t.pending(), installed(t, t.api.activeRoot()))),
        new Case(
            IMPORT_CERTIFICATE_AUTHORITY_CERTIFICATE,
            ErrorName.INVALID_REQUEST,
            t -> {
              String root = t.api.activeRoot();
              String own = installed(t, root);
              Map<String, Object> request = Requests.install(root, own);
              request.put("CertificateChain", Requests.base64(own));
              return request;
            }),
        new Case(
            IMPORT_CERTIFICATE_AUTHORITY_CERTIFICATE,
            ErrorName.REQUEST_IN_PROGRESS,
            t -> Requests.install(creating(t), "PEM")),
        new Case(
            IMPORT_CERTIFICATE_AUTHORITY_CERTIFICATE,
            ErrorName.CONCURRENT_MODIFICATION,
            t -> again(t, Fault.MOVING)),
        new Case(
            IMPORT_CERTIFICATE_AUTHORITY_CERTIFICATE,
            ErrorName.REQUEST_FAILED,
            t -> again(t, Fault.LOST)));
  }

  private static List<Case> policies() {
    return List.of(
        new Case(PUT_POLICY, ErrorName.INVALID_POLICY, t -> Requests.putPolicy(t.pending(), "{}")),
        new Case(PUT_POLICY, ErrorName.CONCURRENT_MODIFICATION, t -> spoilt(t, Fault.MOVING)),
        new Case(PUT_POLICY, ErrorName.REQUEST_FAILED, t -> spoilt(t, Fault.LOST)),
        new Case(PUT_POLICY, ErrorName.LOCKOUT_PREVENTED, t -> policy(sharedWithGuest(t)), GUEST),
        new Case(GET_POLICY, ErrorName.REQUEST_FAILED, t -> t.unreadable(GET_POLICY)),
        new Case(
            DELETE_POLICY,
            ErrorName.CONCURRENT_MODIFICATION,
            t -> Requests.policyOf(shared(t, Fault.MOVING))),
        new Case(
            DELETE_POLICY, ErrorName.REQUEST_FAILED, t -> Requests.policyOf(shared(t, Fault.LOST))),
        new Case(
            DELETE_POLICY,
            ErrorName.LOCKOUT_PREVENTED,
            t -> Requests.policyOf(sharedWithGuest(t)),
            GUEST));
  }

  private static Map<String, Object> certificate(String arn, Serial serial) {
    return Requests.certificate(arn, arn + "/certificate/" + serial.hex());
  }

  /** Shares the CA with another account. */
  private static Map<String, Object> policy(String arn) {
    return policy(arn, LocalApi.OTHER_ACCOUNT);
  }

  private static Map<String, Object> policy(String arn, String principal) {
    return Requests.putPolicy(
        arn,
        """
        {"Version": "2012-10-17", "Statement": {
          "Effect": "Allow", "Principal": {"AWS": "%s"}, "Resource": "%s",
          "Action": "acm-pca:DescribeCertificateAuthority"}}\
        """
            .formatted(principal, arn));
  }

  private static Map<String, Object> charter(String member, Object value) {
    Map<String, Object> charter = Requests.create("ROOT");
    charter.put(member, value);
    return charter;
  }

  private static Map<String, Object> lists() {
    return Map.of("CrlConfiguration", Map.of("Enabled", true, "S3BucketName", "lists"));
  }

  private static String installed(DeclaredErrorTest t, String arn) {
    return t.api
        .ok("GetCertificateAuthorityCertificate", Requests.ca(arn))
        .get("Certificate")
        .asText();
  }

  /** A CA on record whose key nobody makes. */
  private static String creating(DeclaredErrorTest t) {
    Authority like = t.api.engine().authority(DeclaredErrorTest.id(t.pending())).orElseThrow();
    AuthorityId id = new AuthorityId(UUID.randomUUID());
    String arn = "arn:aws:acm-pca:us-east-1:" + LocalApi.ACCOUNT + ":certificate-authority/" + id;
    t.commit(
        new Mutation.CreateAuthority(
            Authority.creating(
                id, LocalApi.ACCOUNT, LocalApi.START, like.settings(), like.revocation()),
            Tags.NONE,
            null,
            3,
            DeclaredErrorTest.event(arn, AuditEvent.Kind.AUTHORITY_CREATED)));
    return arn;
  }

  /** The installation of what is installed, while the store goes wrong. */
  private static Map<String, Object> again(DeclaredErrorTest t, Fault fault) {
    String root = t.api.activeRoot();
    Map<String, Object> request = Requests.install(root, installed(t, root));
    t.faults.become(fault);
    return request;
  }

  private static Map<String, Object> spoilt(DeclaredErrorTest t, Fault fault) {
    String pending = t.pending();
    t.faults.become(fault);
    return policy(pending);
  }

  private static String shared(DeclaredErrorTest t, Fault fault) {
    String pending = t.pending();
    t.api.ok("PutPolicy", policy(pending));
    t.faults.become(fault);
    return pending;
  }

  /** A CA that the guest, of the same account, may describe by its policy alone. */
  private static String sharedWithGuest(DeclaredErrorTest t) {
    String pending = t.pending();
    t.api.ok("PutPolicy", policy(pending, "arn:aws:iam::" + LocalApi.ACCOUNT + ":user/guest"));
    guest(t, "acm-pca:*Policy");
    return pending;
  }

  private static void guest(DeclaredErrorTest t, String action) {
    PolicyDocument policy =
        PolicyDocument.parse(
            """
            {"Version": "2012-10-17",
             "Statement": {"Effect": "Allow", "Action": "%s", "Resource": "*"}}\
            """
                .formatted(action));
    t.api.admit(
        new AccessKey(
            GUEST,
            SECRET,
            new Caller(
                new Principal(
                    LocalApi.ACCOUNT,
                    "arn:aws:iam::" + LocalApi.ACCOUNT + ":user/guest",
                    null,
                    null),
                List.of(policy),
                null)));
  }
}
