package dev.sealwright.engine.key.pkcs11.foreign;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.sealwright.engine.key.pkcs11.Attribute;
import dev.sealwright.engine.key.pkcs11.CryptokiException;
import dev.sealwright.engine.key.pkcs11.CryptokiSession;
import dev.sealwright.engine.key.pkcs11.KeyPairHandles;
import dev.sealwright.engine.key.pkcs11.Mechanism;
import dev.sealwright.engine.key.pkcs11.Probing;
import dev.sealwright.engine.key.pkcs11.ReturnValue;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;

/**
 * A session of {@link ForeignCryptoki}, with scratch memory of its own so that a signature
 * allocates nothing native.
 *
 * <p>Threads: one at a time. The memory is shared, not confined, since the session that holds a
 * login is closed by another thread than the one that opened it.
 */
final class ForeignSession implements CryptokiSession, Probing {
  private static final int CKU_USER = 1;
  private static final int BUFFER = 8192;

  /** Handles asked for at once. */
  private static final int CHUNK = 64;

  private final FunctionList functions;
  private final long handle;
  private final Runnable released;
  private final Arena arena = Arena.ofShared();
  private final NativeMechanism mechanism = new NativeMechanism(arena);
  private final MemorySegment length = arena.allocate(JAVA_LONG);
  private final MemorySegment input = arena.allocate(BUFFER, 8);
  private final MemorySegment output = arena.allocate(BUFFER, 8);
  private boolean open = true;

  /**
   * Wraps an open session.
   *
   * @param released runs once, when the session is closed
   */
  ForeignSession(FunctionList functions, long handle, Runnable released) {
    this.functions = functions;
    this.handle = handle;
    this.released = released;
  }

  @Override
  public void login(char[] pin) {
    try (var encoded = new NativePin(pin, "C_Login")) {
      functions.login().call(handle, CKU_USER, encoded.address(), encoded.length());
    }
  }

  @Override
  public long[] find(List<Attribute> template, int limit) {
    if (limit < 1 || limit > MAX_FOUND) {
      throw new IllegalArgumentException("a search for " + limit + " objects");
    }
    try (var scratch = Arena.ofConfined()) {
      var wanted = NativeTemplate.of(scratch, template);
      functions.findObjectsInit().call(handle, wanted.address(), wanted.count());
      // Left unfinished, the search would make the next one fail (CKR_OPERATION_ACTIVE).
      var found = findStarted(limit);
      functions.findObjectsFinal().call(handle);
      return found;
    }
  }

  private long[] findStarted(int limit) {
    var found = new long[Math.min(limit, CHUNK)];
    int count = 0;
    try {
      while (count < limit) {
        int room = Math.min(limit - count, CHUNK);
        functions.findObjects().call(handle, output.address(), room, length.address());
        long more = ForeignCryptoki.bounded(length.get(JAVA_LONG, 0), room, "C_FindObjects");
        if (more == 0) {
          break;
        }
        if (count + more > found.length) {
          found = Arrays.copyOf(found, Math.min(limit, 2 * found.length));
        }
        MemorySegment.copy(output, JAVA_LONG, 0, found, count, (int) more);
        count += (int) more;
      }
    } catch (CryptokiException e) {
      finishSearch(e);
      throw e;
    }
    return Arrays.copyOf(found, count);
  }

  private void finishSearch(CryptokiException reason) {
    try {
      functions.findObjectsFinal().call(handle);
    } catch (CryptokiException e) {
      reason.addSuppressed(e);
    }
  }

  @Override
  public KeyPairHandles generateKeyPair(
      long type, List<Attribute> publicKey, List<Attribute> privateKey) {
    try (var scratch = Arena.ofConfined()) {
      var first = NativeTemplate.of(scratch, publicKey);
      var second = NativeTemplate.of(scratch, privateKey);
      var handles = scratch.allocate(JAVA_LONG, 2);
      functions
          .generateKeyPair()
          .call(
              handle,
              mechanism.of(new Mechanism.Plain(type)),
              first.address(),
              first.count(),
              second.address(),
              second.count(),
              handles.address(),
              handles.address() + 8);
      return new KeyPairHandles(handles.get(JAVA_LONG, 0), handles.get(JAVA_LONG, 8));
    }
  }

  @Override
  public byte[] bytes(long object, long attribute) {
    return read(object, attribute, BUFFER).toArray(JAVA_BYTE);
  }

  @Override
  public long number(long object, long attribute) {
    // Not more room than it needs: NSS takes that for less.
    var value = read(object, attribute, Long.BYTES);
    if (value.byteSize() != Long.BYTES) {
      throw new CryptokiException("C_GetAttributeValue", ReturnValue.CKR_ATTRIBUTE_VALUE_INVALID);
    }
    return value.get(JAVA_LONG, 0);
  }

  @Override
  public boolean flag(long object, long attribute) {
    var value = read(object, attribute, 1);
    if (value.byteSize() != 1) {
      throw new CryptokiException("C_GetAttributeValue", ReturnValue.CKR_ATTRIBUTE_VALUE_INVALID);
    }
    return value.get(JAVA_BYTE, 0) != 0;
  }

  private MemorySegment read(long object, long attribute, int room) {
    input.set(JAVA_LONG, 0, attribute);
    input.set(JAVA_LONG, NativeTemplate.VALUE, output.address());
    input.set(JAVA_LONG, NativeTemplate.LENGTH, (long) room);
    functions.getAttributeValue().call(handle, object, input.address(), 1);
    // CK_UNAVAILABLE_INFORMATION is -1 and falls out of the bound too.
    long size = input.get(JAVA_LONG, NativeTemplate.LENGTH);
    return output.asSlice(0, ForeignCryptoki.bounded(size, room, "C_GetAttributeValue"));
  }

  @Override
  public byte[] sign(Mechanism wanted, long key, byte[] data) {
    if (data.length <= BUFFER) {
      return sign(wanted, key, data, input);
    }
    // ML-DSA is given the message itself.
    try (var scratch = Arena.ofConfined()) {
      return sign(wanted, key, data, scratch.allocate(data.length));
    }
  }

  private byte[] sign(Mechanism wanted, long key, byte[] data, MemorySegment memory) {
    MemorySegment.copy(data, 0, memory, JAVA_BYTE, 0, data.length);
    functions.signInit().call(handle, mechanism.of(wanted), key);
    return answer(functions.sign(), memory, data.length);
  }

  @Override
  public long secondSignInit(Mechanism wanted, long key) {
    functions.signInit().call(handle, mechanism.of(wanted), key);
    return functions.signInit().result(handle, mechanism.of(wanted), key);
  }

  @Override
  public long generateKey(long type, List<Attribute> template) {
    try (var scratch = Arena.ofConfined()) {
      var attributes = NativeTemplate.of(scratch, template);
      var made = scratch.allocate(JAVA_LONG);
      functions
          .generateKey()
          .call(
              handle,
              mechanism.of(new Mechanism.Plain(type)),
              attributes.address(),
              attributes.count(),
              made.address());
      return made.get(JAVA_LONG, 0);
    }
  }

  @Override
  public byte[] encrypt(Mechanism wanted, long key, byte[] data) {
    return transformed(functions.encryptInit(), functions.encrypt(), wanted, key, data);
  }

  @Override
  public byte[] decrypt(Mechanism wanted, long key, byte[] data) {
    return transformed(functions.decryptInit(), functions.decrypt(), wanted, key, data);
  }

  private byte[] transformed(
      NativeCall init, NativeCall work, Mechanism wanted, long key, byte[] data) {
    try {
      // Throws IndexOutOfBoundsException, before any call, when the data is longer than the
      // scratch.
      MemorySegment.copy(data, 0, input, JAVA_BYTE, 0, data.length);
      init.call(handle, mechanism.of(wanted), key);
      return answer(work, input, data.length);
    } finally {
      input.fill((byte) 0);
      output.fill((byte) 0);
    }
  }

  /** Calls C_Sign or its like, and copies what it wrote. */
  private byte[] answer(NativeCall call, MemorySegment data, int count) {
    length.set(JAVA_LONG, 0, BUFFER);
    call.call(handle, data.address(), count, output.address(), length.address());
    int size = (int) ForeignCryptoki.bounded(length.get(JAVA_LONG, 0), BUFFER, call.name());
    var result = new byte[size];
    MemorySegment.copy(output, JAVA_BYTE, 0, result, 0, size);
    return result;
  }

  @Override
  public void destroy(long object) {
    functions.destroyObject().call(handle, object);
  }

  @Override
  public void close() {
    if (!open) {
      return;
    }
    open = false;
    try {
      functions.closeSession().call(handle);
    } finally {
      arena.close();
      released.run();
    }
  }
}
