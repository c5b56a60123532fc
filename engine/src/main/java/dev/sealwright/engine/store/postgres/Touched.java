package dev.sealwright.engine.store.postgres;

import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.store.Mutation;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The authorities and owners whose rows a batch locks before it does anything, in the same order on
 * all nodes, so that two batches do not wait for each other in a circle.
 *
 * @param changed those of which something is changed: no other node may write of them meanwhile
 * @param used those that only issue: other nodes may issue too, but change nothing
 * @param owners of authorities that are created
 */
record Touched(
    SortedSet<AuthorityId> changed, SortedSet<AuthorityId> used, SortedSet<String> owners) {
  private static final Comparator<AuthorityId> BY_VALUE = Comparator.comparing(AuthorityId::value);

  /** Whether a reservation can be counted without keeping the other nodes from counting. */
  interface FarBelow {
    boolean test(Mutation.Reserve reserve) throws SQLException;
  }

  /**
   * @param free which reservations do not need their authority for themselves
   */
  static Touched by(List<Mutation> batch, FarBelow free) throws SQLException {
    var touched = new Touched(new TreeSet<>(BY_VALUE), new TreeSet<>(BY_VALUE), new TreeSet<>());
    for (Mutation mutation : batch) {
      touched.add(mutation, free);
    }
    touched.used.removeAll(touched.changed);
    return touched;
  }

  private void add(Mutation mutation, FarBelow free) throws SQLException {
    switch (mutation) {
      case Mutation.Reserve reserve ->
          (free.test(reserve) ? used : changed).add(reserve.reservation().authority());
      // A seal asks nothing of its authority.
      case Mutation.Seal _, Mutation.Note _ -> {}
      case Mutation.CreateAuthority create -> owners.add(create.authority().owner());
      case Mutation.Close close -> changed.add(close.authority());
      case Mutation.ChangeAuthority change -> changed.add(change.after().id());
      case Mutation.RemoveAuthority remove -> changed.add(remove.authority());
      case Mutation.KeyDestroyed destroyed -> changed.add(destroyed.authority());
      case Mutation.Forget forget -> changed.add(forget.authority());
      case Mutation.ChangeTags change -> changed.add(change.authority());
      case Mutation.AddPermission add -> changed.add(add.authority());
      case Mutation.RemovePermission remove -> changed.add(remove.authority());
      case Mutation.Share share -> changed.add(share.authority());
      case Mutation.Revoke revoke -> changed.add(revoke.revocation().authority());
      case Mutation.TakeCrlNumber taken -> changed.add(taken.authority());
      case Mutation.PublishCrl published -> changed.add(published.authority());
      case Mutation.BeginAuditReport begin -> changed.add(begin.report().authority());
      case Mutation.ChangeOcspSigner change -> changed.add(change.after().authority());
      case Mutation.EndAuditReport end -> changed.add(end.authority());
    }
  }

  /** Whether nothing is changed and nobody gets a new authority. */
  boolean isOnlyUsed() {
    return changed.isEmpty() && owners.isEmpty();
  }
}
