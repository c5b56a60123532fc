package dev.sealwright.hsm;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;

/**
 * A PIN that is kept for later logins: outside the heap, where the collector moves nothing and so
 * leaves no copies, and no heap dump shows it.
 *
 * <p>Threads: one at a time, that of its owner.
 */
final class HeldPin {
  private final CharBuffer chars;

  /** The array stays the caller's to wipe. */
  HeldPin(char[] pin) {
    chars = ByteBuffer.allocateDirect(pin.length * Character.BYTES).asCharBuffer();
    chars.put(0, pin);
  }

  /** A copy, the caller's to wipe. */
  char[] copy() {
    var copy = new char[chars.capacity()];
    chars.get(0, copy);
    return copy;
  }

  void wipe() {
    for (int i = 0; i < chars.capacity(); i++) {
      chars.put(i, '\0');
    }
  }
}
