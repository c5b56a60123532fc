package dev.sealwright.engine.store.copy;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * An embedded record that nobody changes as long as this is open.
 *
 * <p>Threads: one.
 */
public interface CopySource extends AutoCloseable {
  /** For reading alone; its rows come as they are asked for. The caller closes it. */
  Connection reading() throws SQLException;

  @Override
  void close();
}
