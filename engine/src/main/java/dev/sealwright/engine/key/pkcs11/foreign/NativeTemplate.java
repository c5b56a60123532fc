package dev.sealwright.engine.key.pkcs11.foreign;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.sealwright.engine.key.pkcs11.Attribute;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.util.List;

/** An array of CK_ATTRIBUTE: type, pointer and length, 8 bytes each. */
record NativeTemplate(MemorySegment memory, int count) {
  static final int SIZE = 24;
  static final int VALUE = 8;
  static final int LENGTH = 16;

  static NativeTemplate of(SegmentAllocator allocator, List<Attribute> attributes) {
    var memory = allocator.allocate((long) SIZE * attributes.size(), 8);
    long at = 0;
    for (var attribute : attributes) {
      var value =
          switch (attribute) {
            case Attribute.Flag flag ->
                allocator.allocateFrom(JAVA_BYTE, (byte) (flag.value() ? 1 : 0));
            case Attribute.Count count -> allocator.allocateFrom(JAVA_LONG, count.value());
            case Attribute.Bytes bytes ->
                allocator.allocateFrom(JAVA_BYTE, bytes.value().toArray());
          };
      memory.set(JAVA_LONG, at, attribute.type());
      memory.set(JAVA_LONG, at + VALUE, value.address());
      memory.set(JAVA_LONG, at + LENGTH, value.byteSize());
      at += SIZE;
    }
    return new NativeTemplate(memory, attributes.size());
  }

  long address() {
    return memory.address();
  }
}
