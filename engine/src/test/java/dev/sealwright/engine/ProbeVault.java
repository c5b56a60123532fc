package dev.sealwright.engine;

import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.key.KeyId;
import dev.sealwright.engine.key.KeySession;
import dev.sealwright.engine.key.KeySpec;
import dev.sealwright.engine.key.KeyVault;
import dev.sealwright.engine.key.SealContext;
import dev.sealwright.engine.key.SigningKey;
import dev.sealwright.engine.x509.Octets;
import dev.sealwright.engine.x509.SignatureAlgorithm;
import dev.sealwright.engine.x509.SubjectPublicKey;
import dev.sealwright.hsm.StorageStandard;
import java.util.Optional;

/** A vault whose signatures a test can watch, hold up, spoil or refuse, and that can go away. */
public final class ProbeVault implements KeyVault {
  /** Stands around the real signature. */
  public interface Hook {
    byte[] sign(KeySession real, SigningKey key, SignatureAlgorithm algorithm, byte[] message);
  }

  public static final Hook HONEST = KeySession::sign;

  public static final Hook HONEST_WITH_DIGESTS = KeySession::signDigest;

  /** Stands before the real generation or destruction of a key; what it throws the call throws. */
  public interface KeyHook {
    void before(KeyId id);
  }

  private final KeyVault real;
  private volatile Hook hook = HONEST;
  private volatile Hook digestHook = HONEST_WITH_DIGESTS;
  private volatile KeyHook generating = id -> {};
  private volatile KeyHook destroying = id -> {};
  private volatile boolean away;

  public ProbeVault(KeyVault real) {
    this.real = real;
  }

  public void onSign(Hook next) {
    hook = next;
  }

  /** For signatures over a digest. */
  public void onSignDigest(Hook next) {
    digestHook = next;
  }

  public void onGenerate(KeyHook next) {
    generating = next;
  }

  public void onDestroy(KeyHook next) {
    destroying = next;
  }

  /** While away, no session can be opened. */
  public void away(boolean now) {
    away = now;
  }

  @Override
  public String name() {
    return real.name();
  }

  @Override
  public int lanes() {
    return real.lanes();
  }

  @Override
  public boolean offers(KeySpec spec, SignatureAlgorithm algorithm) {
    return real.offers(spec, algorithm);
  }

  @Override
  public boolean seals() {
    return real.seals();
  }

  @Override
  public boolean meets(StorageStandard standard) {
    return real.meets(standard);
  }

  @Override
  public KeySession open() {
    if (away) {
      throw new CaException(Failure.TOKEN_UNAVAILABLE, "unplugged");
    }
    return new Session(real.open());
  }

  @Override
  public void close() {
    real.close();
  }

  private final class Session implements KeySession {
    private final KeySession session;

    Session(KeySession session) {
      this.session = session;
    }

    @Override
    public SubjectPublicKey generate(KeyId id, KeySpec spec) {
      generating.before(id);
      return session.generate(id, spec);
    }

    @Override
    public Optional<SubjectPublicKey> find(KeyId id) {
      return session.find(id);
    }

    @Override
    public byte[] sign(SigningKey key, SignatureAlgorithm algorithm, byte[] message) {
      return hook.sign(session, key, algorithm, message);
    }

    @Override
    public byte[] signDigest(SigningKey key, SignatureAlgorithm algorithm, byte[] digest) {
      return digestHook.sign(session, key, algorithm, digest);
    }

    @Override
    public Octets seal(SealContext context, byte[] secret) {
      return session.seal(context, secret);
    }

    @Override
    public byte[] unseal(SealContext context, Octets sealed) {
      return session.unseal(context, sealed);
    }

    @Override
    public void destroy(KeyId id) {
      destroying.before(id);
      session.destroy(id);
    }

    @Override
    public void close() {
      session.close();
    }
  }
}
