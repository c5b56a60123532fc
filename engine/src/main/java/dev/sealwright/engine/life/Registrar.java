package dev.sealwright.engine.life;

import dev.sealwright.engine.audit.AuditEvent;
import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.authority.CaStatus;
import dev.sealwright.engine.authority.RevocationSettings;
import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.store.Committer;
import dev.sealwright.engine.store.Mutation;
import dev.sealwright.engine.store.Outcome;
import dev.sealwright.engine.store.Store;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Changes authorities on record: switched on or off, deleted, restored.
 *
 * <p>Threads: shared; blocks the caller until the change is durable. Of two changes at once one
 * wins, by the version on record.
 */
public final class Registrar {
  /**
   * Restoring has no error for a lost race, so it looks again; a third loss in a row is a storm.
   */
  private static final int RESTORE_ATTEMPTS = 3;

  private final Store store;
  private final Committer committer;
  private final Clock clock;
  private final Duration patience;

  public Registrar(Store store, Committer committer, Clock clock, Duration patience) {
    this.store = store;
    this.committer = committer;
    this.clock = clock;
    this.patience = patience;
  }

  /**
   * Switches the authority on or off, or changes how it publishes revocation; a change to what is
   * so already succeeds.
   *
   * @param seen what the change was made from; if it has another version by now, the change is lost
   * @param wanted ACTIVE or DISABLED; absent keeps what it is
   * @throws CaException INVALID_STATE, CONCURRENT_MODIFICATION
   */
  public void update(
      Authority seen, @Nullable CaStatus wanted, RevocationSettings revocation, String actor) {
    Instant now = now();
    Authority after = seen.updated(wanted, revocation, now);
    if (after.version() == seen.version()) {
      return;
    }
    requireFirst(
        change(after, AuditEvent.Kind.AUTHORITY_UPDATED, differences(seen, after), now, actor));
  }

  /**
   * Deletes the authority, to be restored within the window; one that never had a usable key is
   * gone at once.
   *
   * @param seen as for {@link #update}
   * @throws CaException INVALID_STATE, CONCURRENT_MODIFICATION
   */
  public void delete(Authority seen, Duration window, String actor) {
    Instant now = now();
    CaStatus shown = seen.shownStatus(now);
    Outcome outcome =
        switch (shown) {
          case CREATING, FAILED ->
              write(
                  new Mutation.RemoveAuthority(
                      seen.id(),
                      seen.version(),
                      event(
                          AuditEvent.Kind.AUTHORITY_REMOVED,
                          seen.id(),
                          "was " + shown,
                          now,
                          actor)));
          case PENDING_CERTIFICATE, ACTIVE, DISABLED, EXPIRED, DELETED ->
              change(
                  seen.deleted(window, now),
                  AuditEvent.Kind.AUTHORITY_DELETED,
                  "was " + shown + ", restorable for " + window.toDays() + " days",
                  now,
                  actor);
        };
    requireFirst(outcome);
  }

  /**
   * Brings a deleted authority back to the status it had.
   *
   * @throws CaException NOT_FOUND, INVALID_STATE; BUSY when it is being changed all the time
   */
  public void restore(AuthorityId id, String actor) {
    for (int attempt = 0; attempt < RESTORE_ATTEMPTS; attempt++) {
      Instant now = now();
      Authority after = known(id, now).restored(now);
      Outcome outcome =
          change(
              after,
              AuditEvent.Kind.AUTHORITY_RESTORED,
              "is " + after.shownStatus(now),
              now,
              actor);
      if (outcome.equals(Outcome.APPLIED)) {
        return;
      }
      // Somebody else changed it: it is restored, or gone, and the next look says which.
    }
    throw new CaException(Failure.BUSY, "the CA is being changed; try again");
  }

  private static String differences(Authority before, Authority after) {
    StringBuilder text = new StringBuilder();
    if (after.status() != before.status()) {
      text.append("status ").append(before.status()).append(" to ").append(after.status());
    }
    if (!after.revocation().equals(before.revocation())) {
      text.append(text.isEmpty() ? "" : "; ").append("revocation ").append(after.revocation());
    }
    return text.toString();
  }

  private Authority known(AuthorityId id, Instant now) {
    return store
        .authorityOnRecord(id)
        .filter(authority -> !authority.gone(now))
        .orElseThrow(
            () -> new CaException(Failure.NOT_FOUND, "The certificate authority does not exist"));
  }

  private Outcome change(
      Authority after, AuditEvent.Kind kind, String detail, Instant now, String actor) {
    return write(
        new Mutation.ChangeAuthority(
            after, null, null, event(kind, after.id(), detail, now, actor)));
  }

  private Outcome write(Mutation mutation) {
    return committer.write(mutation, patience);
  }

  private static void requireFirst(Outcome outcome) {
    if (!outcome.equals(Outcome.APPLIED)) {
      throw new CaException(
          Failure.CONCURRENT_MODIFICATION, "the CA was changed at the same time; look again");
    }
  }

  private static AuditEvent event(
      AuditEvent.Kind kind, AuthorityId id, String detail, Instant now, String actor) {
    return new AuditEvent(now, kind, id, null, actor, detail);
  }

  private Instant now() {
    return Instant.ofEpochMilli(clock.millis());
  }
}
