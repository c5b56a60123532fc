package dev.sealwright.engine.store.sql;

import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.authority.Tag;
import dev.sealwright.engine.authority.Tags;
import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.store.Mutation;
import dev.sealwright.engine.store.Outcome;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The tags of authorities. The statements belong to the writer's thread. */
public final class TagTable {
  public static final String OF_AUTHORITY = "SELECT name, value FROM tag WHERE authority = ?";

  private final PreparedStatement present;
  private final PreparedStatement drop;
  private final PreparedStatement add;

  TagTable(Connection writer) throws SQLException {
    present = writer.prepareStatement(OF_AUTHORITY);
    drop = writer.prepareStatement("DELETE FROM tag WHERE authority = ?");
    add = writer.prepareStatement("INSERT INTO tag (authority, name, value) VALUES (?, ?, ?)");
  }

  /** The first tags of an authority that has just been inserted. */
  void hang(AuthorityId authority, Tags tags) throws SQLException {
    for (Tag tag : tags.all()) {
      add.setBytes(1, AuthorityRow.bytes(authority));
      add.setString(2, tag.key());
      add.setString(3, tag.value());
      add.executeUpdate();
    }
  }

  /** Applied; or Full, and nothing written. */
  Outcome change(Mutation.ChangeTags change) throws SQLException {
    Tags after;
    try {
      after = change.applied(present(change.authority()));
    } catch (CaException e) {
      return Outcome.FULL;
    }
    drop.setBytes(1, AuthorityRow.bytes(change.authority()));
    drop.executeUpdate();
    hang(change.authority(), after);
    return Outcome.APPLIED;
  }

  private Tags present(AuthorityId authority) throws SQLException {
    present.setBytes(1, AuthorityRow.bytes(authority));
    List<Tag> tags = new ArrayList<>();
    try (ResultSet row = present.executeQuery()) {
      while (row.next()) {
        tags.add(read(row));
      }
    }
    return new Tags(tags);
  }

  static Tag read(ResultSet row) throws SQLException {
    return new Tag(row.getString("name"), row.getString("value"));
  }
}
