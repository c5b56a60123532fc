package dev.sealwright.api.action;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealwright.api.policy.PolicyDocument;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.authority.SharingPolicy;
import java.util.Collections;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Policies are kept parsed, in bounds that their authors cannot stretch. */
class SharedPoliciesTest {
  private static final int CAS = 40;

  private final SharedPolicies policies = new SharedPolicies();

  @Test
  void theLongestAreKeptAFewAtATime() {
    PolicyDocument[] first = all(80_000);
    PolicyDocument[] second = all(80_000);
    int kept = 0;
    for (int i = 0; i < CAS; i++) {
      kept += first[i] == second[i] ? 1 : 0;
    }
    assertThat(kept).isLessThan(13);
  }

  @Test
  void thoseOfAnHonestSizeStay() {
    PolicyDocument[] first = all(2_000);
    assertThat(all(2_000)).usingElementComparator((a, b) -> a == b ? 0 : 1).containsExactly(first);
  }

  private PolicyDocument[] all(int length) {
    SharingPolicy policy = new SharingPolicy(1, text(length));
    PolicyDocument[] all = new PolicyDocument[CAS];
    for (int i = 0; i < CAS; i++) {
      all[i] = policies.parsed(new AuthorityId(new UUID(0, i)), policy).orElseThrow();
    }
    return all;
  }

  /** Nearly so many characters, nearly all of them in the values of conditions. */
  private static String text(int length) {
    String values = String.join(",", Collections.nCopies(100, "\"arn:::::\""));
    String statement =
        """
        {"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "acm-pca:ListTags",
         "Resource": "*", "Condition": {"ArnLike": {"aws:PrincipalArn": [%s]}}}\
        """
            .formatted(values);
    return "{\"Version\": \"2012-10-17\", \"Statement\": ["
        + String.join(",", Collections.nCopies(length / statement.length(), statement))
        + "]}";
  }
}
