package dev.sealwright.engine.key.pkcs11.foreign;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.sealwright.engine.key.pkcs11.Mechanism;
import dev.sealwright.engine.x509.Octets;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;

/**
 * A CK_MECHANISM and the memory of its parameter, written anew for each operation so that a
 * signature allocates nothing native.
 *
 * <p>Threads: one at a time, as its session.
 */
final class NativeMechanism {
  /** CK_MECHANISM: mechanism, pParameter, ulParameterLen. */
  private static final int SIZE = 24;

  private static final int POINTER = 8;
  private static final int LENGTH = 16;

  /** CK_RSA_PKCS_PSS_PARAMS: hashAlg, mgf, sLen. */
  private static final int PSS_SIZE = 24;

  /** CK_GCM_PARAMS: pIv, ulIvLen, ulIvBits, pAAD, ulAADLen, ulTagBits. */
  private static final int GCM_SIZE = 48;

  /** Where the bytes that CK_GCM_PARAMS points to are kept, and how many may be. */
  private static final int IV = 64;

  private static final int MAX_IV = 256;
  private static final int ADDITIONAL = IV + MAX_IV;
  private static final int MAX_ADDITIONAL = 1024;

  private final MemorySegment memory;
  private final MemorySegment parameter;

  NativeMechanism(SegmentAllocator allocator) {
    this.memory = allocator.allocate(SIZE, 8);
    this.parameter = allocator.allocate(ADDITIONAL + MAX_ADDITIONAL, 8);
  }

  /** The address of a CK_MECHANISM for this; good until the next call. */
  long of(Mechanism wanted) {
    int size =
        switch (wanted) {
          case Mechanism.Plain plain -> 0;
          case Mechanism.Pss pss -> {
            parameter.set(JAVA_LONG, 0, pss.hash());
            parameter.set(JAVA_LONG, 8, pss.mask());
            parameter.set(JAVA_LONG, 16, pss.salt());
            yield PSS_SIZE;
          }
          case Mechanism.Gcm gcm -> {
            parameter.set(JAVA_LONG, 0, kept(gcm.iv(), IV, MAX_IV));
            parameter.set(JAVA_LONG, 8, gcm.iv().length());
            parameter.set(JAVA_LONG, 16, 8L * gcm.iv().length());
            parameter.set(JAVA_LONG, 24, kept(gcm.additional(), ADDITIONAL, MAX_ADDITIONAL));
            parameter.set(JAVA_LONG, 32, gcm.additional().length());
            parameter.set(JAVA_LONG, 40, Mechanism.Gcm.TAG_BITS);
            yield GCM_SIZE;
          }
        };
    memory.set(JAVA_LONG, 0, wanted.type());
    memory.set(JAVA_LONG, POINTER, size == 0 ? 0 : parameter.address());
    memory.set(JAVA_LONG, LENGTH, size);
    return memory.address();
  }

  private long kept(Octets bytes, int at, int limit) {
    if (bytes.length() > limit) {
      throw new IllegalArgumentException("a parameter of " + bytes.length() + " bytes");
    }
    MemorySegment.copy(bytes.toArray(), 0, parameter, JAVA_BYTE, at, bytes.length());
    return parameter.address() + at;
  }
}
