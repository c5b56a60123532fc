package dev.sealwright.engine.store.postgres;

import dev.sealwright.engine.store.sql.AuthorityRow;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A process among those that have the store open.
 *
 * @param slot where it counts, one of a few that all share
 */
record NodeId(UUID id, int slot) {
  private static final int SLOTS = 16;

  static NodeId draw() {
    return new NodeId(UUID.randomUUID(), ThreadLocalRandom.current().nextInt(SLOTS));
  }

  byte[] bytes() {
    return AuthorityRow.bytes(id);
  }
}
