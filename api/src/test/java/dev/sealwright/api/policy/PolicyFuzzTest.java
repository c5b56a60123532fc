package dev.sealwright.api.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sealwright.api.Allocation;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Any policy of any kind: one that can be asked, or a refusal in words; and nothing that is not
 * allowed becomes so by more text.
 */
class PolicyFuzzTest {
  private static final String ARN =
      "arn:aws:acm-pca:us-east-1:123456789012:certificate-authority/"
          + "11223344-5566-7788-99aa-bbccddeeff00";
  private static final AccessRequest REQUEST =
      new AccessRequest(
          new Principal(
              "444455556666", "arn:aws:iam::444455556666:role/issuer/pki", "o-a1b2c3d4e5", null),
          "acm-pca:IssueCertificate",
          ARN,
          new Facts(
              Instant.parse("2026-11-25T12:00:00Z"),
              "us-east-1",
              "arn:aws:acm-pca:::template/EndEntityCertificate/V1",
              Map.of("key", "value"),
              () -> Map.of("stage", "*?*?*?*?test"),
              "123456789012",
              "10.0.0.1"));

  @FuzzTest
  void document(byte[] input) {
    String text = new String(input, StandardCharsets.UTF_8);
    PolicyDocument document = read(text, () -> PolicyDocument.parse(text));
    if (document != null) {
      Allocation.bounded(input.length, 400, 1 << 20, () -> document.asIdentity(REQUEST));
      Allocation.bounded(input.length, 400, 1 << 20, () -> document.asResource(REQUEST, false));
    }
    PolicyDocument identity = read(text, () -> PolicyDocument.parseIdentity(text));
    ResourcePolicy resource = read(text, () -> ResourcePolicy.parse(text, ARN));
    // What each kind takes is taken as a document; and none is both: one needs a Principal, the
    // other may not have one.
    assertThat(document != null || (identity == null && resource == null)).isTrue();
    assertThat(identity == null || resource == null).isTrue();
    if (resource != null) {
      assertThat(resource.grantees()).allMatch(name -> name.matches("[0-9]{12}|o-[a-z0-9]{10,32}"));
    }
  }

  private static <T> @Nullable T read(String text, Supplier<T> parse) {
    try {
      return Allocation.bounded(text.length(), 400, 1 << 20, parse);
    } catch (PolicyException e) {
      assertThat(e.getMessage()).matches("\\P{Cntrl}{1,2000}");
      return null;
    }
  }
}
