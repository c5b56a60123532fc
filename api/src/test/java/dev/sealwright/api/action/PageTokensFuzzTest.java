package dev.sealwright.api.action;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sealwright.api.Allocation;
import dev.sealwright.api.wire.Operation;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** Any NextToken: one that we sealed for this listing, or nothing. */
class PageTokensFuzzTest {
  private static final PageTokens TOKENS = new PageTokens(new byte[32]);
  private static final PageTokens.Listing LISTING =
      new PageTokens.Listing(Operation.LIST_TAGS, "123456789012", "some CA");

  @FuzzTest
  void token(byte[] input) {
    String token = new String(input, StandardCharsets.UTF_8);
    Optional<byte[]> place =
        Allocation.bounded(input.length, 20, 64 << 10, () -> TOKENS.open(LISTING, token));
    place.ifPresent(opened ->
        assertThat(Base64.getUrlDecoder().decode(TOKENS.seal(LISTING, opened)))
            .isEqualTo(Base64.getUrlDecoder().decode(token)));
  }
}
