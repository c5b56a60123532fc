package dev.sealwright.api.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What differs in more than case is another text, however much it looks like the one meant. */
class LookAlikeTextTest {
  /** To the JDK the sign of the kelvin is a K and a dotless i an I. */
  @ParameterizedTest
  @CsvSource({
    "StringEquals, kind, x, \u212aind, x, SILENT",
    "StringEqualsIgnoreCase, name, KIND, name, \u212aind, SILENT",
    "StringEqualsIgnoreCase, name, internal, name, \u0131nternal, SILENT",
    "StringEqualsIgnoreCase, name, internal, name, INTERNAL, ALLOWED",
    "StringEqualsIgnoreCase, name, M\u00dcLLER, name, m\u00fcller, ALLOWED",
    "StringEquals, kind, x, KIND, x, ALLOWED",
    "StringEquals, \u00e9tat, x, \u00c9TAT, x, ALLOWED",
  })
  void noOtherAlphabetPoses(
      String operator, String key, String value, String tag, String tagged, Verdict verdict) {
    assertThat(verdict("Allow", operator, key, value, Map.of(tag, tagged))).isEqualTo(verdict);
  }

  private static Verdict verdict(
      String effect, String operator, String key, String value, Map<String, String> tags) {
    PolicyDocument policy =
        PolicyDocument.parse(
            """
            {"Version": "2012-10-17",
             "Statement": {"Effect": "%s", "Action": "acm-pca:*", "Resource": "*",
                           "Condition": {"%s": {"aws:ResourceTag/%s": "%s"}}}}\
            """
                .formatted(effect, operator, key, value));
    return policy.asIdentity(
        new AccessRequest(
            new Principal("111122223333", "arn:aws:iam::111122223333:user/u", null, null),
            "acm-pca:IssueCertificate",
            "*",
            new Facts(Instant.EPOCH, "us-east-1", null, Map.of(), () -> tags, null, null)));
  }
}
