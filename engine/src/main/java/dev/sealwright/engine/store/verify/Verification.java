package dev.sealwright.engine.store.verify;

/**
 * What was looked at.
 *
 * @param authorities CAs on record that are not removed
 * @param caCertificates of CAs, and of the chains above them
 * @param certificates sealed ones
 * @param closed reservations that ended without a signature
 * @param open reservations that are too young to be amiss
 * @param revocations on record
 * @param comparisons of counters and tables with each other
 * @param violations how many were told
 */
public record Verification(
    long authorities,
    long caCertificates,
    long certificates,
    long closed,
    long open,
    long revocations,
    int comparisons,
    long violations) {
  public boolean sound() {
    return violations == 0;
  }
}
