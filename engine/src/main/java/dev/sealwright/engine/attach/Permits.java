package dev.sealwright.engine.attach;

import dev.sealwright.engine.audit.AuditEvent;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.authority.Permission;
import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.store.Mutation;
import dev.sealwright.engine.store.Outcome;
import java.util.List;
import java.util.Set;

/** What services may do with authorities. Threads: shared. */
public final class Permits {
  private final Change change;

  public Permits(Change change) {
    this.change = change;
  }

  /** In order of principal, then account. */
  public List<Permission> of(AuthorityId authority) {
    return change.store().attached().permissions(authority);
  }

  /**
   * Permits a service to use an authority on behalf of an account.
   *
   * @param limit permissions that an authority may have
   * @throws CaException PERMISSION_EXISTS, LIMIT_EXCEEDED, NOT_FOUND
   */
  public void permit(
      AuthorityId authority,
      String principal,
      String sourceAccount,
      Set<Permission.Action> actions,
      int limit,
      String actor) {
    Permission permission = new Permission(principal, sourceAccount, actions, change.now());
    AuditEvent event =
        event(
            AuditEvent.Kind.PERMISSION_CREATED,
            authority,
            actor,
            principal + " for " + sourceAccount + ": " + permission.actions());
    switch (change.write(new Mutation.AddPermission(authority, permission, limit, event))) {
      case Outcome.Applied() -> {}
      case Outcome.Taken() ->
          throw new CaException(
              Failure.PERMISSION_EXISTS,
              principal + " has a permission for the account " + sourceAccount + " already");
      case Outcome.Full() ->
          throw new CaException(
              Failure.LIMIT_EXCEEDED,
              "a certificate authority has at most " + limit + " permissions");
      case Outcome.Stale(), Outcome.Replayed(_) ->
          throw new CaException(Failure.NOT_FOUND, "the certificate authority is gone");
    }
  }

  /** Takes a permission back; NOT_FOUND when there is none. */
  public void withdraw(
      AuthorityId authority, String principal, String sourceAccount, String actor) {
    AuditEvent event =
        event(
            AuditEvent.Kind.PERMISSION_DELETED,
            authority,
            actor,
            principal + " for " + sourceAccount);
    Outcome outcome =
        change.write(new Mutation.RemovePermission(authority, principal, sourceAccount, event));
    if (!outcome.equals(Outcome.APPLIED)) {
      throw new CaException(
          Failure.NOT_FOUND,
          "there is no permission of " + principal + " for the account " + sourceAccount);
    }
  }

  private AuditEvent event(
      AuditEvent.Kind kind, AuthorityId authority, String actor, String detail) {
    return new AuditEvent(change.now(), kind, authority, null, actor, detail);
  }
}
