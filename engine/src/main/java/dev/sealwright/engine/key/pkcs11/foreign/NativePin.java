package dev.sealwright.engine.key.pkcs11.foreign;

import dev.sealwright.engine.key.pkcs11.CryptokiException;
import dev.sealwright.engine.key.pkcs11.ReturnValue;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;

/** A PIN in UTF-8 for one call: straight into native memory, wiped when closed. */
final class NativePin implements AutoCloseable {
  private final Arena arena = Arena.ofConfined();
  private final MemorySegment bytes;
  private final int length;

  /**
   * Encodes; no copy is left on the heap.
   *
   * @param function named by the fault when the PIN does not encode
   */
  NativePin(char[] pin, String function) {
    bytes = arena.allocate(Math.max(1, 3L * pin.length));
    var encoded = bytes.asByteBuffer();
    var result = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(pin), encoded, true);
    if (result.isError()) {
      close();
      throw new CryptokiException(function, ReturnValue.CKR_PIN_INVALID);
    }
    length = encoded.position();
  }

  long address() {
    return bytes.address();
  }

  int length() {
    return length;
  }

  @Override
  public void close() {
    bytes.fill((byte) 0);
    arena.close();
  }
}
