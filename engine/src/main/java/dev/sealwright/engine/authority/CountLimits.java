package dev.sealwright.engine.authority;

import org.jspecify.annotations.Nullable;

/**
 * How many of each thing there may be; each is enforced in the commit that uses it up, so that N
 * means exactly N.
 *
 * @param authorities of one owner, deleted ones included until they are removed for good
 * @param issuedWithCompleteCrl certificates that an authority with a complete CRL may ever issue
 * @param issued certificates that any other authority may ever issue
 * @param revokedWithCompleteCrl revoked, unexpired certificates of an authority with a complete CRL
 * @param reported certificates of an authority beyond which no audit report is made
 */
public record CountLimits(
    long authorities,
    long issuedWithCompleteCrl,
    long issued,
    long revokedWithCompleteCrl,
    long reported) {
  /** For what is not bounded. */
  public static final long UNLIMITED = Long.MAX_VALUE;

  /** The quotas of the published service. */
  public static final CountLimits AWS =
      new CountLimits(200, 1_000_000, 100_000_000, 1_000_000, 100_000_000);

  /**
   * The same counts raised to what the records carry at a flat cost. A complete list of five
   * million entries is some 200 MB; beyond that lists are to be partitioned.
   */
  public static final CountLimits OPEN =
      new CountLimits(10_000, 10_000_000, 1_000_000_000, 5_000_000, 1_000_000_000);

  public CountLimits {
    if (authorities < 1
        || issuedWithCompleteCrl < 1
        || issued < 1
        || revokedWithCompleteCrl < 1
        || reported < 1) {
      throw new IllegalArgumentException("counts are at least 1");
    }
  }

  /** What an authority with these settings may ever issue. */
  public long issued(RevocationSettings settings) {
    return complete(settings.crl()) ? issuedWithCompleteCrl : issued;
  }

  /** How many unexpired certificates it may have revoked. */
  public long revoked(RevocationSettings settings) {
    return complete(settings.crl()) ? revokedWithCompleteCrl : UNLIMITED;
  }

  private static boolean complete(RevocationSettings.@Nullable Crl crl) {
    return crl != null && crl.type() == CrlType.COMPLETE;
  }
}
