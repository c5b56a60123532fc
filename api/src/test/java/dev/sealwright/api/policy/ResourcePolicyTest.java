package dev.sealwright.api.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What PutPolicy takes: the published patterns, and nothing that says more. */
class ResourcePolicyTest {
  private static final String ARN =
      "arn:aws:acm-pca:us-east-1:111122223333:certificate-authority/11223344-1234-1122-2233-112233445566";
  private static final String READ =
      """
      "acm-pca:DescribeCertificateAuthority", "acm-pca:GetCertificate",
      "acm-pca:GetCertificateAuthorityCertificate", "acm-pca:ListPermissions", "acm-pca:ListTags"\
      """;
  private static final String TEMPLATE =
      "\"StringEquals\":{\"acm-pca:TemplateArn\":\"arn:aws:acm-pca:::template/EndEntityCertificate/V1\"}";

  @Test
  void takesTheTwoStatementsForAnAccount() {
    ResourcePolicy policy =
        ResourcePolicy.parse(
            """
            {"Version": "2012-10-17", "Statement": [
              {"Sid": "1", "Effect": "Allow", "Principal": {"AWS": "444455556666"},
               "Action": [%s], "Resource": "%s"},
              {"Sid": "2", "Effect": "Allow", "Principal": {"AWS": "444455556666"},
               "Action": ["acm-pca:IssueCertificate"], "Resource": "%s", "Condition": {%s}}]}\
            """
                .formatted(READ, ARN, ARN, TEMPLATE),
            ARN);
    assertThat(policy.grantees()).containsExactly("444455556666");
  }

  @Test
  void takesAnOrganisationWithoutItsOwner() {
    ResourcePolicy policy =
        ResourcePolicy.parse(
            """
            {"Version": "2012-10-17", "Statement": [
              {"Sid": "ForAll", "Effect": "Allow", "Principal": "*",
               "Action": ["acm-pca:IssueCertificate", %s], "Resource": "%s",
               "Condition": {"ArnLike": {"acm-pca:TemplateArn": "arn:aws:acm-pca:::template/EndEntity*/V1"},
                             "StringEquals": {"aws:PrincipalOrgID": "o-a1b2c3d4z5"},
                             "StringNotEquals": {"aws:PrincipalAccount": "111122223333"}}}]}\
            """
                .formatted(READ, ARN),
            ARN);
    assertThat(policy.grantees()).containsExactly("o-a1b2c3d4z5");
  }

  @Test
  void takesRolesRootsAndOneStatementByItself() {
    ResourcePolicy policy =
        ResourcePolicy.parse(
            """
            {"Version": "2012-10-17", "Statement":
              {"Effect": "Allow", "Action": "ACM-PCA:revokecertificate", "Resource": ["%s"],
               "Principal": {"AWS": ["arn:aws:iam::444455556666:root",
                                     "arn:aws:iam::777788889999:role/issuer/pki"]}}}\
            """
                .formatted(ARN),
            ARN);
    assertThat(policy.grantees()).containsExactlyInAnyOrder("444455556666", "777788889999");
  }

  record Case(String name, String statement, String message) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Case> refusals() {
    String who = "\"Principal\":{\"AWS\":\"444455556666\"},";
    String get = "\"Action\":\"acm-pca:GetCertificate\",";
    String on = "\"Resource\":\"" + ARN + "\"";
    return List.of(
        new Case("a deny", "\"Effect\":\"Deny\"," + who + get + on, "only Allow"),
        new Case("nobody", "\"Effect\":\"Allow\"," + get + on, "Principal is missing"),
        allow("a wildcard action", who + "\"Action\":\"acm-pca:*\"," + on, "cannot be shared"),
        allow("a wildcard inside", who + "\"Action\":\"acm-pca:GetCertificat?\"," + on, "shared"),
        allow("the policy itself", who + "\"Action\":\"acm-pca:PutPolicy\"," + on, "shared"),
        allow("the CSR", who + "\"Action\":\"acm-pca:GetCertificateAuthorityCsr\"," + on, "shared"),
        allow("a service besides", who + "\"Action\":\"s3:GetCertificate\"," + on, "shared"),
        allow("all but", who + "\"NotAction\":\"acm-pca:PutPolicy\"," + on, "names what it allows"),
        allow("any resource", who + get + "\"Resource\":\"*\"", "ARN of the CA"),
        allow("another CA", who + get + on.replace("5566\"", "5567\""), "ARN of the CA"),
        allow("the CA in capitals", who + get + on.replace(":acm-pca:us", ":acm-pca:US"), "ARN"),
        allow("this CA and another", who + get + "\"Resource\":[\"" + ARN + "\",\"*\"]", "ARN"),
        allow("not this CA", who + get + "\"NotResource\":\"" + ARN + "\"", "names the CA"),
        allow("the world", "\"Principal\":\"*\"," + get + on, "aws:PrincipalOrgID"),
        world(
            "the world by like",
            "\"StringLike\":{\"aws:PrincipalOrgID\":\"o-*\"}",
            "needs a Condition"),
        world(
            "a loose id",
            "\"StringEquals\":{\"aws:PrincipalOrgID\":[\"o-a1b2c3d4e5\",\"*\"]}",
            "id of an"),
        world(
            "if there is one",
            "\"StringEqualsIfExists\":{\"aws:PrincipalOrgID\":\"o-a1b2c3d4e5\"}",
            "needs"),
        world(
            "another organisation",
            "\"StringNotEquals\":{\"aws:PrincipalOrgID\":\"o-a1b2c3d4e5\"}",
            "needs"),
        world("by template alone", TEMPLATE, "needs a Condition"));
  }

  private static Case allow(String name, String rest, String message) {
    return new Case(name, "\"Effect\":\"Allow\"," + rest, message);
  }

  private static Case world(String name, String condition, String message) {
    return allow(
        name,
        "\"Principal\":{\"AWS\":[\"444455556666\",\"*\"]},\"Action\":\"acm-pca:GetCertificate\",\"Resource\":\""
            + ARN
            + "\",\"Condition\":{"
            + condition
            + "}",
        message);
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void refuses(Case refused) {
    String text = "{\"Version\":\"2012-10-17\",\"Statement\":[{" + refused.statement() + "}]}";
    assertThatExceptionOfType(PolicyException.class)
        .isThrownBy(() -> ResourcePolicy.parse(text, ARN))
        .withMessageContaining("Statement[0]")
        .withMessageContaining(refused.message());
  }

  @Test
  void refusesTheOldVersion() {
    assertThatExceptionOfType(PolicyException.class)
        .isThrownBy(() ->
            ResourcePolicy.parse(
                """
                {"Statement": {"Effect": "Allow", "Principal": {"AWS": "444455556666"},
                 "Action": "acm-pca:GetCertificate", "Resource": "%s"}}\
                """
                    .formatted(ARN),
                ARN))
        .withMessageContaining("Version");
  }
}
