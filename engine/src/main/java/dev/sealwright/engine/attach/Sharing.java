package dev.sealwright.engine.attach;

import dev.sealwright.engine.audit.AuditEvent;
import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.authority.SharingPolicy;
import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.store.AuthorityCursor;
import dev.sealwright.engine.store.Mutation;
import dev.sealwright.engine.store.Outcome;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The policies by which authorities are shared; their text is opaque here.
 *
 * <p>Threads: shared. Of two changes made from one revision, one wins and the other is told.
 */
public final class Sharing {
  private final Change change;

  public Sharing(Change change) {
    this.change = change;
  }

  /** The policy as it stands; NONE when there never was one. */
  public SharingPolicy of(AuthorityId authority) {
    return change.store().attached().sharing(authority);
  }

  /** Authorities that name either grantee, in order of creation, then id. */
  public List<Authority> with(
      String grantee, String other, @Nullable AuthorityCursor after, int limit) {
    return change.store().attached().sharedWith(grantee, other, after, limit);
  }

  /**
   * Puts a policy in place of the one it was decided on.
   *
   * @param before that one, as {@link #of} gave it
   * @param grantees opaque names under which {@link #with} finds the authority
   * @throws CaException CONCURRENT_MODIFICATION when authority or policy have changed since
   */
  public void put(
      Authority authority, SharingPolicy before, String text, Set<String> grantees, String actor) {
    String detail = "revision " + (before.revision() + 1) + ", " + grantees.size() + " grantees";
    replace(authority, before, text, grantees, AuditEvent.Kind.POLICY_PUT, actor, detail);
  }

  /**
   * Takes the policy away; does nothing when there is none.
   *
   * @throws CaException CONCURRENT_MODIFICATION when authority or policy have changed since
   */
  public void remove(Authority authority, SharingPolicy before, String actor) {
    if (before.text() != null) {
      String detail = "revision " + (before.revision() + 1);
      replace(authority, before, null, Set.of(), AuditEvent.Kind.POLICY_DELETED, actor, detail);
    }
  }

  private void replace(
      Authority authority,
      SharingPolicy before,
      @Nullable String text,
      Set<String> grantees,
      AuditEvent.Kind kind,
      String actor,
      String detail) {
    AuditEvent event = new AuditEvent(change.now(), kind, authority.id(), null, actor, detail);
    Outcome outcome =
        change.write(
            new Mutation.Share(
                authority.id(),
                authority.version(),
                new SharingPolicy.Indexed(before.next(text), grantees),
                event));
    if (!outcome.equals(Outcome.APPLIED)) {
      throw new CaException(
          Failure.CONCURRENT_MODIFICATION, "the CA or its policy was changed at the same time");
    }
  }
}
