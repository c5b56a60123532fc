package dev.sealwright.api;

import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.key.KeyId;
import dev.sealwright.engine.key.KeySession;
import dev.sealwright.engine.key.KeySpec;
import dev.sealwright.engine.key.KeyVault;
import dev.sealwright.engine.key.SigningKey;
import dev.sealwright.engine.key.soft.SoftVault;
import dev.sealwright.engine.x509.SignatureAlgorithm;
import dev.sealwright.engine.x509.SubjectPublicKey;
import dev.sealwright.hsm.StorageStandard;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** A vault in memory in which the making of keys can be held up, or fail. */
final class GatedVault implements KeyVault {
  private final SoftVault real = new SoftVault("soft", 2, new SecureRandom());
  private volatile CountDownLatch gate = new CountDownLatch(0);
  private volatile @Nullable Failure failing;

  /** Keys are not made before {@link #letGo}. */
  void hold() {
    gate = new CountDownLatch(1);
  }

  /** Lets those that wait go on. */
  void letGo() {
    gate.countDown();
  }

  /** From now on no key can be made. */
  void fail(Failure how) {
    failing = how;
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
  public boolean meets(StorageStandard standard) {
    return real.meets(standard);
  }

  @Override
  public KeySession open() {
    KeySession session = real.open();
    return new KeySession() {
      @Override
      public SubjectPublicKey generate(KeyId id, KeySpec spec) {
        await();
        Failure how = failing;
        if (how != null) {
          throw new CaException(how, "no more keys");
        }
        return session.generate(id, spec);
      }

      @Override
      public Optional<SubjectPublicKey> find(KeyId id) {
        return session.find(id);
      }

      @Override
      public byte[] sign(SigningKey key, SignatureAlgorithm algorithm, byte[] message) {
        return session.sign(key, algorithm, message);
      }

      @Override
      public byte[] signDigest(SigningKey key, SignatureAlgorithm algorithm, byte[] digest) {
        return session.signDigest(key, algorithm, digest);
      }

      @Override
      public void destroy(KeyId id) {
        session.destroy(id);
      }

      @Override
      public void close() {
        session.close();
      }
    };
  }

  private void await() {
    try {
      gate.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    real.close();
  }
}
