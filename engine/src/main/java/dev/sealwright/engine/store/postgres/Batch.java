package dev.sealwright.engine.store.postgres;

import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.store.Mutation;
import dev.sealwright.engine.store.Outcome;
import dev.sealwright.engine.store.Reservation;
import dev.sealwright.engine.store.sql.AuthorityRow;
import dev.sealwright.engine.store.sql.RecordWriter;
import dev.sealwright.engine.x509.Serial;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Applies a batch to the transaction that is open on a connection. Belongs to the writer's thread.
 *
 * <p>In bulk, reservations and seals that stand together go in a few statements, which expect that
 * nothing is refused; when something would be, {@link Refused} says so, and the batch is rolled
 * back and applied one by one, which finds out what and why. A batch that holds nothing else is
 * only added to the message, and goes with the COMMIT.
 */
final class Batch {
  /** Something in a batch that was applied in bulk does not go through. */
  static final class Refused extends Exception {
    private static final long serialVersionUID = 1L;

    Refused() {
      super("not in bulk", null, false, false);
    }
  }

  private static final String ACCOUNTS =
      """
      INSERT INTO account (owner) SELECT owner FROM unnest(?::text[]) AS given (owner)
      ON CONFLICT (owner) DO NOTHING\
      """;

  private static final String LOCK_ACCOUNTS =
      "SELECT owner FROM account WHERE owner = ANY (?::text[]) ORDER BY owner FOR UPDATE";

  private static final String SHARE =
      "SELECT id, version FROM authority WHERE id = ANY (?::bytea[]) ORDER BY id FOR SHARE";

  private static final String LOCK =
      "SELECT id, version FROM authority WHERE id = ANY (?::bytea[]) ORDER BY id FOR NO KEY UPDATE";

  private final NodeId node;
  private final Opening opening;
  private final Message message;
  private final SlotCounts counts;
  private final RecordWriter records;
  private final BulkStatements bulk;
  private final PreparedStatement leads;
  private final PreparedStatement found;
  private final PreparedStatement founded;
  private final PreparedStatement madeElsewhere;
  private final PreparedStatement tell;

  /**
   * @param message empty, for this connection; what is in it after {@link #apply} belongs to the
   *     batch and is sent with the COMMIT
   */
  Batch(Connection connection, NodeId node, Opening opening, Message message) throws SQLException {
    this.node = node;
    this.opening = opening;
    this.message = message;
    counts = new SlotCounts(connection, node, message);
    records =
        new RecordWriter(
            connection,
            PostgresDialect.TEXTS,
            PostgresDialect.FORGETTING,
            new OwnedCertificates(connection, node),
            counts);
    bulk = new BulkStatements(node);
    leads =
        connection.prepareStatement(
            "SELECT 1 FROM leader WHERE duty = ? AND node = ? AND epoch = ? FOR SHARE");
    found =
        connection.prepareStatement(
            """
            INSERT INTO founding (authority, node) VALUES (?, ?)
            ON CONFLICT (authority) DO NOTHING\
            """);
    founded = connection.prepareStatement("DELETE FROM founding WHERE authority = ? AND node = ?");
    madeElsewhere =
        connection.prepareStatement("SELECT 1 FROM founding WHERE authority = ? AND node <> ?");
    tell =
        connection.prepareStatement(
            """
            INSERT INTO news (node, batch, position, kind, authority, serial)
            VALUES (?, ?, ?, ?, ?, ?)\
            """);
  }

  /**
   * Everything but the commit.
   *
   * @param epoch in which this node leads, negative when it does not
   */
  List<Outcome> apply(List<Mutation> batch, long number, long epoch, boolean inBulk)
      throws SQLException, Refused, Opening.Fenced, Opening.NoStandby {
    Touched touched = Touched.by(batch, reserve -> inBulk && isFarBelow(reserve));
    if (inBulk && touched.isOnlyUsed()) {
      Run whole = Run.startOf(batch);
      if (whole.size() == batch.size()) {
        opening.guardedInto(message, batch, number);
        whole(whole);
        return Collections.nCopies(batch.size(), Outcome.APPLIED);
      }
    }
    opening.into(message, batch, number);
    lock(touched);
    Message.Answers answers = message.send();
    opening.accept(answers);
    Map<AuthorityId, Long> versions = locked(answers, touched);
    List<Outcome> outcomes = new ArrayList<>(batch.size());
    while (outcomes.size() < batch.size()) {
      List<Mutation> rest = batch.subList(outcomes.size(), batch.size());
      Run run = inBulk ? Run.startOf(rest) : Run.NONE;
      if (run.size() > 0) {
        run(run, versions, touched.changed());
        outcomes.addAll(Collections.nCopies(run.size(), Outcome.APPLIED));
      } else {
        outcomes.add(one(rest.getFirst(), epoch));
      }
    }
    records.flush();
    tell(batch, outcomes, number);
    return outcomes;
  }

  /** The transaction was rolled back. */
  void discard() {
    message.discard();
    records.discard();
  }

  /** The batch of a node that issues: nothing is sent yet. */
  private void whole(Run run) throws Refused {
    Map<AuthorityId, Long> versions = new HashMap<>();
    for (Mutation.Reserve reserve : run.reserves()) {
      Reservation reservation = reserve.reservation();
      Long other = versions.put(reservation.authority(), reservation.authorityVersion());
      require(other == null || other == reservation.authorityVersion());
    }
    if (!versions.isEmpty()) {
      bulk.share(message, versions);
    }
    bulk.wholeInto(message, run);
    run.reserves().forEach(each -> counts.add(each.reservation().authority(), 1));
    counts.into(message);
  }

  /** Owners first, then what is changed, then what is used: in the same order on all nodes. */
  private void lock(Touched touched) {
    if (!touched.owners().isEmpty()) {
      message.add(ACCOUNTS, parameters -> parameters.texts(touched.owners(), Function.identity()));
      message.add(
          LOCK_ACCOUNTS, parameters -> parameters.texts(touched.owners(), Function.identity()));
    }
    lock(LOCK, touched.changed());
    lock(SHARE, touched.used());
  }

  private void lock(String text, Collection<AuthorityId> authorities) {
    if (!authorities.isEmpty()) {
      message.add(text, parameters -> parameters.bytes(authorities, AuthorityRow::bytes));
    }
  }

  /** The versions of the authorities that are on record. */
  private static Map<AuthorityId, Long> locked(Message.Answers answers, Touched touched)
      throws SQLException {
    if (!touched.owners().isEmpty()) {
      answers.count();
      answers.rows().close();
    }
    Map<AuthorityId, Long> versions = new HashMap<>();
    for (Collection<AuthorityId> authorities : List.of(touched.changed(), touched.used())) {
      if (!authorities.isEmpty()) {
        try (ResultSet row = answers.rows()) {
          while (row.next()) {
            versions.put(new AuthorityId(AuthorityRow.uuid(row.getBytes(1))), row.getLong(2));
          }
        }
      }
    }
    return versions;
  }

  private void run(Run run, Map<AuthorityId, Long> versions, Set<AuthorityId> counted)
      throws SQLException, Refused {
    requireVersions(run, versions);
    Map<AuthorityId, Long> issued = new HashMap<>();
    for (Mutation.Reserve reserve : run.reserves()) {
      AuthorityId id = reserve.reservation().authority();
      if (counted.contains(id)) {
        long before = issued.containsKey(id) ? issued.get(id) : counts.of(id);
        require(before < reserve.limit());
        issued.put(id, before + 1);
      }
    }
    bulk.into(message, run);
    message.send();
    for (Mutation.Reserve reserve : run.reserves()) {
      records.reserved(reserve);
    }
  }

  private static void requireVersions(Run run, Map<AuthorityId, Long> versions) throws Refused {
    for (Mutation.Reserve reserve : run.reserves()) {
      Reservation reservation = reserve.reservation();
      Long version = versions.get(reservation.authority());
      require(version != null && version == reservation.authorityVersion());
    }
  }

  private boolean isFarBelow(Mutation.Reserve reserve) throws SQLException {
    return counts.isFarBelow(reserve.reservation().authority(), reserve.limit());
  }

  private static void require(boolean fulfilled) throws Refused {
    if (!fulfilled) {
      throw new Refused();
    }
  }

  private Outcome one(Mutation mutation, long epoch) throws SQLException {
    if (mutation instanceof Mutation.OfLeader && !leads(epoch)) {
      return Outcome.STALE;
    }
    if (mutation instanceof Mutation.ChangeAuthority change && isMadeElsewhere(change)) {
      return Outcome.STALE;
    }
    Outcome outcome = records.apply(mutation);
    if (outcome.equals(Outcome.APPLIED) && mutation instanceof Mutation.CreateAuthority create) {
      found.setBytes(1, AuthorityRow.bytes(create.authority().id()));
      found.setBytes(2, node.bytes());
      found.executeUpdate();
    } else if (mutation instanceof Mutation.ChangeAuthority change) {
      founded.setBytes(1, AuthorityRow.bytes(change.after().id()));
      founded.setBytes(2, node.bytes());
      founded.executeUpdate();
    }
    return outcome;
  }

  /** Whether its key is another node's to make: this one was too slow, and is taken for dead. */
  private boolean isMadeElsewhere(Mutation.ChangeAuthority change) throws SQLException {
    madeElsewhere.setBytes(1, AuthorityRow.bytes(change.after().id()));
    madeElsewhere.setBytes(2, node.bytes());
    try (ResultSet row = madeElsewhere.executeQuery()) {
      return row.next();
    }
  }

  private boolean leads(long epoch) throws SQLException {
    leads.setString(1, Leadership.DUTY);
    leads.setBytes(2, node.bytes());
    leads.setLong(3, epoch);
    try (ResultSet row = leads.executeQuery()) {
      return row.next();
    }
  }

  private void tell(List<Mutation> batch, List<Outcome> outcomes, long number) throws SQLException {
    int position = 0;
    for (int i = 0; i < outcomes.size(); i++) {
      News news =
          outcomes.get(i).equals(Outcome.APPLIED) ? News.of(batch.get(i)).orElse(null) : null;
      if (news != null) {
        Serial serial = news.serial();
        tell.setBytes(1, node.bytes());
        tell.setLong(2, number);
        tell.setInt(3, position++);
        tell.setString(4, news.kind().name());
        tell.setBytes(5, AuthorityRow.bytes(news.authority()));
        tell.setBytes(6, serial == null ? null : serial.toArray());
        tell.addBatch();
      }
    }
    if (position > 0) {
      tell.executeBatch();
    }
  }
}
