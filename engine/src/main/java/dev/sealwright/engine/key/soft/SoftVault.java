package dev.sealwright.engine.key.soft;

import dev.sealwright.engine.key.KeyId;
import dev.sealwright.engine.key.KeySession;
import dev.sealwright.engine.key.KeySpec;
import dev.sealwright.engine.key.KeyVault;
import dev.sealwright.engine.x509.SignatureAlgorithm;
import dev.sealwright.hsm.StorageStandard;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.Set;
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
  private final Set<KeySpec> kinds;
  private final Set<StorageStandard> standards;
  private final ConcurrentMap<KeyId, KeyPair> pairs = new ConcurrentHashMap<>();
  private final SoftSealing sealing;

  /** An empty vault that makes every kind of key and stands in for the FIPS levels. */
  public SoftVault(String name, int lanes, SecureRandom random) {
    this(
        name,
        lanes,
        random,
        EnumSet.allOf(KeySpec.class),
        Set.of(StorageStandard.FIPS_140_2_LEVEL_2, StorageStandard.FIPS_140_2_LEVEL_3));
  }

  /**
   * Makes an empty vault.
   *
   * @param lanes what {@link #lanes} answers, at least 1; for a CPU-bound vault the cores
   * @param random source of the keys
   * @param kinds of key that it offers
   * @param standards that it stands in for
   */
  public SoftVault(
      String name,
      int lanes,
      SecureRandom random,
      Set<KeySpec> kinds,
      Set<StorageStandard> standards) {
    if (name.isBlank() || lanes < 1) {
      throw new IllegalArgumentException("a vault needs a name and at least one lane");
    }
    this.name = name;
    this.lanes = lanes;
    this.random = random;
    this.sealing = new SoftSealing(random);
    this.kinds = Set.copyOf(kinds);
    this.standards = Set.copyOf(standards);
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
  public boolean offers(KeySpec spec, SignatureAlgorithm algorithm) {
    return kinds.contains(spec) && spec.signsWith(algorithm);
  }

  @Override
  public boolean seals() {
    return true;
  }

  @Override
  public boolean meets(StorageStandard standard) {
    return standards.stream().anyMatch(declared -> declared.covers(standard));
  }

  @Override
  public KeySession open() {
    return new SoftSession(pairs, sealing, random);
  }

  @Override
  public void close() {}
}
