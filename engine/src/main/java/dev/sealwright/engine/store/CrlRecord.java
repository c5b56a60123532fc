package dev.sealwright.engine.store;

import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.authority.CrlScope;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One list of an authority, as it is on record.
 *
 * @param bound certificates ever reserved for a partition; 0 for the complete list, which has all
 *     others
 * @param revoked how many of them were ever revoked
 * @param number the last that was taken for it; 0 before the first
 * @param last absent until one was published
 */
public record CrlRecord(
    AuthorityId authority,
    CrlScope scope,
    long bound,
    long revoked,
    long number,
    @Nullable Published last) {

  /** A list of which nothing is on record yet. */
  public static CrlRecord none(AuthorityId authority, CrlScope scope) {
    return new CrlRecord(authority, scope, 0, 0, 0, null);
  }

  /** Whether something was revoked that the list does not name yet. */
  public boolean lags() {
    return last == null ? revoked > 0 : revoked > last.covered();
  }

  /**
   * The list that readers have.
   *
   * @param covered how many revocations were on record before it was written; it names them all
   * @param generatedAt millisecond precision
   * @param nextUpdate whole seconds
   * @param bytes of the whole
   * @param place where it was put, and how; another one now makes the list due
   */
  public record Published(
      long number,
      long covered,
      Instant generatedAt,
      Instant nextUpdate,
      long entries,
      long bytes,
      String place) {}
}
