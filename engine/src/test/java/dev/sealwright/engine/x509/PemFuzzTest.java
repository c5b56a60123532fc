package dev.sealwright.engine.x509;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sealwright.engine.Allocation;
import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Any bytes: blocks that are the same when written again, or the failure that was asked for. */
class PemFuzzTest {
  private static final Set<String> LABELS = Set.of(Pem.CERTIFICATE);
  private static final int MOST = 4;

  @FuzzTest
  void blocks(byte[] text) {
    List<Octets> blocks;
    try {
      blocks = Allocation.bounded(text.length, 40, 16 << 10, () -> decode(text));
    } catch (CaException e) {
      assertThat(e.failure()).isEqualTo(Failure.MALFORMED_CERTIFICATE);
      return;
    }
    assertThat(blocks).hasSizeBetween(1, MOST);
    String again =
        blocks.stream()
            .map(block -> Pem.encode(Pem.CERTIFICATE, block))
            .collect(Collectors.joining("\n"));
    assertThat(decode(again.getBytes(StandardCharsets.US_ASCII))).isEqualTo(blocks);
    // The letters of the text are those of the blocks, in this order, and no others.
    assertThat(letters(new String(text, StandardCharsets.US_ASCII))).isEqualTo(letters(again));
  }

  private static List<Octets> decode(byte[] text) {
    return Pem.decode(text, LABELS, MOST, Failure.MALFORMED_CERTIFICATE);
  }

  private static String letters(String text) {
    return text.replaceAll("\\s", "");
  }
}
