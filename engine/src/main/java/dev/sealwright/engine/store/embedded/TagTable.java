package dev.sealwright.engine.store.embedded;

import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.authority.Tag;
import dev.sealwright.engine.authority.Tags;
import dev.sealwright.engine.store.Mutation;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The tags of authorities. The statements belong to the writer's thread. */
final class TagTable {
  static final String OF_AUTHORITY = "SELECT name, value FROM tag WHERE authority = ?";

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

  /** False, and nothing written, unless those on record are the ones before. */
  boolean replace(Mutation.ReplaceTags replace) throws SQLException {
    if (!present(replace.authority()).equals(replace.before())) {
      return false;
    }
    drop.setBytes(1, AuthorityRow.bytes(replace.authority()));
    drop.executeUpdate();
    hang(replace.authority(), replace.after());
    return true;
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
