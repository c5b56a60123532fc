package dev.sealwright.engine.key.pkcs11.jni;

import dev.sealwright.engine.key.pkcs11.Attribute;
import dev.sealwright.engine.key.pkcs11.CryptokiException;
import dev.sealwright.engine.key.pkcs11.CryptokiSession;
import dev.sealwright.engine.key.pkcs11.KeyPairHandles;
import dev.sealwright.engine.key.pkcs11.Mechanism;
import dev.sealwright.engine.key.pkcs11.ReturnValue;
import java.util.Arrays;
import java.util.List;

/**
 * A session of {@link JniCryptoki}.
 *
 * <p>Our own copies of PINs are wiped. The wrappers' native copies of PINs and of data that is
 * encrypted or decrypted cannot be: they are freed as they are.
 *
 * <p>Threads: one at a time.
 */
final class JniSession implements CryptokiSession {
  private static final int LONGEST = 8192;
  private static final int LONGEST_PLAIN = 4096;

  /** Handles asked for at once. */
  private static final int CHUNK = 64;

  private final Binding binding;
  private final long handle;
  private final Runnable released;
  private boolean open = true;

  /**
   * Wraps an open session.
   *
   * @param released runs once, when the session is closed
   */
  JniSession(Binding binding, long handle, Runnable released) {
    this.binding = binding;
    this.handle = handle;
    this.released = released;
  }

  @Override
  public void login(char[] pin) {
    char[] bytes = Boxed.pin(pin);
    try {
      binding.login(handle, bytes);
    } finally {
      Arrays.fill(bytes, '\0');
    }
  }

  @Override
  public long[] find(List<Attribute> template, int limit) {
    if (limit < 1 || limit > MAX_FOUND) {
      throw new IllegalArgumentException("a search for " + limit + " objects");
    }
    binding.findObjectsInit(handle, template);
    // Left unfinished, the search would make the next one fail (CKR_OPERATION_ACTIVE).
    var found = findStarted(limit);
    binding.findObjectsFinal(handle);
    return found;
  }

  private long[] findStarted(int limit) {
    var found = new long[Math.min(limit, CHUNK)];
    int count = 0;
    try {
      while (count < limit) {
        int room = Math.min(limit - count, CHUNK);
        long[] more = binding.findObjects(handle, room);
        if (more.length > room) {
          throw new CryptokiException("C_FindObjects", ReturnValue.CKR_GENERAL_ERROR);
        }
        if (more.length == 0) {
          break;
        }
        if (count + more.length > found.length) {
          found = Arrays.copyOf(found, Math.min(limit, 2 * found.length));
        }
        System.arraycopy(more, 0, found, count, more.length);
        count += more.length;
      }
    } catch (CryptokiException e) {
      finishSearch(e);
      throw e;
    }
    return Arrays.copyOf(found, count);
  }

  private void finishSearch(CryptokiException reason) {
    try {
      binding.findObjectsFinal(handle);
    } catch (CryptokiException e) {
      reason.addSuppressed(e);
    }
  }

  @Override
  public KeyPairHandles generateKeyPair(
      long mechanism, List<Attribute> publicKey, List<Attribute> privateKey) {
    return binding.generateKeyPair(handle, new Mechanism.Plain(mechanism), publicKey, privateKey);
  }

  @Override
  public byte[] bytes(long object, long attribute) {
    return Boxed.bytes(binding.attribute(handle, object, attribute), LONGEST);
  }

  @Override
  public long number(long object, long attribute) {
    return Boxed.number(binding.attribute(handle, object, attribute));
  }

  @Override
  public boolean flag(long object, long attribute) {
    return Boxed.flag(binding.attribute(handle, object, attribute));
  }

  @Override
  public byte[] sign(Mechanism mechanism, long key, byte[] data) {
    binding.signInit(handle, mechanism, key);
    return bounded(binding.sign(handle, data), "C_Sign");
  }

  @Override
  public long generateKey(long mechanism, List<Attribute> template) {
    return binding.generateKey(handle, new Mechanism.Plain(mechanism), template);
  }

  @Override
  public byte[] encrypt(Mechanism mechanism, long key, byte[] data) {
    within(data, LONGEST_PLAIN);
    binding.encryptInit(handle, mechanism, key);
    return bounded(binding.encrypt(handle, data), "C_Encrypt");
  }

  @Override
  public byte[] decrypt(Mechanism mechanism, long key, byte[] data) {
    within(data, LONGEST);
    binding.decryptInit(handle, mechanism, key);
    return bounded(binding.decrypt(handle, data), "C_Decrypt");
  }

  @Override
  public void destroy(long object) {
    binding.destroyObject(handle, object);
  }

  @Override
  public void close() {
    if (!open) {
      return;
    }
    open = false;
    try {
      binding.closeSession(handle);
    } finally {
      released.run();
    }
  }

  private static void within(byte[] data, int limit) {
    if (data.length > limit) {
      throw new IndexOutOfBoundsException(data.length + " bytes, of at most " + limit);
    }
  }

  private static byte[] bounded(byte[] answer, String function) {
    if (answer.length > LONGEST) {
      throw new CryptokiException(function, ReturnValue.CKR_GENERAL_ERROR);
    }
    return answer;
  }
}
