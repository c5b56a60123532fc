package dev.sealwright.api.action;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sealwright.api.Allocation;
import dev.sealwright.api.wire.Operation;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Any NextToken: one that we sealed for this listing, or none at all. */
class PageTokensFuzzTest {
  private static final PageTokens TOKENS = new PageTokens(new byte[32]);
  private static final PageTokens.Listing LISTING =
      new PageTokens.Listing(Operation.LIST_CERTIFICATE_AUTHORITIES, "123456789012", "SELF");

  @FuzzTest
  void token(byte[] input) {
    String token = new String(input, StandardCharsets.UTF_8);
    Allocation.bounded(input.length, 20, 64 << 10, () -> TOKENS.open(LISTING, token))
        .ifPresent(place ->
            assertThat(Base64.getUrlDecoder().decode(TOKENS.seal(LISTING, place)))
                .isEqualTo(Base64.getUrlDecoder().decode(token)));
  }
}
