package dev.sealwright.engine.store.postgres;

import java.sql.SQLException;

/**
 * Conditions that fail in the database, so that a statement and the COMMIT behind it can go in one
 * message: a transaction one of whose statements failed is not committed.
 *
 * <p>SQL has no statement that raises an error. What does it here is a text that is no number, and
 * which says in the server's log what happened.
 */
final class Guard {
  private Guard() {}

  /**
   * An output column of a statement that fails unless a condition holds.
   *
   * @param condition one that is not constant, or the server would work it out when it plans
   * @param otherwise what the server's log shall say
   */
  static String column(String condition, String otherwise) {
    return "CAST(CASE WHEN %s THEN '1' ELSE 'sealwright: %s' END AS integer)"
        .formatted(condition, otherwise.replace("'", "''"));
  }

  /** Whether what was to be written cannot be: a guard, a constraint, a value. */
  static boolean refuses(SQLException e) {
    String state = e.getSQLState();
    return state != null && (state.startsWith("22") || state.startsWith("23"));
  }
}
