package dev.sealwright.engine.issue;

import dev.sealwright.engine.audit.AuditEvent;
import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.authority.AuthoritySettings;
import dev.sealwright.engine.authority.CaStatus;
import dev.sealwright.engine.authority.RevocationSettings;
import dev.sealwright.engine.authority.Tags;
import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.key.VaultFault;
import dev.sealwright.engine.sign.Replicas;
import dev.sealwright.engine.store.Claim;
import dev.sealwright.engine.store.Claimed;
import dev.sealwright.engine.store.Committer;
import dev.sealwright.engine.store.Mutation;
import dev.sealwright.engine.store.Outcome;
import dev.sealwright.engine.store.Store;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Founds authorities: on record first, then their key.
 *
 * <p>Threads: shared; {@link #create} blocks the caller until the record is durable, {@link
 * #awaitKey} until the key is made.
 */
public final class Founder implements AutoCloseable {
  /** Tries of one key, each while its vault is well, before the authority is FAILED. */
  private static final int TRIES = 10;

  private static final String ACTOR = "engine";

  private final Store store;
  private final Committer committer;
  private final VaultChoice vaults;
  private final Clock clock;
  private final Semaphore free;
  private final Set<AuthorityId> making = ConcurrentHashMap.newKeySet();
  private final Map<AuthorityId, Integer> putOff = new ConcurrentHashMap<>();
  private final KeyWaiters waiters = new KeyWaiters();
  private final long owned;
  private final Duration patience;

  /**
   * How much there may be.
   *
   * @param foundings keys being made at once; more are refused as BUSY
   * @param owned authorities of one owner; more are refused as LIMIT_EXCEEDED
   */
  public record Bounds(int foundings, long owned) {}

  /**
   * @param vaults decides where new keys are made
   */
  public Founder(
      Store store,
      Committer committer,
      VaultChoice vaults,
      Clock clock,
      Bounds bounds,
      Duration patience) {
    this.store = store;
    this.committer = committer;
    this.vaults = vaults;
    this.clock = clock;
    this.free = new Semaphore(bounds.foundings());
    this.owned = bounds.owned();
    this.patience = patience;
  }

  /** Creates an authority in CREATING, or finds the one that the claim created before. */
  public AuthorityId create(
      String owner,
      AuthoritySettings settings,
      RevocationSettings revocation,
      Tags tags,
      @Nullable Claim claim,
      String actor) {
    Instant now = Instant.ofEpochMilli(clock.millis());
    Optional<Claimed> earlier =
        claim == null ? Optional.empty() : store.claimed(claim.scope(), claim.token(), now);
    if (earlier.isPresent()) {
      return replayed(claim, earlier.get());
    }
    // Before anything is on record.
    Replicas lanes = vaults.of(settings);
    lanes
        .trouble()
        .ifPresent(reason -> {
          throw new CaException(Failure.TOKEN_UNAVAILABLE, reason);
        });
    if (!free.tryAcquire()) {
      throw new CaException(Failure.BUSY, "too many CAs are being created");
    }
    boolean started = false;
    AuthorityId id = new AuthorityId(UUID.randomUUID());
    // Before anybody can delete it: no sweep may pass between its record and its key.
    making.add(id);
    try {
      Authority authority = Authority.creating(id, owner, now, settings, revocation);
      AuditEvent event =
          new AuditEvent(
              now,
              AuditEvent.Kind.AUTHORITY_CREATED,
              authority.id(),
              null,
              actor,
              settings.type() + " " + settings.keySpec());
      return switch (committer.write(
          new Mutation.CreateAuthority(authority, tags, claim, owned, event), patience)) {
        case Outcome.Applied() -> {
          started = true;
          makeKey(authority, lanes, actor);
          yield authority.id();
        }
        case Outcome.Replayed(Claimed claimed) -> replayed(claim, claimed);
        case Outcome.Full() ->
            throw new CaException(
                Failure.LIMIT_EXCEEDED,
                "the account has "
                    + owned
                    + " certificate authorities; deleted ones count until they can no longer be"
                    + " restored");
        case Outcome.Taken(), Outcome.Stale() ->
            throw new CaException(Failure.INTERNAL, "a random UUID was taken");
      };
    } finally {
      if (!started) {
        making.remove(id);
        free.release();
      }
    }
  }

  /**
   * Waits for the key of an authority.
   *
   * @return the authority, with its key
   * @throws CaException NOT_FOUND, REQUEST_FAILED when there will be none, and as {@link
   *     KeyWaiters#await}
   */
  public Authority awaitKey(AuthorityId id, Duration patience) {
    long end = System.nanoTime() + TimeUnit.NANOSECONDS.convert(patience);
    do {
      Duration left = Duration.ofNanos(Math.max(0, end - System.nanoTime()));
      waiters.await(id, () -> !isCreating(id), left);
      // What ended may be this node's attempt alone: another may have taken the founding over.
    } while (isCreating(id));
    Authority authority =
        store
            .authority(id)
            .filter(known -> !known.gone(clock.instant()))
            .orElseThrow(() ->
                new CaException(Failure.NOT_FOUND, "The certificate authority does not exist"));
    if (authority.status() == CaStatus.FAILED) {
      throw new CaException(
          Failure.REQUEST_FAILED, "the key of the CA could not be made: " + authority.failure());
    }
    return authority;
  }

  private boolean isCreating(AuthorityId id) {
    return store
        .authority(id)
        .filter(authority -> authority.status() == CaStatus.CREATING)
        .isPresent();
  }

  /** Nobody waits for a key any longer; what is being made is not touched. */
  @Override
  public void close() {
    waiters.close();
  }

  /** Takes over authorities that were left in CREATING, for the next {@link #again}. */
  void adopt(List<AuthorityId> left) {
    left.forEach(id -> putOff.putIfAbsent(id, 0));
  }

  /** Another node changed an authority: whoever waits for its key here looks again. */
  public void changedElsewhere(AuthorityId id) {
    waiters.ended(id);
  }

  /** Any of them may have been changed by another node. */
  public void anyChangedElsewhere() {
    waiters.allEnded();
  }

  /** Goes on with the keys that were put off, where the vault is well by now. */
  public void again() {
    for (AuthorityId id : List.copyOf(putOff.keySet())) {
      Optional<Authority> authority =
          store.authority(id).filter(known -> known.status() == CaStatus.CREATING);
      if (authority.isEmpty()) {
        putOff.remove(id);
        waiters.ended(id);
      } else if (!making.contains(id) && free.tryAcquire()) {
        again(authority.get());
      }
    }
  }

  private void again(Authority authority) {
    try {
      Replicas lanes = vaults.of(authority.settings());
      if (lanes.trouble().isEmpty()) {
        makeKey(authority, lanes, ACTOR);
      } else {
        free.release();
      }
    } catch (CaException e) {
      if (e.failure() == Failure.TOKEN_UNAVAILABLE) {
        free.release();
      } else {
        // The vaults were configured anew since.
        keyMaking(authority, "none", ACTOR).abandon(e);
      }
    }
  }

  /** Whether a key is being made for the authority, by this process at this moment. */
  public boolean isMaking(AuthorityId id) {
    return making.contains(id);
  }

  private void makeKey(Authority authority, Replicas lanes, String actor) {
    lanes.putInOrder(keyMaking(authority, lanes.name(), actor));
  }

  private KeyMaking keyMaking(Authority authority, String vault, String actor) {
    making.add(authority.id());
    return new KeyMaking(
        authority,
        vault,
        actor,
        committer,
        clock,
        new KeyMaking.Ending() {
          @Override
          public void done(Authority made) {
            putOff.remove(made.id());
            end(made.id());
            waiters.ended(made.id());
          }

          @Override
          public void unrecorded(Authority made, CaException reason) {
            putOff.remove(made.id());
            end(made.id());
            waiters.failed(made.id(), reason);
          }

          @Override
          public boolean putOff(Authority made, CaException reason) {
            if (!mayPass(reason) || putOff.merge(made.id(), 1, Integer::sum) >= TRIES) {
              return false;
            }
            end(made.id());
            return true;
          }
        });
  }

  private void end(AuthorityId id) {
    making.remove(id);
    free.release();
  }

  /** Whether the vault was away, and not what was asked of it wrong. */
  private static boolean mayPass(CaException reason) {
    return reason instanceof VaultFault fault
        && switch (fault.remedy()) {
          case RETRY, BACK_OFF, SHRINK, RECOVER, OPERATOR -> true;
          case ABSENT, DISTRUST, NONE -> false;
        };
  }

  private static AuthorityId replayed(@Nullable Claim claim, Claimed claimed) {
    if (claim == null || !claim.fingerprint().equals(claimed.fingerprint())) {
      throw new CaException(
          Failure.INVALID_ARGUMENT, "the idempotency token was used with other parameters");
    }
    return new AuthorityId(UUID.fromString(claimed.resource()));
  }
}
