package dev.sealwright.engine.life;

import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.authority.CustodyReport;
import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.key.KeyCustody;
import dev.sealwright.engine.key.KeyEvidence;
import dev.sealwright.engine.key.KeyId;
import dev.sealwright.engine.key.KeySession;
import dev.sealwright.engine.key.SigningKey;
import dev.sealwright.engine.queue.Ticket;
import dev.sealwright.engine.sign.LaneGroup;
import dev.sealwright.engine.sign.LaneTask;
import dev.sealwright.engine.sign.LaneWork;
import dev.sealwright.engine.sign.Replicas;
import dev.sealwright.engine.store.Store;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Tells how the key of an authority is kept: what is on record, and what its vaults say today.
 *
 * <p>Threads: shared; blocks the caller for one round trip to each vault. The vaults are read on
 * their lanes like everything else (INVARIANT I6).
 */
public final class Custodian {
  private final Store store;
  private final Map<String, Replicas> lanes;
  private final Clock clock;
  private final Duration patience;

  public Custodian(Store store, Map<String, Replicas> lanes, Clock clock, Duration patience) {
    this.store = store;
    this.lanes = Map.copyOf(lanes);
    this.clock = clock;
    this.patience = patience;
  }

  /** The report; a vault that does not answer is in it with the reason. */
  public CustodyReport report(Authority authority, String actor) {
    SigningKey key = authority.key();
    List<KeyEvidence> recorded = store.keyEvidence(authority.id());
    TreeSet<String> vaults = new TreeSet<>();
    recorded.forEach(evidence -> vaults.add(evidence.vault()));
    if (key != null) {
      vaults.add(key.vault());
    }
    List<CustodyReport.Reading> now = new ArrayList<>();
    for (String vault : vaults) {
      Replicas replicas = lanes.get(vault);
      if (replicas == null) {
        now.add(new CustodyReport.Reading(vault, null, "the vault is not configured"));
      } else {
        replicas.each().forEach(group -> now.add(reading(group, authority.id().keyId(), actor)));
      }
    }
    return new CustodyReport(authority.id(), key, recorded, now);
  }

  private CustodyReport.Reading reading(LaneGroup group, KeyId id, String actor) {
    String vault = group.vaultName();
    Question question = new Question(id);
    group.put(question);
    try {
      return question
          .answer
          .await(patience)
          .map(said ->
              new KeyEvidence(
                  vault,
                  KeyEvidence.Occasion.ON_DEMAND,
                  Instant.ofEpochMilli(clock.millis()),
                  actor,
                  said))
          .map(evidence -> new CustodyReport.Reading(vault, evidence, null))
          .orElseGet(
              () -> new CustodyReport.Reading(vault, null, "the vault has no such key pair"));
    } catch (CaException e) {
      return new CustodyReport.Reading(vault, null, e.getMessage());
    }
  }

  /** Runs once, on a lane; whoever put it there waits at the ticket. */
  private record Question(KeyId key, Ticket<Optional<KeyCustody>> answer) implements LaneTask {
    Question(KeyId key) {
      this(key, new Ticket<>());
    }

    @Override
    public LaneWork work() {
      return LaneWork.CUSTODY;
    }

    @Override
    public Runnable run(KeySession session) {
      Optional<KeyCustody> said = session.custody(key);
      return () -> answer.complete(said);
    }

    @Override
    public void abandon(CaException reason) {
      answer.fail(reason);
    }
  }
}
