package dev.sealwright.engine.store.verify;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * A record that is looked at, beside whoever writes it. Connections read only, and their statements
 * may take as long as they need; the caller closes them.
 */
public interface RecordAccess {
  /** Each statement sees one moment. */
  Connection reading() throws SQLException;

  /** All statements see the same moment, until it is rolled back or closed. */
  Connection snapshot() throws SQLException;

  /** Of the tables that hang on certificates the columns that name one, such as {@code seq}. */
  String certificateKey();

  /** Which record it is, for a person; without a secret. */
  String place();
}
