package dev.sealwright.engine.key.pkcs11.foreign;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.sealwright.engine.key.pkcs11.CryptokiException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Arrays;

/**
 * Calls a function of a PKCS#11 module by its address.
 *
 * <p>On the 64-bit Unix ABIs every argument of every PKCS#11 call (CK_ULONG, handle, CK_BBOOL,
 * pointer) travels as one 64-bit word, so one handle per number of arguments is enough. The handles
 * are static constants, which lets the JIT compiler fold them into the caller. Pointers are bare
 * addresses: the caller keeps their memory alive until the call returns.
 */
final class NativeCall {
  private static final MethodHandle CALL1 = handle(1);
  private static final MethodHandle CALL2 = handle(2);
  private static final MethodHandle CALL3 = handle(3);
  private static final MethodHandle CALL4 = handle(4);
  private static final MethodHandle CALL5 = handle(5);
  private static final MethodHandle CALL8 = handle(8);

  private final String name;
  private final MemorySegment address;

  /**
   * Names a function of the module.
   *
   * @param name of the standard, for error messages
   */
  NativeCall(String name, MemorySegment address) {
    this.name = name;
    this.address = address;
  }

  String name() {
    return name;
  }

  void call(long a) {
    check(result(a));
  }

  /** The CK_RV itself, for the caller who has a use for more than CKR_OK. */
  long result(long a) {
    try {
      return (long) CALL1.invokeExact(address, a);
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  void call(long a, long b) {
    try {
      check((long) CALL2.invokeExact(address, a, b));
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  void call(long a, long b, long c) {
    check(result(a, b, c));
  }

  /** The CK_RV itself. */
  long result(long a, long b, long c) {
    try {
      return (long) CALL3.invokeExact(address, a, b, c);
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  void call(long a, long b, long c, long d) {
    try {
      check((long) CALL4.invokeExact(address, a, b, c, d));
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  void call(long a, long b, long c, long d, long e) {
    try {
      check((long) CALL5.invokeExact(address, a, b, c, d, e));
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  void call(long a, long b, long c, long d, long e, long f, long g, long h) {
    try {
      check((long) CALL8.invokeExact(address, a, b, c, d, e, f, g, h));
    } catch (Throwable t) {
      throw unexpected(t);
    }
  }

  private void check(long result) {
    if (result != 0) {
      throw new CryptokiException(name, result);
    }
  }

  /** invokeExact declares Throwable; a downcall itself throws nothing that is checked. */
  private static RuntimeException unexpected(Throwable t) {
    return switch (t) {
      case RuntimeException e -> e;
      case Error e -> throw e;
      default -> new IllegalStateException(t);
    };
  }

  @SuppressWarnings("restricted") // to call native code is what this class is for
  private static MethodHandle handle(int arguments) {
    var words = new MemoryLayout[arguments];
    Arrays.fill(words, JAVA_LONG);
    return Linker.nativeLinker().downcallHandle(FunctionDescriptor.of(JAVA_LONG, words));
  }
}
