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
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * The tags of authorities.
 *
 * <p>Threads: shared. Of two changes at once each is made on what the other left, so none is lost.
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
    replace(authority, present -> present.with(asked), actor, "tagged " + keys(asked));
  }

  /** Removes tags; see {@link Tags#without}. */
  public void untag(AuthorityId authority, List<Tag> asked, String actor) {
    replace(authority, present -> present.without(asked), actor, "untagged " + keys(asked));
  }

  private void replace(
      AuthorityId authority, UnaryOperator<Tags> next, String actor, String detail) {
    for (int attempt = 0; attempt < Change.ATTEMPTS; attempt++) {
      Tags before = of(authority);
      Tags after = next.apply(before);
      if (after.equals(before)) {
        return;
      }
      AuditEvent event =
          new AuditEvent(
              change.now(), AuditEvent.Kind.TAGS_CHANGED, authority, null, actor, detail);
      Outcome outcome = change.write(new Mutation.ReplaceTags(authority, before, after, event));
      if (outcome.equals(Outcome.APPLIED)) {
        return;
      }
      change.authority(authority); // NOT_FOUND when that is why
    }
    throw new CaException(Failure.BUSY, "the tags are being changed; try again");
  }

  private static String keys(List<Tag> tags) {
    return tags.stream().map(Tag::key).collect(Collectors.joining(", "));
  }
}
