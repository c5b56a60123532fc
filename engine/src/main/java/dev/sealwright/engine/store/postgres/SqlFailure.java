package dev.sealwright.engine.store.postgres;

import java.sql.SQLException;

/** What a failure of the database means for the transaction that met it. */
enum SqlFailure {
  /** It met another transaction; nothing is written, and it may be tried again at once. */
  CONFLICT,
  /** The server went away, or does not take it at present; it may be tried again, later. */
  AWAY,
  /** The statement or what it was to write is wrong; it would fail again. */
  WRONG;

  static SqlFailure of(SQLException e) {
    String state = e.getSQLState();
    if (state == null || state.length() != 5) {
      return AWAY;
    }
    return switch (state) {
      case "40001", "40P01", "55P03" -> CONFLICT;
      // It may be committed or not, and the database cannot say.
      case "40003" -> AWAY;
      // Read-only: a leader that is one no more. Cancelled: somebody's wish, not ours.
      case "25006", "57014", "25P03" -> AWAY;
      // A prepared statement that outlived a change of the tables: another connection has none.
      case "0A000", "26000" -> AWAY;
      default ->
          switch (state.substring(0, 2)) {
            // Connection, login, resources, intervention of an operator, system.
            case "08", "28", "53", "57", "58" -> AWAY;
            case "40" -> CONFLICT;
            default -> WRONG;
          };
    };
  }
}
