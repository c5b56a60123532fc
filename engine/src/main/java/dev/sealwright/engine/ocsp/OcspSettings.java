package dev.sealwright.engine.ocsp;

import java.time.Duration;

/**
 * How OCSP is answered, and within which bounds (INVARIANT I13).
 *
 * @param signer whose key signs
 * @param signerLife of a delegate's certificate: 1 to 90 days, since nobody asks whether it was
 *     revoked
 * @param validity from thisUpdate to nextUpdate: 1 minute to 1 hour, for the published service
 *     promises that a revocation is visible within 60 minutes
 * @param cacheBytes for answers that are kept, 64 KiB or more
 * @param waiting signatures that are asked for at once, at least 4; beyond it clients are told to
 *     try later. A quarter of them may be for certificates that were never issued
 * @param patience how long one waits for its signature
 */
public record OcspSettings(
    Signer signer,
    Duration signerLife,
    Duration validity,
    long cacheBytes,
    int waiting,
    Duration patience) {

  /** Whose key signs answers. */
  public enum Signer {
    /** A key that the authority certified for this alone, renewed by itself. */
    DELEGATE,
    /**
     * The CA key; each signature is in the audit log before the answer is given (INVARIANT I11).
     */
    CA_KEY
  }

  private static final Duration SHORTEST_LIFE = Duration.ofDays(1);
  private static final Duration LONGEST_LIFE = Duration.ofDays(90);
  private static final Duration SHORTEST = Duration.ofMinutes(1);
  private static final Duration LONGEST = Duration.ofHours(1);
  private static final long SMALLEST = 64L << 10;

  /**
   * An hour's answers for some 30,000 certificates; as many signatures as a token does in 0.1 s.
   */
  public static final OcspSettings STANDARD =
      new OcspSettings(
          Signer.DELEGATE,
          Duration.ofDays(30),
          Duration.ofHours(1),
          32L << 20,
          128,
          Duration.ofSeconds(10));

  public OcspSettings {
    if (signerLife.compareTo(SHORTEST_LIFE) < 0 || signerLife.compareTo(LONGEST_LIFE) > 0) {
      throw new IllegalArgumentException("signers of OCSP answers live from 1 day to 90");
    }
    if (validity.compareTo(SHORTEST) < 0 || validity.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException("OCSP answers are valid from a minute to an hour");
    }
    if (cacheBytes < SMALLEST || waiting < 4 || !patience.isPositive()) {
      throw new IllegalArgumentException("the bounds of OCSP are too small");
    }
  }

  /** These with another signer. */
  public OcspSettings with(Signer other) {
    return new OcspSettings(other, signerLife, validity, cacheBytes, waiting, patience);
  }
}
