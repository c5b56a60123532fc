package dev.sealwright.engine.store.sql;

import dev.sealwright.engine.audit.AuditEvent;
import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.authority.Tags;
import dev.sealwright.engine.store.Mutation;
import dev.sealwright.engine.store.Outcome;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/** Writes what hangs on authorities. Belongs to the writer's thread. */
final class AttachedTables {
  private final PreparedStatement exists;
  private final TagTable tags;
  private final PermissionTable permissions;
  private final SharingTable sharing;
  private final RevocationTable revocations;
  private final CrlTable lists;
  private final ReportTable reports;
  private final OcspSignerTable ocspSigners;
  private final AuditTable audit;

  AttachedTables(Connection writer, Dialect dialect, CrlTable lists, AuditTable audit)
      throws SQLException {
    exists = writer.prepareStatement("SELECT 1 FROM authority WHERE id = ? AND removed_at IS NULL");
    tags = new TagTable(writer);
    permissions = new PermissionTable(writer);
    sharing = new SharingTable(writer);
    revocations = new RevocationTable(writer, dialect, lists);
    this.lists = lists;
    reports = new ReportTable(writer);
    ocspSigners = new OcspSignerTable(writer);
    this.audit = audit;
  }

  /** The first tags of an authority that has just been inserted. */
  void hang(Authority authority, Tags first) throws SQLException {
    tags.hang(authority.id(), first);
  }

  Outcome apply(Mutation.Attachment mutation) throws SQLException {
    return switch (mutation) {
      case Mutation.ChangeTags change ->
          audited(exists(change.authority()) ? tags.change(change) : Outcome.STALE, change.event());
      case Mutation.AddPermission add ->
          audited(exists(add.authority()) ? permissions.add(add) : Outcome.STALE, add.event());
      case Mutation.RemovePermission remove ->
          audited(permissions.remove(remove) ? Outcome.APPLIED : Outcome.STALE, remove.event());
      case Mutation.Share share ->
          audited(sharing.share(share) ? Outcome.APPLIED : Outcome.STALE, share.event());
      case Mutation.Revoke revoke -> audited(revocations.revoke(revoke), revoke.event());
      case Mutation.TakeCrlNumber taken -> lists.number(taken) ? Outcome.APPLIED : Outcome.STALE;
      case Mutation.PublishCrl published ->
          lists.publish(published) ? Outcome.APPLIED : Outcome.STALE;
      case Mutation.BeginAuditReport begin -> {
        if (!exists(begin.report().authority())) {
          yield Outcome.STALE;
        }
        yield audited(reports.begin(begin) ? Outcome.APPLIED : Outcome.TAKEN, begin.event());
      }
      case Mutation.ChangeOcspSigner change ->
          audited(ocspSigners.change(change, exists(change.after().authority())), change.event());
      case Mutation.EndAuditReport end ->
          audited(reports.end(end) ? Outcome.APPLIED : Outcome.STALE, end.event());
    };
  }

  private Outcome audited(Outcome outcome, AuditEvent event) throws SQLException {
    if (outcome.equals(Outcome.APPLIED)) {
      audit.append(event);
    }
    return outcome;
  }

  private boolean exists(AuthorityId id) throws SQLException {
    exists.setBytes(1, AuthorityRow.bytes(id));
    try (ResultSet row = exists.executeQuery()) {
      return row.next();
    }
  }
}
