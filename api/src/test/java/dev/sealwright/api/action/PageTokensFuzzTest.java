package dev.sealwright.api.action;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sealwright.api.Allocation;
import dev.sealwright.api.wire.ErrorName;
import dev.sealwright.api.wire.WireException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Any NextToken: one that we sealed for this account, or INVALID_NEXT_TOKEN. */
class PageTokensFuzzTest {
  private static final PageTokens TOKENS = new PageTokens(new byte[32]);
  private static final String ACCOUNT = "123456789012";

  @FuzzTest
  void token(byte[] input) {
    String token = new String(input, StandardCharsets.UTF_8);
    try {
      var cursor =
          Allocation.bounded(input.length, 20, 64 << 10, () -> TOKENS.open(token, ACCOUNT));
      assertThat(Base64.getUrlDecoder().decode(TOKENS.seal(cursor, ACCOUNT)))
          .isEqualTo(Base64.getUrlDecoder().decode(token));
    } catch (WireException e) {
      assertThat(e.error()).isEqualTo(ErrorName.INVALID_NEXT_TOKEN);
    }
  }
}
