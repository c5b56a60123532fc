package dev.sealwright.engine.authority;

import dev.sealwright.engine.key.KeyEvidence;
import dev.sealwright.engine.key.SigningKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All there is to know of how the key of an authority is kept.
 *
 * @param key as recorded; absent while there is none
 * @param recorded what was seen at creation; empty for a key that is older than this record
 * @param now what the vaults say today
 */
public record CustodyReport(
    AuthorityId authority,
    @Nullable SigningKey key,
    List<KeyEvidence> recorded,
    List<Reading> now) {
  public CustodyReport {
    recorded = List.copyOf(recorded);
    now = List.copyOf(now);
  }

  /**
   * The answer of one vault; a key that lives in several has one of each.
   *
   * @param evidence absent when the vault had none to give
   * @param trouble why not, for people
   */
  public record Reading(String vault, @Nullable KeyEvidence evidence, @Nullable String trouble) {}
}
