package dev.sealwright.api.action;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealwright.api.wire.Operation;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a NextToken tells who reads it: a page may end at a CA that the caller may not see. */
class HiddenPlaceTest {
  private static final PageTokens.Listing LISTING =
      new PageTokens.Listing(
          Operation.LIST_CERTIFICATE_AUTHORITIES, "111122223333", "OTHER_ACCOUNTS");

  private final PageTokens tokens = new PageTokens(new byte[32]);

  @Test
  void noPlaceCanBeReadInItsToken() {
    for (int length : new int[] {1, 16, 24, 512}) {
      byte[] place = "p".repeat(length).getBytes(StandardCharsets.US_ASCII);
      String token = tokens.seal(LISTING, place);
      byte[] bytes = Base64.getUrlDecoder().decode(token);
      assertThat(Arrays.copyOf(bytes, length)).isNotEqualTo(place);
      assertThat(tokens.open(LISTING, token)).hasValue(place);
    }
  }

  /** Nor is the difference of two places that of their tokens. */
  @Test
  void everyPlaceIsHiddenInItsOwnWay() {
    Set<Integer> differences = new HashSet<>();
    byte[] first = token((byte) 0);
    for (byte place = 1; place < 64; place++) {
      byte[] other = token(place);
      differences.add((first[0] ^ other[0]) ^ place);
    }
    assertThat(differences).hasSizeGreaterThan(8);
  }

  private byte[] token(byte place) {
    return Base64.getUrlDecoder().decode(tokens.seal(LISTING, new byte[] {place}));
  }
}
