package dev.sealwright.engine.key.pkcs11;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A module that fails on demand and counts its calls; otherwise the one it wraps.
 *
 * <p>Functions go by the names of the standard; {@code C_Sign} stands for C_SignInit too.
 */
final class FaultyCryptoki implements Cryptoki {
  private final Cryptoki real;
  private final Map<String, Long> faults = new ConcurrentHashMap<>();
  private final Map<String, Integer> calls = new ConcurrentHashMap<>();
  private final Map<Long, Boolean> flags = new ConcurrentHashMap<>();
  private long tokenFlags;
  private int cutSignature;
  private @Nullable String label;

  FaultyCryptoki(Cryptoki real) {
    this.real = real;
  }

  /** From now on the function returns this value without being called. */
  FaultyCryptoki failing(String function, ReturnValue value) {
    faults.put(function, value.code());
    return this;
  }

  FaultyCryptoki healed() {
    faults.clear();
    return this;
  }

  /** Flags that the token reports besides its own. */
  FaultyCryptoki reporting(long flag) {
    tokenFlags |= flag;
    return this;
  }

  /** All tokens show this label. */
  FaultyCryptoki labelling(String all) {
    label = all;
    return this;
  }

  /** An attribute that always reads as this, whatever the object says. */
  FaultyCryptoki reading(long attribute, boolean value) {
    flags.put(attribute, value);
    return this;
  }

  /** Signatures lose their last bytes. */
  FaultyCryptoki cuttingSignatures(int bytes) {
    cutSignature = bytes;
    return this;
  }

  int calls(String function) {
    return calls.getOrDefault(function, 0);
  }

  private void call(String function) {
    calls.merge(function, 1, Integer::sum);
    var code = faults.get(function);
    if (code != null) {
      throw new CryptokiException(function, code);
    }
  }

  @Override
  public void initialise() {
    real.initialise();
  }

  @Override
  public ModuleInfo moduleInfo() {
    call("C_GetInfo");
    return real.moduleInfo();
  }

  @Override
  public long[] slotsWithToken() {
    call("C_GetSlotList");
    return real.slotsWithToken();
  }

  @Override
  public TokenInfo tokenInfo(long slot) {
    call("C_GetTokenInfo");
    var info = real.tokenInfo(slot);
    return new TokenInfo(
        label == null ? info.label() : label,
        info.manufacturer(),
        info.model(),
        info.serial(),
        info.flags() | tokenFlags,
        info.hardware(),
        info.firmware());
  }

  @Override
  public long[] mechanisms(long slot) {
    call("C_GetMechanismList");
    return real.mechanisms(slot);
  }

  @Override
  public MechanismInfo mechanismInfo(long slot, long mechanism) {
    call("C_GetMechanismInfo");
    return real.mechanismInfo(slot, mechanism);
  }

  @Override
  public CryptokiSession openSession(long slot) {
    call("C_OpenSession");
    return new Session(real.openSession(slot));
  }

  @Override
  public void close() {
    real.close();
  }

  private final class Session implements CryptokiSession {
    private final CryptokiSession inner;

    Session(CryptokiSession inner) {
      this.inner = inner;
    }

    @Override
    public void login(char[] pin) {
      call("C_Login");
      inner.login(pin);
    }

    @Override
    public long[] find(List<Attribute> template, int limit) {
      call("C_FindObjects");
      return inner.find(template, limit);
    }

    @Override
    public KeyPairHandles generateKeyPair(
        long mechanism, List<Attribute> publicKey, List<Attribute> privateKey) {
      call("C_GenerateKeyPair");
      return inner.generateKeyPair(mechanism, publicKey, privateKey);
    }

    @Override
    public byte[] bytes(long object, long attribute) {
      call("C_GetAttributeValue");
      return inner.bytes(object, attribute);
    }

    @Override
    public long number(long object, long attribute) {
      call("C_GetAttributeValue");
      return inner.number(object, attribute);
    }

    @Override
    public boolean flag(long object, long attribute) {
      call("C_GetAttributeValue");
      return flags.getOrDefault(attribute, inner.flag(object, attribute));
    }

    @Override
    public byte[] sign(Mechanism mechanism, long key, byte[] data) {
      call("C_Sign");
      var signature = inner.sign(mechanism, key, data);
      return Arrays.copyOf(signature, signature.length - cutSignature);
    }

    @Override
    public long generateKey(long mechanism, List<Attribute> template) {
      call("C_GenerateKey");
      return inner.generateKey(mechanism, template);
    }

    @Override
    public byte[] encrypt(Mechanism mechanism, long key, byte[] data) {
      call("C_Encrypt");
      return inner.encrypt(mechanism, key, data);
    }

    @Override
    public byte[] decrypt(Mechanism mechanism, long key, byte[] data) {
      call("C_Decrypt");
      return inner.decrypt(mechanism, key, data);
    }

    @Override
    public void destroy(long object) {
      call("C_DestroyObject");
      inner.destroy(object);
    }

    @Override
    public void close() {
      inner.close();
      call("C_CloseSession");
    }
  }
}
