package dev.sealwright.engine.store.postgres;

import dev.sealwright.engine.store.Mutation;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/**
 * How each transaction of a node begins: the number of its batch is put on record, which nobody can
 * do for a node that was taken for dead, and it is asked whether commits wait for a standby. Either
 * the answer is judged here, or the statement fails where it would not do.
 */
final class Opening {
  /** The node was taken for dead: what it holds is another's by now. */
  static final class Fenced extends Exception {
    private static final long serialVersionUID = 1L;

    Fenced() {
      super("fenced", null, false, false);
    }
  }

  /** Nothing is wrong with the transaction, but its commit would not wait for a standby. */
  static final class NoStandby extends Exception {
    private static final long serialVersionUID = 1L;

    NoStandby() {
      super("no standby", null, false, false);
    }
  }

  static final String STANDBYS = "current_setting('synchronous_standby_names')";

  private static final String TEXT =
      """
      UPDATE node SET batch = ?, news = CASE WHEN ? THEN ? ELSE news END
      WHERE id = ? AND NOT fenced RETURNING %s\
      """
          .formatted(STANDBYS);

  private final NodeId node;
  private final boolean requireStandby;
  private final String guarded;

  Opening(NodeId node, boolean requireStandby) {
    this.node = node;
    this.requireStandby = requireStandby;
    String opened =
        requireStandby ? "count(*) = 1 AND max(names) ~ '[^[:space:]]'" : "count(*) = 1";
    guarded =
        "WITH opened (names) AS (%s) SELECT %s FROM opened"
            .formatted(TEXT, Guard.column(opened, "the node is fenced, or there is no standby"));
  }

  /**
   * Its answer is for {@link #accept}.
   *
   * @param number of the batch, one more than that of the last
   */
  void into(Message message, List<Mutation> batch, long number) {
    into(message, TEXT, batch, number);
  }

  /** As {@link #into}, but it fails where {@link #accept} would throw. */
  void guardedInto(Message message, List<Mutation> batch, long number) {
    into(message, guarded, batch, number);
  }

  private void into(Message message, String text, List<Mutation> batch, long number) {
    boolean isNews = batch.stream().anyMatch(each -> News.of(each).isPresent());
    message.add(
        text,
        parameters -> {
          parameters.number(number);
          parameters.flag(isNews);
          parameters.number(number);
          parameters.bytes(node.bytes());
        });
  }

  /** Judges the answer. */
  void accept(Message.Answers answers) throws SQLException, Fenced, NoStandby {
    try (ResultSet row = answers.rows()) {
      if (!row.next()) {
        throw new Fenced();
      }
      requireStandby(row.getString(1));
    }
  }

  boolean requiresStandby() {
    return requireStandby;
  }

  /**
   * @param names as the server has them at the moment
   */
  void requireStandby(String names) throws NoStandby {
    if (requireStandby && names.isBlank()) {
      throw new NoStandby();
    }
  }
}
