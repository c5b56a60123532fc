package dev.sealwright.api.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Every account that a policy names is written down anew with each change of the policy. */
class ManyGranteesTest {
  private static final String ARN =
      "arn:aws:acm-pca:us-east-1:111122223333:certificate-authority/"
          + "11111111-2222-4333-8444-555555555555";

  @Test
  void soManyAreTaken() {
    assertThat(ResourcePolicy.parse(naming(500), ARN).grantees()).hasSize(500);
  }

  @Test
  void andNotOneMore() {
    assertThatExceptionOfType(PolicyException.class)
        .isThrownBy(() -> ResourcePolicy.parse(naming(501), ARN))
        .withMessageContaining("more than 500 accounts");
  }

  /** In two statements, since a list is bounded by itself. */
  private static String naming(int accounts) {
    return "{\"Version\":\"2012-10-17\",\"Statement\":[%s,%s]}"
        .formatted(statement(0, accounts / 2), statement(accounts / 2, accounts));
  }

  private static String statement(int from, int to) {
    return "{\"Effect\":\"Allow\",\"Action\":\"acm-pca:GetCertificate\",\"Resource\":\"%s\",\"Principal\":{\"AWS\":[%s]}}"
        .formatted(
            ARN,
            IntStream.range(from, to)
                .mapToObj(i -> "\"%012d\"".formatted(i))
                .collect(Collectors.joining(",")));
  }
}
