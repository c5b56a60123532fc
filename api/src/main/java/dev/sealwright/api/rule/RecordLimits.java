package dev.sealwright.api.rule;

/**
 * How much may hang on one CA; beyond it LimitExceededException.
 *
 * @param revocations revoked, unexpired certificates of a CA with a complete CRL
 * @param permissions of services
 */
public record RecordLimits(long revocations, int permissions) {
  /** The first is the published quota; the second none that a single service can reach. */
  public static final RecordLimits STANDARD = new RecordLimits(1_000_000, 20);

  public RecordLimits {
    if (revocations < 0 || permissions < 0) {
      throw new IllegalArgumentException("limits are not negative");
    }
  }
}
