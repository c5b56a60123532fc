package dev.sealwright.engine.store.postgres;

import dev.sealwright.engine.store.Mutation;
import dev.sealwright.engine.store.Outcome;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.OptionalLong;

/**
 * One connection that writes for one node. Belongs to the writer's thread, but for {@link #abort}.
 */
final class Session implements AutoCloseable {
  private final Connection connection;
  private final NodeId node;
  private final Opening opening;
  private final PreparedStatement last;
  private final Message message;
  private final Batch batch;
  private final StandbyProof proof;

  /** Takes the connection over. */
  Session(Connection connection, NodeId node, boolean requireStandby) throws SQLException {
    this.connection = connection;
    this.node = node;
    opening = new Opening(node, requireStandby);
    // Waits for a transaction of an earlier connection that is still under way on the server.
    last = connection.prepareStatement("SELECT batch FROM node WHERE id = ? FOR UPDATE");
    message = new Message(connection);
    batch = new Batch(connection, node, opening, message);
    proof = new StandbyProof(connection);
  }

  /** Everything but the commit, which sends what of it was not sent. */
  List<Outcome> apply(List<Mutation> mutations, long number, long epoch, boolean inBulk)
      throws SQLException, Batch.Refused, Opening.Fenced, Opening.NoStandby {
    try {
      return batch.apply(mutations, number, epoch, inBulk);
    } catch (Opening.NoStandby e) {
      proof.unsettle();
      throw e;
    }
  }

  /**
   * Commits; when it returns, the commit is on a standby if one is demanded.
   *
   * @throws Batch.Refused nothing is committed
   * @throws Opening.NoStandby it is committed, but may be on this server alone
   */
  void commit() throws SQLException, Batch.Refused, Opening.NoStandby {
    boolean isUnsent = !message.isEmpty();
    addCommit();
    Message.Answers answers;
    try {
      answers = message.send();
    } catch (SQLException e) {
      if (isUnsent && Guard.refuses(e)) {
        throw new Batch.Refused();
      }
      throw e;
    }
    accept(answers);
  }

  private void addCommit() {
    message.add("COMMIT");
    if (opening.requiresStandby()) {
      // The names may be emptied while a commit waits, which then returns as if all were well: so
      // they are asked for once more behind it.
      message.add("SELECT " + Opening.STANDBYS);
    }
  }

  private void accept(Message.Answers answers) throws SQLException, Opening.NoStandby {
    if (!opening.requiresStandby()) {
      return;
    }
    // A wait that an operator cancelled.
    boolean warned = answers.isWarned();
    try (ResultSet row = answers.lastRows()) {
      if (!row.next()) {
        throw new SQLException("the commit did not answer as it should", "08P01");
      }
      opening.requireStandby(row.getString(1));
    } catch (Opening.NoStandby e) {
      proof.unsettle();
      throw e;
    }
    if (warned || !proof.holds()) {
      throw new Opening.NoStandby();
    }
  }

  /**
   * The number of the node's last batch on record, once it is known to be as safe as a commit is;
   * nothing when the node is not on record any more.
   */
  OptionalLong lastBatch() throws SQLException, Opening.NoStandby {
    OptionalLong found;
    last.setBytes(1, node.bytes());
    try (ResultSet row = last.executeQuery()) {
      found = row.next() ? OptionalLong.of(row.getLong(1)) : OptionalLong.empty();
    }
    addCommit();
    accept(message.send());
    return found;
  }

  void rollBack() throws SQLException {
    batch.discard();
    connection.rollback();
  }

  /** Ends what is under way, from another thread. */
  void abort() throws SQLException {
    connection.abort(Runnable::run);
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
