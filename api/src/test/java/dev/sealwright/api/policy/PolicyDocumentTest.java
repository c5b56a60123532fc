package dev.sealwright.api.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read as a policy, and what is refused with a word on where and why. */
class PolicyDocumentTest {
  private static final String ALLOW =
      "\"Effect\":\"Allow\",\"Action\":\"acm-pca:*\",\"Resource\":\"*\"";

  record Refused(String name, String text, String message) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Refused> refusals() {
    return List.of(
        new Refused("nothing", "", "must be a JSON object"),
        new Refused("not JSON", "{", "not JSON"),
        new Refused("a list", "[]", "must be a JSON object"),
        new Refused("a byte order mark", "\ufeff" + policy(ALLOW), "not JSON"),
        new Refused("two documents", policy(ALLOW) + "{}", "nothing else"),
        new Refused("a comment", "/**/" + policy(ALLOW), "not JSON"),
        new Refused("no statement", "{\"Version\":\"2012-10-17\"}", "no Statement"),
        new Refused("an empty list", "{\"Statement\":[]}", "at least one"),
        new Refused("a null statement", "{\"Statement\":null}", "expected a statement"),
        new Refused("a null in the list", "{\"Statement\":[null]}", "Statement[0]: expected"),
        new Refused("another version", "{\"Version\":\"2020-01-01\",\"Statement\":[]}", "Version"),
        new Refused("a number as version", "{\"Version\":2012,\"Statement\":[]}", "Version"),
        new Refused("a stranger on top", "{\"Extra\":1,\"Statement\":[]}", "'Extra'"),
        new Refused("a stranger in a statement", policy(ALLOW + ",\"Actions\":\"*\""), "'Actions'"),
        new Refused("a member in lower case", policy(ALLOW + ",\"condition\":{}"), "'condition'"),
        new Refused("a member twice", policy(ALLOW + ",\"Effect\":\"Deny\""), "twice"),
        new Refused("twice, once escaped", policy(ALLOW + ",\"Eff\\u0065ct\":\"Deny\""), "twice"),
        new Refused(
            "statements twice", "{\"Statement\":{" + ALLOW + "},\"Statement\":[]}", "twice"),
        new Refused(
            "no effect", policy("\"Action\":\"*\",\"Resource\":\"*\""), "Effect is missing"),
        new Refused(
            "an effect in lower case",
            policy("\"Effect\":\"allow\",\"Action\":\"*\",\"Resource\":\"*\""),
            "expected Allow or Deny"),
        new Refused("no action", policy("\"Effect\":\"Deny\",\"Resource\":\"*\""), "Action"),
        new Refused("no resource", policy("\"Effect\":\"Deny\",\"Action\":\"*\""), "Resource"),
        new Refused("both actions", policy(ALLOW + ",\"NotAction\":\"*\""), "NotAction"),
        new Refused("both resources", policy(ALLOW + ",\"NotResource\":\"*\""), "NotResource"),
        new Refused(
            "no actions at all",
            policy("\"Effect\":\"Allow\",\"Action\":[],\"Resource\":\"*\""),
            "at least one"),
        new Refused(
            "an action without service",
            policy("\"Effect\":\"Allow\",\"Action\":\"Get*\",\"Resource\":\"*\""),
            "form"),
        new Refused(
            "an action in another alphabet",
            policy("\"Effect\":\"Deny\",\"Action\":\"\u0430cm-pca:*\",\"Resource\":\"*\""),
            "form"),
        new Refused(
            "an action as a number",
            policy("\"Effect\":\"Allow\",\"Action\":1,\"Resource\":\"*\""),
            "expected a string"),
        new Refused(
            "a resource that is no ARN",
            policy(
                "\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"certificate-authority/*\""),
            "form"),
        new Refused(
            "a resource of any service",
            policy("\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"arn:aws:*:*:*:*\""),
            "form"),
        new Refused(
            "a policy variable in a Deny",
            policy(
                "\"Effect\":\"Deny\",\"Action\":\"*\",\"Resource\":\"arn:aws:acm-pca:*:${x}:*\""),
            "variables"),
        new Refused("NotPrincipal", policy(ALLOW + ",\"NotPrincipal\":\"*\""), "NotPrincipal"),
        new Refused("a federated principal", who("{\"Federated\":\"x\"}"), "'Federated'"),
        new Refused("a service principal", who("{\"Service\":\"acm.amazonaws.com\"}"), "'Service'"),
        new Refused("nobody", who("{}"), "names nobody"),
        new Refused("an account of eleven digits", who("{\"AWS\":\"12345678901\"}"), "neither"),
        new Refused(
            "digits of another script",
            who(
                "{\"AWS\":\"\u0661\u0661\u0661\u0661\u0661\u0661\u0661\u0661\u0661\u0661\u0661\u0661\"}"),
            "neither"),
        new Refused("all roles", who("{\"AWS\":\"arn:aws:iam::111122223333:role/*\"}"), "neither"),
        new Refused("a bare account", who("\"111122223333\""), "expected \"*\""),
        new Refused(
            "an unknown operator",
            when("\"StringMatches\":{\"aws:PrincipalArn\":\"x\"}"),
            "operator"),
        new Refused(
            "an operator in lower case",
            when("\"stringequals\":{\"aws:PrincipalArn\":\"x\"}"),
            "operator"),
        new Refused(
            "NullIfExists", when("\"NullIfExists\":{\"aws:PrincipalArn\":\"true\"}"), "operator"),
        new Refused(
            "an unknown key", when("\"StringEquals\":{\"aws:userid\":\"x\"}"), "condition key"),
        new Refused(
            "a tag without name",
            when("\"StringEquals\":{\"aws:ResourceTag/\":\"x\"}"),
            "condition key"),
        new Refused(
            "a key with a space",
            when("\"StringEquals\":{\"aws:PrincipalArn \":\"x\"}"),
            "condition key"),
        new Refused(
            "no values", when("\"StringEquals\":{\"aws:PrincipalArn\":[]}"), "at least one"),
        new Refused(
            "a null value", when("\"StringEquals\":{\"aws:PrincipalArn\":null}"), "expected"),
        new Refused(
            "an object as value", when("\"StringEquals\":{\"aws:PrincipalArn\":{}}"), "expected"),
        new Refused("a list of keys", when("\"StringEquals\":[]"), "expected a JSON object"),
        new Refused(
            "an ARN of one star", when("\"ArnLike\":{\"aws:PrincipalArn\":\"*\"}"), "six parts"),
        new Refused(
            "Bool of maybe", when("\"Bool\":{\"aws:ViaAWSService\":\"maybe\"}"), "true or false"),
        new Refused(
            "Bool of an account",
            when("\"Bool\":{\"aws:PrincipalAccount\":\"true\"}"),
            "cannot compare"),
        new Refused(
            "a date that is none", when("\"DateLessThan\":{\"aws:CurrentTime\":\"soon\"}"), "date"),
        new Refused(
            "a day that is none",
            when("\"DateLessThan\":{\"aws:CurrentTime\":\"2026-02-30\"}"),
            "date"),
        new Refused(
            "a number that is none",
            when("\"NumericLessThan\":{\"aws:MultiFactorAuthAge\":\"1e9\"}"),
            "number"),
        new Refused(
            "a range too wide", when("\"IpAddress\":{\"aws:SourceIp\":\"10.0.0.0/33\"}"), "range"),
        new Refused(
            "a name as address", when("\"IpAddress\":{\"aws:SourceIp\":\"localhost\"}"), "range"),
        new Refused(
            "two values of Null",
            when("\"Null\":{\"aws:PrincipalOrgID\":[\"true\",\"false\"]}"),
            "one value"),
        new Refused(
            "tag keys without quantifier",
            when("\"StringEquals\":{\"aws:TagKeys\":\"a\"}"),
            "ForAllValues"),
        new Refused(
            "a quantifier over one value",
            when("\"ForAllValues:StringEquals\":{\"aws:PrincipalOrgID\":\"a\"}"),
            "ForAllValues"),
        new Refused(
            "a variable in a condition",
            when("\"StringEquals\":{\"aws:PrincipalArn\":\"${aws:username}\"}"),
            "variables"));
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void refuses(Refused refused) {
    assertThatExceptionOfType(PolicyException.class)
        .isThrownBy(() -> PolicyDocument.parse(refused.text()))
        .withMessageContaining(refused.message());
  }

  static List<Refused> bombs() {
    String longName = "x".repeat(70_000);
    return List.of(
        new Refused("deep objects", "{\"Statement\":".repeat(5_000), "Statement"),
        new Refused("deep lists", "{\"Id\":" + "[".repeat(80_000), "Id"),
        new Refused(
            "deep values",
            when("\"StringEquals\":{\"aws:PrincipalArn\":" + "[".repeat(60_000)),
            ""),
        new Refused("too long", policy(ALLOW) + " ".repeat(PolicyDocument.LONGEST), "characters"),
        new Refused("a long name", "{\"" + longName + "\":1}", ""),
        new Refused("a long number", "{\"Id\":" + "1".repeat(70_000) + "}", ""),
        new Refused(
            "many statements", "{\"Statement\":[" + ("{" + ALLOW + "},").repeat(1_200), "256"),
        new Refused(
            "many values",
            when("\"StringEquals\":{\"aws:PrincipalArn\":[" + "\"x\",".repeat(15_000)),
            "1024"));
  }

  @ParameterizedTest
  @MethodSource("bombs")
  void refusesBombs(Refused bomb) {
    assertThatExceptionOfType(PolicyException.class)
        .isThrownBy(() -> PolicyDocument.parse(bomb.text()))
        .withMessageContaining(bomb.message())
        .satisfies(e -> assertThat(String.valueOf(e.getMessage())).hasSizeLessThan(600));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"StringNotLikeIfExists\":{\"aws:ResourceTag/Team\":[\"a*\",\"b?\"]}",
        "\"Bool\":{\"aws:multifactorauthpresent\":true}",
        "\"BoolIfExists\":{\"aws:MultiFactorAuthPresent\":\"FALSE\"}",
        "\"NumericLessThan\":{\"aws:MultiFactorAuthAge\":3600}",
        "\"DateGreaterThan\":{\"aws:CurrentTime\":\"2026-01-01\"},\"DateLessThan\":{\"aws:EpochTime\":1798761600}",
        "\"ForAllValues:StringEquals\":{\"aws:TagKeys\":[\"team\",\"cost\"]},\"Null\":{\"aws:TagKeys\":false}",
        "\"NotIpAddress\":{\"aws:SourceIp\":[\"10.0.0.0/8\",\"2001:db8::/32\",\"192.0.2.1\"]}",
        "\"ArnNotEquals\":{\"aws:PrincipalArn\":\"arn:*:iam::111122223333:role/admin*\"}",
        "\"StringEquals\":{\"AWS:PRINCIPALORGID\":\"o-a1b2c3d4e5\",\"aws:RequestedRegion\":\"us-east-1\"}",
      })
  void readsTheConditionsOfRealPolicies(String condition) {
    assertThat(PolicyDocument.parse(when(condition)).statements()).hasSize(1);
  }

  @Test
  void readsWhatUsersWrite() {
    PolicyDocument document =
        PolicyDocument.parseIdentity(
            """
            {
              "Id": "team-a",
              "Statement": [
                {"Sid": "", "Effect": "Allow", "Resource": "*",
                 "Action": ["acm-pca:List*", "s3:GetObject", "acm-pca:Describe*"]},
                {"Effect": "Deny", "NotAction": "acm-pca:Get*",
                 "NotResource": ["arn:*:acm-pca:*:*:certificate-authority/*"], "Condition": {}}
              ]
            }\
            """);
    assertThat(document.statements()).hasSize(2);
    assertThat(document.version()).isEqualTo("2008-10-17");
  }

  @Test
  void aPrincipalsOwnPolicyNamesNoPrincipal() {
    assertThatExceptionOfType(PolicyException.class)
        .isThrownBy(() -> PolicyDocument.parseIdentity(who("\"*\"")))
        .withMessageContaining("Statement[0]");
  }

  private static String policy(String statement) {
    return "{\"Version\":\"2012-10-17\",\"Statement\":[{" + statement + "}]}";
  }

  private static String who(String principal) {
    return policy(ALLOW + ",\"Principal\":" + principal);
  }

  private static String when(String condition) {
    return policy(ALLOW + ",\"Condition\":{" + condition + "}");
  }
}
