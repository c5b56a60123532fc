package dev.sealwright.engine.life;

import dev.sealwright.engine.audit.AuditEvent;
import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.key.KeyId;
import dev.sealwright.engine.sign.Replicas;
import dev.sealwright.engine.store.Committer;
import dev.sealwright.engine.store.Mutation;
import dev.sealwright.engine.store.OcspSigner;
import dev.sealwright.engine.store.Outcome;
import dev.sealwright.engine.store.Removal;
import dev.sealwright.engine.store.Store;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends authorities for good, once their window for being restored has passed or when they never had
 * one: hidden from every reader, then the key destroyed, then all that is on record of them
 * forgotten. What they did stays in the audit log.
 *
 * <p>Each step is on record before the next one begins, and each can be done again, so whatever a
 * crash left the next sweep finishes. The key is destroyed before anything is forgotten: without
 * the record nobody would know of it.
 *
 * <p>One node sweeps for all; one that leads no more stops after its present step, and the next
 * goes on. Whether the key of an authority is being made on another node is not known here, so the
 * removal of one that never had a key on record waits for longer than a key is made for.
 *
 * <p>Threads: shared; blocks the caller. Two sweeps at once do no harm.
 */
public final class Sweeper {
  private static final Logger LOG = LoggerFactory.getLogger(Sweeper.class);

  /** One commit deletes a few rows for each; others must not wait for it long. */
  static final int CHUNK = 200;

  /** No key is made for longer than this by a node that did not see the removal. */
  private static final Duration STILL_MADE = Duration.ofMinutes(10);

  private static final String ACTOR = "engine";

  private final Store store;
  private final Committer committer;
  private final Map<String, Replicas> lanes;
  private final Predicate<AuthorityId> making;
  private final Clock clock;
  private final Duration patience;

  /** Since when removals without a key on record are known here, by the clock of the process. */
  private final Map<AuthorityId, Long> keyless = new ConcurrentHashMap<>();

  /**
   * @param lanes by vault name
   * @param making whether the key of an authority is being made at this moment; such an authority
   *     is left for a later sweep, or its key would come after its end
   */
  public Sweeper(
      Store store,
      Committer committer,
      Map<String, Replicas> lanes,
      Predicate<AuthorityId> making,
      Clock clock,
      Duration patience) {
    this.store = store;
    this.committer = committer;
    this.lanes = Map.copyOf(lanes);
    this.making = making;
    this.clock = clock;
    this.patience = patience;
  }

  /**
   * Does all there is to do now.
   *
   * @return how many authorities are gone without a trace but their audit events; one whose key its
   *     token does not destroy is tried again by the next sweep; none while another node leads
   * @throws CaException STORE_UNAVAILABLE
   */
  public int sweep() {
    for (Authority authority : leads() ? store.authoritiesToRemove(now()) : List.<Authority>of()) {
      remove(authority);
    }
    int ended = 0;
    for (Removal removal : leads() ? store.removals() : List.<Removal>of()) {
      if (leads() && !mayBeMaking(removal) && end(removal)) {
        ended++;
      }
    }
    return ended;
  }

  private boolean leads() {
    return store.cluster().leads();
  }

  /** In this process it is known; in another it can only be waited out. */
  private boolean mayBeMaking(Removal removal) {
    AuthorityId id = removal.authority();
    if (making.test(id)) {
      return true;
    }
    if (removal.vault() != null || removal.keyDestroyed() || store.cluster().rates().isEmpty()) {
      return false;
    }
    long now = System.nanoTime();
    Long since = keyless.putIfAbsent(id, now);
    return since == null || now - since < STILL_MADE.toNanos();
  }

  /** Stale when it was restored, or removed by another sweep, in between. */
  private void remove(Authority authority) {
    committer.write(
        new Mutation.RemoveAuthority(
            authority.id(),
            authority.version(),
            event(AuditEvent.Kind.AUTHORITY_REMOVED, authority.id(), "the window has passed")),
        patience);
  }

  private boolean end(Removal removal) {
    AuthorityId id = removal.authority();
    if (!removal.keyDestroyed()) {
      try {
        destroyKeys(removal);
      } catch (CaException e) {
        // Whatever it is, it concerns this key alone: the others must not wait behind it.
        if (e.failure() == Failure.TOKEN_UNAVAILABLE || e.failure() == Failure.IN_PROGRESS) {
          LOG.warn("removed CA {}: its key is not destroyed yet: {}", id, e.getMessage());
        } else {
          LOG.error("removed CA {}: its key could not be destroyed", id, e);
        }
        return false;
      }
      committer.write(
          new Mutation.KeyDestroyed(
              id, event(AuditEvent.Kind.KEY_DESTROYED, id, "in " + vaults(removal))),
          patience);
    }
    while (committer.write(new Mutation.Forget(id, CHUNK), patience).equals(Outcome.APPLIED)) {
      // Until it is Stale: nothing is left.
    }
    if (!leads()) {
      return false;
    }
    keyless.remove(id);
    LOG.info("removed CA {}: key destroyed, records forgotten", id);
    return true;
  }

  /** The key of the CA, and those that sign its OCSP answers. */
  private void destroyKeys(Removal removal) {
    for (OcspSigner signer : store.attached().ocspSigners(removal.authority())) {
      destroy(signer.key(), signer.vault());
    }
    for (String vault : vaults(removal)) {
      destroy(removal.authority().keyId(), vault);
    }
  }

  private void destroy(KeyId key, String vault) {
    Replicas replicas = lanes.get(vault);
    if (replicas == null) {
      throw new CaException(
          Failure.TOKEN_UNAVAILABLE, "vault " + vault + " of the CA key is not configured");
    }
    KeyDestruction.everywhere(key, replicas, patience);
  }

  /** A key that never came on record may have been made all the same, in any vault. */
  private Collection<String> vaults(Removal removal) {
    return removal.vault() == null
        ? lanes.keySet().stream().sorted().toList()
        : List.of(removal.vault());
  }

  private AuditEvent event(AuditEvent.Kind kind, AuthorityId id, String detail) {
    return new AuditEvent(now(), kind, id, null, ACTOR, detail);
  }

  private Instant now() {
    return Instant.ofEpochMilli(clock.millis());
  }
}
