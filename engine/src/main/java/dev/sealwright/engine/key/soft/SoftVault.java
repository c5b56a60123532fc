package dev.sealwright.engine.key.soft;

import dev.sealwright.engine.key.KeyId;
import dev.sealwright.engine.key.KeySession;
import dev.sealwright.engine.key.KeyVault;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * A vault that keeps its keys in memory, where any dump of the process shows them.
 *
 * <p>It is never a default. {@link #close} keeps the keys, so that a test can restart an engine on
 * the same vault; they go when the vault is garbage.
 *
 * <p>Threads: shared.
 */
public final class SoftVault implements KeyVault {
  private final String name;
  private final int lanes;
  private final SecureRandom random;
  private final ConcurrentMap<KeyId, KeyPair> pairs = new ConcurrentHashMap<>();

  /**
   * Makes an empty vault.
   *
   * @param lanes what {@link #lanes} answers, at least 1; for a CPU-bound vault the cores
   * @param random source of the keys
   */
  public SoftVault(String name, int lanes, SecureRandom random) {
    if (name.isBlank() || lanes < 1) {
      throw new IllegalArgumentException("a vault needs a name and at least one lane");
    }
    this.name = name;
    this.lanes = lanes;
    this.random = random;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int lanes() {
    return lanes;
  }

  @Override
  public KeySession open() {
    return new SoftSession(pairs, random);
  }

  @Override
  public void close() {}
}
