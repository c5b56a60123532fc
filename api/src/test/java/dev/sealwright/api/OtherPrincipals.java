package dev.sealwright.api;

import dev.sealwright.api.auth.AccessKey;
import dev.sealwright.api.auth.Caller;
import dev.sealwright.api.policy.PolicyDocument;
import dev.sealwright.api.policy.Principal;
import java.util.List;
import java.util.Map;

/** Who else may ask for certificates than the administrator of the CA's account. */
final class OtherPrincipals {
  static final String GUEST_ACCOUNT = "330000000013";
  static final String GUEST_ARN = "arn:aws:iam::" + GUEST_ACCOUNT + ":user/guest";
  private static final String GUEST = "AKIATHEGUEST";
  private static final String SERVICE = "AKIATHESERVICE";
  private static final String SECRET = "a-secret-that-these-tests-know";

  private OtherPrincipals() {}

  /** The ARN of a certificate that another account asked for, to which the CA is shared. */
  static String issueAsGuest(LocalApi api, String root) {
    api.ok("PutPolicy", Requests.putPolicy(root, shared(root, "IssueCertificate")));
    return issue(api, GUEST, guest(), root);
  }

  /** The ARN of a certificate that ACM asked for, as the CA permits it. */
  static String issueAsService(LocalApi api, String root) {
    api.ok(
        "CreatePermission",
        PermissionTest.permission(root, PermissionTest.ACM, PermissionTest.ALL, Map.of()));
    Principal acm =
        new Principal(
            LocalApi.ACCOUNT,
            "arn:aws:iam::" + LocalApi.ACCOUNT + ":user/renewals",
            null,
            PermissionTest.ACM);
    return issue(api, SERVICE, new Caller(acm, List.of(), null), root);
  }

  /** What a call of the guest gives, without anything shared first. */
  static LocalApi.Answer asGuest(LocalApi api, String operation, Object request) {
    api.admit(new AccessKey(GUEST, SECRET, guest()));
    return api.call(GUEST, SECRET, operation, request);
  }

  /** A policy that lets the guest do one thing. */
  static String shared(String root, String operation) {
    return """
    {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Principal": {"AWS": "%s"},
      "Action": "acm-pca:%s", "Resource": "%s"}}\
    """
        .formatted(GUEST_ACCOUNT, operation, root);
  }

  private static Caller guest() {
    return new Caller(
        new Principal(GUEST_ACCOUNT, GUEST_ARN, null, null),
        List.of(PolicyDocument.ADMINISTRATOR),
        null);
  }

  private static String issue(LocalApi api, String id, Caller caller, String root) {
    api.admit(new AccessKey(id, SECRET, caller));
    LocalApi.Answer answer =
        api.call(id, SECRET, "IssueCertificate", Requests.issue(root, api.foreignCsr()));
    if (!answer.outcome().equals("OK")) {
      throw new AssertionError(answer.body().toString());
    }
    return answer.body().get("CertificateArn").asText();
  }
}
