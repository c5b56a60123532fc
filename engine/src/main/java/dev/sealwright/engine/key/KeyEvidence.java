package dev.sealwright.engine.key;

import java.time.Instant;

/**
 * Evidence of a key's custody: what its vault said, when, and for whom it was asked.
 *
 * @param vault name of the vault
 * @param at to the millisecond
 * @param actor who made it be read, as in the audit record
 */
public record KeyEvidence(
    String vault, Occasion occasion, Instant at, String actor, KeyCustody custody) {

  /** Why the vault was asked. */
  public enum Occasion {
    /** Right after the key was made, before anything but its CSR was signed; kept with the CA. */
    CREATION,
    /** Later, because someone wanted to know. */
    ON_DEMAND
  }
}
