package dev.sealwright.engine.store.postgres;

import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.store.sql.AuthorityRow;
import dev.sealwright.engine.store.sql.IssuedCounts;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * How many certificates each authority has issued, as the sum of what all nodes added. Belongs to
 * the writer's thread.
 *
 * <p>{@link #of} is exact while the row of the authority is locked. {@link #isFarBelow} costs no
 * query but one a second.
 */
final class SlotCounts implements IssuedCounts {
  /** More than all nodes together can reserve before they ask again. */
  private static final long MARGIN = 50_000;

  private static final long FRESH_NANOS = Duration.ofSeconds(1).toNanos();

  /** Beyond it everything is read anew; a few megabytes. */
  private static final int MOST_KNOWN = 20_000;

  /** Nothing for an authority that is gone. */
  private static final String ADD =
      """
      INSERT INTO issued_count (authority, slot, issued)
      SELECT a.id, ?, given.issued
      FROM unnest(?::bytea[], ?::bigint[]) AS given (authority, issued)
      JOIN authority a ON a.id = given.authority
      ON CONFLICT (authority, slot)
      DO UPDATE SET issued = issued_count.issued + excluded.issued\
      """;

  private record Seen(long issued, long at) {}

  private final Map<AuthorityId, Seen> seen = new HashMap<>();
  private final Map<AuthorityId, Integer> added = new HashMap<>();
  private final PreparedStatement read;
  private final Message message;
  private final NodeId node;

  SlotCounts(Connection writer, NodeId node, Message message) throws SQLException {
    this.node = node;
    this.message = message;
    read = writer.prepareStatement(PostgresDialect.TEXTS.issued());
  }

  @Override
  public long of(AuthorityId id) throws SQLException {
    return onRecord(id) + added.getOrDefault(id, 0);
  }

  /** Whether an authority may issue some hundreds more without being locked to be counted. */
  boolean isFarBelow(AuthorityId id, long limit) throws SQLException {
    if (limit == Long.MAX_VALUE) {
      return true;
    }
    long now = System.nanoTime();
    Seen last = seen.get(id);
    if (last == null || now - last.at() > FRESH_NANOS) {
      if (seen.size() >= MOST_KNOWN) {
        seen.clear();
      }
      last = new Seen(onRecord(id), now);
      seen.put(id, last);
    }
    return last.issued() < limit - MARGIN;
  }

  private long onRecord(AuthorityId id) throws SQLException {
    read.setBytes(1, AuthorityRow.bytes(id));
    try (ResultSet row = read.executeQuery()) {
      return row.next() ? row.getLong(1) : 0;
    }
  }

  @Override
  public void add(AuthorityId id, int difference) {
    added.merge(id, difference, Integer::sum);
  }

  @Override
  public void flush() throws SQLException {
    if (into(message)) {
      message.send();
    }
  }

  /** Adds what was counted to a message, whose answer is a count; whether there was anything. */
  boolean into(Message sent) {
    if (added.isEmpty()) {
      return false;
    }
    Map<AuthorityId, Integer> counted = Map.copyOf(added);
    added.clear();
    sent.add(
        ADD,
        parameters -> {
          parameters.number(node.slot());
          parameters.bytes(counted.keySet(), AuthorityRow::bytes);
          parameters.numbers(counted.values(), Integer::longValue);
        });
    return true;
  }

  @Override
  public void discard() {
    added.clear();
  }
}
