package dev.sealwright.engine.store.sql;

import dev.sealwright.engine.authority.AuthorityId;
import java.sql.SQLException;

/** How many certificates each authority has issued. Belongs to the writer's thread. */
public interface IssuedCounts {
  long of(AuthorityId id) throws SQLException;

  void add(AuthorityId id, int difference) throws SQLException;

  /** Into the batch that is about to be committed. */
  void flush() throws SQLException;

  /** The batch was rolled back, and others may have written since. */
  void discard();
}
