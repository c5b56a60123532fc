package dev.sealwright.api.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sealwright.api.Allocation;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * Any body for any operation: a record that survives being written and read again, or one of two
 * refusals.
 */
class WireReaderFuzzTest {
  private static final ObjectMapper LENIENT = new ObjectMapper();

  /** The first byte picks the operation, the others are the body. */
  @FuzzTest
  void body(byte[] input) {
    if (input.length == 0) {
      return;
    }
    List<Operation> operations = List.of(Operation.values());
    Class<? extends Record> type = operations.get((input[0] & 0xff) % operations.size()).request();
    byte[] body = Arrays.copyOfRange(input, 1, input.length);
    Record record;
    try {
      record = Allocation.bounded(body.length, 200, 256 << 10, () -> WireReader.read(type, body));
    } catch (WireException e) {
      assertThat(e.error()).isIn(ErrorName.SERIALIZATION, ErrorName.VALIDATION);
      // Text of the caller's is in it only where it can be seen and is short.
      assertThat(e.getMessage()).matches("\\P{Cntrl}{1,16384}");
      return;
    }
    assertThat(WireReader.read(type, WireWriter.write(record))).isEqualTo(record);
    try {
      assertThat(LENIENT.readTree(body).isObject()).isTrue();
    } catch (IOException e) {
      throw new AssertionError("accepted, but no JSON to others", e);
    }
  }
}
