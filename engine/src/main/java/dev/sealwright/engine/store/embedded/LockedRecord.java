package dev.sealwright.engine.store.embedded;

import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.store.copy.CopySource;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;

/** A database whose lock is held, so that no server has it open. Threads: one. */
final class LockedRecord implements CopySource {
  private final SqliteAccess access;
  private final LockFile lock;

  LockedRecord(Path database, LockFile lock) {
    this.access = new SqliteAccess(database);
    this.lock = lock;
  }

  @Override
  public Connection reading() throws SQLException {
    return access.reading();
  }

  @Override
  public void close() {
    try {
      lock.close();
    } catch (IOException e) {
      throw new CaException(Failure.STORE_UNAVAILABLE, "the store did not close cleanly", e);
    }
  }
}
