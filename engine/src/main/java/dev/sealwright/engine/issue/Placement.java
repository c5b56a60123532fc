package dev.sealwright.engine.issue;

import dev.sealwright.engine.store.Claimed;
import dev.sealwright.engine.x509.Serial;

/** What came of a draft that was not refused. */
public sealed interface Placement {
  /** Sealed, and durable. */
  record Issued(Serial serial) implements Placement {}

  /** On record and closed without a signature, for good: names that the CA may not certify. */
  record Failed(Serial serial) implements Placement {}

  /** Its idempotency token had been used; nothing new was made. */
  record Replayed(Claimed earlier) implements Placement {}

  /** The authority changed after the draft was written; draft again. */
  record Outdated() implements Placement {}

  /** The list that it was bound to may be full by now; bind the next draft to another. */
  record Crowded() implements Placement {}
}
