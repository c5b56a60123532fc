package dev.sealwright.hsm;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A PIN that is kept for later logins: outside the heap, where the collector moves nothing and so
 * leaves no copies, and no heap dump shows it.
 *
 * <p>Threads: one at a time, that of its owner.
 */
final class HeldPin {
  private final Arena arena = Arena.ofShared();
  private final MemorySegment chars;

  /** The array stays the caller's to wipe. */
  HeldPin(char[] pin) {
    chars = arena.allocateFrom(ValueLayout.JAVA_CHAR, pin);
  }

  /** A copy, the caller's to wipe. */
  char[] copy() {
    return chars.toArray(ValueLayout.JAVA_CHAR);
  }

  void wipe() {
    chars.fill((byte) 0);
    arena.close();
  }
}
