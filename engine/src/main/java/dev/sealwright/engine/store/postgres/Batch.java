package dev.sealwright.engine.store.postgres;

import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.store.Mutation;
import dev.sealwright.engine.store.Outcome;
import dev.sealwright.engine.store.Reservation;
import dev.sealwright.engine.store.sql.AuthorityRow;
import dev.sealwright.engine.store.sql.RecordWriter;
import dev.sealwright.engine.x509.Serial;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Applies a batch to the transaction that is open on a connection. Belongs to the writer's thread.
 *
 * <p>In bulk, reservations and seals that stand together go in a few statements, which expect that
 * nothing is refused; when something would be, {@link Refused} says so, and the batch is rolled
 * back and applied one by one, which finds out what and why.
 */
final class Batch {
  /** Something in a batch that was applied in bulk does not go through. */
  static final class Refused extends Exception {
    private static final long serialVersionUID = 1L;

    Refused() {
      super("not in bulk", null, false, false);
    }
  }

  private final Connection connection;
  private final NodeId node;
  private final SlotCounts counts;
  private final RecordWriter records;
  private final BulkStatements bulk;
  private final PreparedStatement share;
  private final PreparedStatement lock;
  private final PreparedStatement account;
  private final PreparedStatement lockAccount;
  private final PreparedStatement leads;
  private final PreparedStatement found;
  private final PreparedStatement founded;
  private final PreparedStatement madeElsewhere;
  private final PreparedStatement tell;

  Batch(Connection connection, NodeId node) throws SQLException {
    this.connection = connection;
    this.node = node;
    counts = new SlotCounts(connection, node);
    records =
        new RecordWriter(
            connection,
            PostgresDialect.TEXTS,
            PostgresDialect.FORGETTING,
            new OwnedCertificates(connection, node),
            counts);
    bulk = new BulkStatements(connection, node);
    share =
        connection.prepareStatement(
            "SELECT id, version FROM authority WHERE id = ANY (?) ORDER BY id FOR SHARE");
    lock =
        connection.prepareStatement(
            "SELECT id, version FROM authority WHERE id = ANY (?) ORDER BY id FOR NO KEY UPDATE");
    account =
        connection.prepareStatement(
            "INSERT INTO account (owner) VALUES (?) ON CONFLICT (owner) DO NOTHING");
    lockAccount =
        connection.prepareStatement("SELECT owner FROM account WHERE owner = ? FOR UPDATE");
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
      throws SQLException, Refused {
    Touched touched = Touched.by(batch, reserve -> inBulk && isFarBelow(reserve));
    Map<AuthorityId, Long> versions = lock(touched);
    List<Outcome> outcomes = new ArrayList<>(batch.size());
    int place = 0;
    while (place < batch.size()) {
      int end = inBulk ? endOfRun(batch, place) : place;
      if (end > place) {
        run(batch.subList(place, end), versions, touched.changed());
        for (; place < end; place++) {
          outcomes.add(Outcome.APPLIED);
        }
      } else {
        outcomes.add(one(batch.get(place), epoch));
        place++;
      }
    }
    records.flush();
    tell(batch, outcomes, number);
    return outcomes;
  }

  /** The transaction was rolled back. */
  void discard() {
    records.discard();
  }

  /** The versions of the authorities that are on record. */
  private Map<AuthorityId, Long> lock(Touched touched) throws SQLException {
    for (String owner : touched.owners()) {
      account.setString(1, owner);
      account.executeUpdate();
      lockAccount.setString(1, owner);
      lockAccount.executeQuery().close();
    }
    Map<AuthorityId, Long> versions = new HashMap<>();
    lock(lock, touched.changed(), versions);
    lock(share, touched.used(), versions);
    return versions;
  }

  private void lock(
      PreparedStatement statement,
      Collection<AuthorityId> authorities,
      Map<AuthorityId, Long> versions)
      throws SQLException {
    if (authorities.isEmpty()) {
      return;
    }
    statement.setArray(1, ids(authorities));
    try (ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        versions.put(new AuthorityId(AuthorityRow.uuid(row.getBytes(1))), row.getLong(2));
      }
    }
  }

  private Array ids(Collection<AuthorityId> authorities) throws SQLException {
    return connection.createArrayOf(
        "bytea", authorities.stream().map(AuthorityRow::bytes).toArray(byte[][]::new));
  }

  /** Where a run of reservations and seals ends that have nothing to do with each other. */
  private static int endOfRun(List<Mutation> batch, int start) {
    record Key(AuthorityId authority, Serial serial) {}
    Set<Key> keys = new HashSet<>();
    int end = start;
    while (end < batch.size()) {
      Key key =
          switch (batch.get(end)) {
            case Mutation.Reserve reserve ->
                new Key(reserve.reservation().authority(), reserve.reservation().serial());
            case Mutation.Seal seal -> new Key(seal.authority(), seal.serial());
            default -> null;
          };
      if (key == null || !keys.add(key)) {
        return end;
      }
      end++;
    }
    return end;
  }

  private void run(List<Mutation> run, Map<AuthorityId, Long> versions, Set<AuthorityId> counted)
      throws SQLException, Refused {
    List<Mutation.Reserve> reserves = new ArrayList<>();
    List<Mutation.Seal> seals = new ArrayList<>();
    Map<AuthorityId, Long> issued = new HashMap<>();
    for (Mutation mutation : run) {
      if (mutation instanceof Mutation.Reserve reserve) {
        Reservation reservation = reserve.reservation();
        AuthorityId id = reservation.authority();
        Long version = versions.get(id);
        require(version != null && version == reservation.authorityVersion());
        if (counted.contains(id)) {
          long before = issued.containsKey(id) ? issued.get(id) : counts.of(id);
          require(before < reserve.limit());
          issued.put(id, before + 1);
        }
        reserves.add(reserve);
      } else if (mutation instanceof Mutation.Seal seal) {
        seals.add(seal);
      }
    }
    if (!reserves.isEmpty()) {
      require(bulk.lay(reserves));
      bulk.reserve(reserves);
      for (Mutation.Reserve reserve : reserves) {
        records.reserved(reserve);
      }
    }
    if (!seals.isEmpty()) {
      require(bulk.seal(seals));
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
