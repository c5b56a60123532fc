package dev.sealwright.engine.store.sql;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/**
 * Connections that only read; each query is one statement, so it sees one moment.
 *
 * <p>Threads: any. Throws {@link dev.sealwright.engine.fault.CaException} STORE_UNAVAILABLE, and
 * RECORD_UNREADABLE when the values' own checks refuse what is on record.
 */
public interface Queries {
  /** Sets the parameters of a query. */
  interface Parameters {
    void bind(PreparedStatement query) throws SQLException;
  }

  /** Makes a record of the row under the cursor. */
  interface Row<T> {
    T read(ResultSet row) throws SQLException;
  }

  <T> List<T> list(String query, Parameters parameters, Row<T> row);

  /** The first row of a query that is to have no more than one. */
  default <T> Optional<T> first(String query, Parameters parameters, Row<T> row) {
    List<T> rows = list(query, parameters, row);
    return rows.isEmpty() ? Optional.empty() : Optional.of(rows.getFirst());
  }
}
