package dev.sealwright.api.auth;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sealwright.api.Allocation;
import dev.sealwright.api.wire.ErrorName;
import dev.sealwright.api.wire.WireException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Any Authorization header: its parts, or IncompleteSignatureException. */
class AuthorizationFuzzTest {
  @FuzzTest
  void header(byte[] input) {
    String header = new String(input, StandardCharsets.ISO_8859_1);
    Authorization parsed;
    try {
      parsed = Allocation.bounded(input.length, 100, 512 << 10, () -> Authorization.parse(header));
    } catch (WireException e) {
      assertThat(e.error()).isEqualTo(ErrorName.INCOMPLETE_SIGNATURE);
      return;
    }
    assertThat(AccessKey.isId(parsed.accessKeyId())).isTrue();
    assertThat(parsed.signature()).hasSize(32);
    assertThat(parsed.signedHeaders()).isSorted().doesNotHaveDuplicates().isNotEmpty();
    Authorization again = Authorization.parse(written(parsed));
    assertThat(again).usingRecursiveComparison().isEqualTo(parsed);
  }

  private static String written(Authorization parsed) {
    return "AWS4-HMAC-SHA256 Signature=%s,SignedHeaders=%s,Credential=%s/%s"
        .formatted(
            HexFormat.of().formatHex(parsed.signature()),
            String.join(";", parsed.signedHeaders()),
            parsed.accessKeyId(),
            parsed.scope().text());
  }
}
