package dev.sealwright.engine.store.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Statements that go to the server together and are answered together, so that the transaction does
 * not wait for the network between them. When one fails, none behind it is carried out. Belongs to
 * the writer's thread.
 *
 * <p>Each sequence of statements is prepared once, so there must be few.
 */
final class Message {
  /** Gives a statement its parameters, from the first to the last. */
  interface Binding {
    void to(Parameters parameters) throws SQLException;
  }

  private record Part(String text, Binding binding) {}

  private final Connection connection;
  private final Map<String, PreparedStatement> prepared = new HashMap<>();
  private final List<Part> parts = new ArrayList<>();

  Message(Connection connection) {
    this.connection = connection;
  }

  /** Puts a statement behind those that are there. */
  void add(String text, Binding binding) {
    parts.add(new Part(text, binding));
  }

  /** The same for one without parameters. */
  void add(String text) {
    add(text, parameters -> {});
  }

  boolean isEmpty() {
    return parts.isEmpty();
  }

  /** Sends what was added; the message is empty again, whatever comes of it. */
  Answers send() throws SQLException {
    List<Part> sent = List.copyOf(parts);
    parts.clear();
    if (sent.isEmpty()) {
      throw new IllegalStateException("a message without statements");
    }
    String text = String.join(";\n", sent.stream().map(Part::text).toList());
    PreparedStatement statement = prepared.get(text);
    if (statement == null) {
      statement = connection.prepareStatement(text);
      prepared.put(text, statement);
    }
    var parameters = new Parameters(statement);
    for (Part part : sent) {
      part.binding().to(parameters);
    }
    return new Answers(statement, statement.execute(), sent.size());
  }

  /** Takes back what was added and not sent. */
  void discard() {
    parts.clear();
  }

  /** The parameters of a message, in the order of its statements. */
  static final class Parameters {
    private final PreparedStatement statement;
    private int place = 1;

    private Parameters(PreparedStatement statement) {
      this.statement = statement;
    }

    void bytes(byte[] value) throws SQLException {
      statement.setBytes(place++, value);
    }

    void number(long value) throws SQLException {
      statement.setLong(place++, value);
    }

    void flag(boolean value) throws SQLException {
      statement.setBoolean(place++, value);
    }

    <T> void bytes(Iterable<T> rows, Function<T, byte[]> column) throws SQLException {
      array("bytea", column(rows, column).toArray(byte[][]::new));
    }

    <T> void texts(Iterable<T> rows, Function<T, String> column) throws SQLException {
      array("text", column(rows, column).toArray(String[]::new));
    }

    <T> void numbers(Iterable<T> rows, Function<T, Long> column) throws SQLException {
      array("bigint", column(rows, column).toArray(Long[]::new));
    }

    private static <T, V> List<V> column(Iterable<T> rows, Function<T, V> column) {
      List<V> values = new ArrayList<>();
      for (T row : rows) {
        values.add(column.apply(row));
      }
      return values;
    }

    private void array(String type, Object[] values) throws SQLException {
      statement.setArray(place++, statement.getConnection().createArrayOf(type, values));
    }
  }

  /** What the statements of a message answered, to be read in their order. */
  static final class Answers {
    private final PreparedStatement statement;
    private boolean isRows;
    private int left;
    private boolean isFirst = true;

    private Answers(PreparedStatement statement, boolean isRows, int count) {
      this.statement = statement;
      this.isRows = isRows;
      this.left = count;
    }

    /** The rows of the next statement, which is one that has some. */
    ResultSet rows() throws SQLException {
      next();
      if (!isRows) {
        throw new SQLException("a statement did not answer with rows", "08P01");
      }
      return statement.getResultSet();
    }

    /** How many rows the next statement wrote. */
    int count() throws SQLException {
      next();
      if (isRows || statement.getUpdateCount() < 0) {
        throw new SQLException("a statement did not answer with a count", "08P01");
      }
      return statement.getUpdateCount();
    }

    /** The rows of the last statement, which is one that has some. */
    ResultSet lastRows() throws SQLException {
      while (left > 1) {
        next();
      }
      return rows();
    }

    /** Whether the server warned of anything. */
    boolean isWarned() throws SQLException {
      return statement.getWarnings() != null;
    }

    private void next() throws SQLException {
      if (!isFirst) {
        isRows = statement.getMoreResults();
      }
      isFirst = false;
      left--;
    }
  }
}
