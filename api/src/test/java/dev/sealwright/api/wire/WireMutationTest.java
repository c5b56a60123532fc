package dev.sealwright.api.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sealwright.api.shape.IssueCertificateRequest;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

/** Spoils a good document at random: whatever comes in, the reader answers in its own terms. */
class WireMutationTest {
  private static final int ROUNDS = 30_000;
  private static final long SEED = 20_171_221;

  private static final List<String> PIECES =
      List.of(
          "null",
          "true",
          "{",
          "}",
          "[",
          "]",
          ",",
          ":",
          "\"",
          "\\",
          "\\u0000",
          "\\ud800",
          "{}",
          "[[]]",
          "-0",
          "1e999999999",
          "99999999999999999999999",
          "0.5",
          "\"\"",
          "\0",
          "\uFEFF",
          "\"Csr\":\"\",",
          "\"x\":{\"Csr\":1},",
          "=",
          "DAYS");

  @Test
  void onlyWireExceptionsLeaveTheReader() {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(SEED);
    Map<ErrorName, Integer> refused = new EnumMap<>(ErrorName.class);
    int accepted = 0;
    for (int round = 0; round < ROUNDS; round++) {
      byte[] body = Documents.ISSUE.getBytes(UTF_8);
      for (int mutations = random.nextInt(1, 4); mutations > 0; mutations--) {
        body = mutated(body, random);
      }
      try {
        IssueCertificateRequest read = WireReader.read(IssueCertificateRequest.class, body);
        assertThat(WireReader.read(IssueCertificateRequest.class, WireWriter.write(read)))
            .isEqualTo(read);
        accepted++;
      } catch (WireException e) {
        refused.merge(e.error(), 1, Integer::sum);
        assertThat(e.getMessage()).hasSizeLessThan(8192);
      }
    }
    assertThat(refused)
        .containsOnlyKeys(ErrorName.SERIALIZATION, ErrorName.VALIDATION)
        .allSatisfy((_, count) -> assertThat(count).isGreaterThan(ROUNDS / 100));
    assertThat(accepted).isGreaterThan(ROUNDS / 100);
  }

  private static byte[] mutated(byte[] body, RandomGenerator random) {
    int at = random.nextInt(body.length);
    int end = Math.min(body.length, at + random.nextInt(1, 12));
    return switch (random.nextInt(5)) {
      case 0 -> joined(body, at, new byte[] {(byte) random.nextInt(256)}, at + 1);
      case 1 -> joined(body, at, new byte[0], end);
      case 2 -> joined(body, end, Arrays.copyOfRange(body, at, end), end);
      case 3 -> joined(body, at, PIECES.get(random.nextInt(PIECES.size())).getBytes(UTF_8), at);
      case 4 -> joined(body, at, PIECES.get(random.nextInt(PIECES.size())).getBytes(UTF_8), end);
      default -> throw new AssertionError();
    };
  }

  private static byte[] joined(byte[] body, int to, byte[] between, int from) {
    byte[] result = new byte[to + between.length + body.length - from];
    System.arraycopy(body, 0, result, 0, to);
    System.arraycopy(between, 0, result, to, between.length);
    System.arraycopy(body, from, result, to + between.length, body.length - from);
    return result;
  }
}
