package dev.sealwright.engine.store.embedded;

import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.store.sql.AuthorityRow;
import dev.sealwright.engine.store.sql.IssuedCounts;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * How many certificates each authority has issued. Belongs to the writer's thread.
 *
 * <p>This process is the only one that writes, so what was read once stays true: a count costs a
 * look into a map for each reservation, and one row for each authority of a batch. After a batch
 * that failed the writer is never used again, and neither is this.
 */
final class RememberedCounts implements IssuedCounts {
  static final String OF_AUTHORITY = "SELECT issued FROM issued_count WHERE authority = ?";

  /** Beyond it everything is read anew; a few megabytes. */
  private static final int MOST_KNOWN = 20_000;

  private final Map<AuthorityId, Long> known = new HashMap<>();
  private final Set<AuthorityId> changed = new HashSet<>();
  private final PreparedStatement read;
  private final PreparedStatement write;

  RememberedCounts(Connection writer) throws SQLException {
    read = writer.prepareStatement(OF_AUTHORITY);
    // Nothing for an authority that is gone.
    write =
        writer.prepareStatement(
            """
            INSERT INTO issued_count (authority, issued) SELECT id, ? FROM authority WHERE id = ?
            ON CONFLICT (authority) DO UPDATE SET issued = excluded.issued\
            """);
  }

  @Override
  public long of(AuthorityId id) throws SQLException {
    Long count = known.get(id);
    if (count != null) {
      return count;
    }
    read.setBytes(1, AuthorityRow.bytes(id));
    try (ResultSet row = read.executeQuery()) {
      long issued = row.next() ? row.getLong(1) : 0;
      known.put(id, issued);
      return issued;
    }
  }

  @Override
  public void add(AuthorityId id, int difference) throws SQLException {
    known.put(id, of(id) + difference);
    changed.add(id);
  }

  @Override
  public void discard() {
    known.clear();
    changed.clear();
  }

  @Override
  public void flush() throws SQLException {
    for (AuthorityId id : changed) {
      write.setLong(1, of(id));
      write.setBytes(2, AuthorityRow.bytes(id));
      write.executeUpdate();
    }
    changed.clear();
    if (known.size() > MOST_KNOWN) {
      known.clear();
    }
  }
}
