package dev.sealwright.api.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tags whose keys differ only in case are one key to a condition: neither may speak for both. */
class AmbiguousTagTest {
  @ParameterizedTest
  @CsvSource({
    "Allow, StringEquals, SILENT",
    "Allow, StringNotEquals, SILENT",
    "Allow, StringLike, SILENT",
    "Allow, StringEqualsIfExists, SILENT",
    "Deny, StringEquals, DENIED",
    "Deny, StringNotEquals, DENIED",
    "Deny, StringNotLike, DENIED",
    "Deny, StringNotEqualsIfExists, DENIED",
  })
  void oneTagDoesNotSpeakForTheOther(String effect, String operator, Verdict verdict) {
    Map<String, String> tags = new LinkedHashMap<>();
    tags.put("team", "theirs");
    tags.put("Team", "mine");
    assertThat(judge(effect, operator, tags)).isEqualTo(verdict);
  }

  @ParameterizedTest
  @CsvSource({
    "Allow, StringEquals, ALLOWED",
    "Allow, StringNotEquals, SILENT",
    "Deny, StringEquals, DENIED",
    "Deny, StringNotEquals, SILENT",
  })
  void oneTagIsWhatItIs(String effect, String operator, Verdict verdict) {
    assertThat(judge(effect, operator, Map.of("Team", "mine"))).isEqualTo(verdict);
  }

  private static Verdict judge(String effect, String operator, Map<String, String> tags) {
    PolicyDocument policy =
        PolicyDocument.parseIdentity(
            """
            {"Version": "2012-10-17",
             "Statement": {"Effect": "%s", "Action": "*", "Resource": "*",
                           "Condition": {"%s": {"aws:RequestTag/team": "mine"}}}}\
            """
                .formatted(effect, operator));
    return Verdict.ofIdentity(
        List.of(policy),
        new AccessRequest(
            new Principal("123456789012", "arn:aws:iam::123456789012:user/one", null, null),
            "acm-pca:CreateCertificateAuthority",
            "*",
            new Facts(Instant.EPOCH, "us-east-1", null, tags, Map::of, null, null)));
  }
}
