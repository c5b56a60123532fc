package dev.sealwright.engine.ocsp;

import dev.sealwright.engine.issue.BatchIssuer;
import dev.sealwright.engine.sign.Replicas;
import dev.sealwright.engine.store.Committer;
import dev.sealwright.engine.store.Store;
import java.util.Map;

/**
 * What of the engine OCSP stands on.
 *
 * @param lanes by vault name
 */
@SuppressWarnings("exports") // for the composition of the engine
public record Line(
    Store store, Committer committer, BatchIssuer issuer, Map<String, Replicas> lanes) {
  public Line {
    lanes = Map.copyOf(lanes);
  }
}
