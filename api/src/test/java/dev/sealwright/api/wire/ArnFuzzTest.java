package dev.sealwright.api.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sealwright.api.Allocation;
import java.nio.charset.StandardCharsets;
import java.util.function.Function;

/** Any text: an ARN that reads the same when written again, or INVALID_ARN. */
class ArnFuzzTest {
  @FuzzTest
  void text(byte[] input) {
    String text = new String(input, StandardCharsets.UTF_8);
    judge(text, CaArn::parse);
    judge(text, CertificateArn::parse);
    judge(text, TemplateArn::parse);
  }

  private static <A> void judge(String text, Function<String, A> parse) {
    A arn;
    try {
      arn = Allocation.bounded(text.length(), 30, 64 << 10, () -> parse.apply(text));
    } catch (WireException e) {
      assertThat(e.error()).isEqualTo(ErrorName.INVALID_ARN);
      assertThat(e.getMessage()).matches("\\P{Cntrl}{1,3000}");
      return;
    }
    assertThat(parse.apply(arn.toString())).isEqualTo(arn);
    // A serial in decimal is the only thing that has a second spelling.
    if (!(arn instanceof CertificateArn)) {
      assertThat(arn).hasToString(text);
    }
  }
}
