package dev.sealwright.engine.attach;

import dev.sealwright.engine.audit.AuditEvent;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.authority.Tag;
import dev.sealwright.engine.authority.Tags;
import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.store.Mutation;
import dev.sealwright.engine.store.Outcome;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The tags of authorities.
 *
 * <p>Threads: shared. Changes are made where they are written, so of two at once none is lost.
 */
public final class Tagging {
  private final Change change;

  public Tagging(Change change) {
    this.change = change;
  }

  /** The tags as they stand; none for an unknown authority. */
  public Tags of(AuthorityId authority) {
    return change.store().attached().tags(authority);
  }

  /** Adds tags, replacing those of the same key; see {@link Tags#with}. */
  public void tag(AuthorityId authority, List<Tag> asked, String actor) {
    Tags.of(asked); // refuses what can be refused without a look at the record
    change(
        new Mutation.ChangeTags(
            authority, List.of(), asked, event(authority, actor, "tagged " + keys(asked))));
  }

  /** Removes tags; see {@link Tags#without}. */
  public void untag(AuthorityId authority, List<Tag> asked, String actor) {
    Tags.NONE.without(asked);
    change(
        new Mutation.ChangeTags(
            authority, asked, List.of(), event(authority, actor, "untagged " + keys(asked))));
  }

  private void change(Mutation.ChangeTags changed) {
    switch (change.write(changed)) {
      case Outcome.Applied() -> {}
      case Outcome.Full() -> throw Tags.tooMany();
      case Outcome.Stale(), Outcome.Taken(), Outcome.Replayed(_) ->
          throw new CaException(Failure.NOT_FOUND, "the certificate authority is gone");
    }
  }

  private AuditEvent event(AuthorityId authority, String actor, String detail) {
    return new AuditEvent(
        change.now(), AuditEvent.Kind.TAGS_CHANGED, authority, null, actor, detail);
  }

  private static String keys(List<Tag> tags) {
    return tags.stream().map(Tag::key).collect(Collectors.joining(", "));
  }
}
