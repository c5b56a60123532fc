package dev.sealwright.engine.sign;

import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.key.KeyId;
import dev.sealwright.engine.key.KeySession;
import dev.sealwright.engine.key.KeySpec;
import dev.sealwright.engine.key.Remedy;
import dev.sealwright.engine.key.VaultFault;
import dev.sealwright.engine.key.VaultSet;
import dev.sealwright.engine.x509.SignatureAlgorithm;
import dev.sealwright.hsm.StorageStandard;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The lanes of all vaults of a {@link VaultSet}. Work goes to the vault that has the least to do
 * for its weight; what one does not do another is asked for, each once.
 *
 * <p>Threads: shared.
 */
public final class Replicas implements AutoCloseable {
  /** How long a vault that does not have a key is not asked for it: it may be copied meanwhile. */
  private static final Duration ABSENCE = Duration.ofSeconds(10);

  private static final int MAX_ABSENCES = 4096;

  private final String name;
  private final List<Member> members;
  private final Counter failovers;

  /** Reaches for the vaults and starts their lanes, whether they answer or not. */
  public Replicas(VaultSet set, MeterRegistry metrics) {
    this.name = set.name();
    this.members =
        set.members().stream()
            .map(member -> new Member(new LaneGroup(member.vault(), metrics), member.weight()))
            .toList();
    this.failovers =
        Counter.builder("sealwright.vault.failovers")
            .description("Work that one vault of a set did not do and another was asked for")
            .tag("vault", name)
            .register(metrics);
  }

  /** The name on record with the keys. */
  public String name() {
    return name;
  }

  /**
   * Takes work that any of the vaults can do; a task that all of them failed is abandoned for the
   * reason of the last.
   */
  public void put(LaneTask task) {
    if (members.size() == 1) {
      members.getFirst().lanes.put(task);
    } else {
      new Routed(task, false).goOn(null);
    }
  }

  /** Takes work that the first vault should do, the next only if that one does not. */
  public void putInOrder(LaneTask task) {
    if (members.size() == 1) {
      members.getFirst().lanes.put(task);
    } else {
      new Routed(task, true).goOn(null);
    }
  }

  /** The lanes of each vault, for work that all of them must do. */
  public List<LaneGroup> each() {
    return members.stream().map(member -> member.lanes).toList();
  }

  /**
   * How long each of the vaults that are at work is busy with what waits for it, at least; zero
   * when none is.
   *
   * <p>Threads: to be asked by one.
   */
  public static Duration backlog(Collection<Replicas> groups) {
    return groups.stream()
        .flatMap(group -> group.members.stream())
        .flatMap(member -> member.lanes.backlog().stream())
        .min(Comparator.naturalOrder())
        .orElse(Duration.ZERO);
  }

  /** Why none of the vaults signs at present, if so. */
  public Optional<String> trouble() {
    String reasons = null;
    for (Member member : members) {
      Optional<String> reason = member.lanes.trouble();
      if (reason.isEmpty()) {
        return reason;
      }
      reasons = reasons == null ? reason.get() : reasons + "; " + reason.get();
    }
    return Optional.ofNullable(reasons);
  }

  /**
   * Whether one of the vaults makes such keys.
   *
   * @throws CaException TOKEN_UNAVAILABLE when none is known to, and one was not reached yet
   */
  public boolean offers(KeySpec spec, SignatureAlgorithm algorithm) {
    return any(lanes -> lanes.offers(spec, algorithm));
  }

  /** Whether every vault is declared to meet the standard: a key may come to live in any. */
  public boolean meets(StorageStandard standard) {
    return members.stream().allMatch(member -> member.lanes.meets(standard));
  }

  /**
   * Whether one of the vaults seals secrets.
   *
   * @throws CaException as {@link #offers}
   */
  public boolean seals() {
    return any(LaneGroup::seals);
  }

  @Override
  public void close() {
    members.forEach(member -> member.lanes.close());
  }

  /** Ends what closing left; see {@link LaneGroup#abandonRest}. */
  public void abandonRest() {
    members.forEach(member -> member.lanes.abandonRest());
  }

  private interface Question {
    boolean asked(LaneGroup lanes);
  }

  private boolean any(Question question) {
    @Nullable CaException unreached = null;
    for (Member member : members) {
      try {
        if (question.asked(member.lanes)) {
          return true;
        }
      } catch (CaException e) {
        unreached = e;
      }
    }
    if (unreached != null) {
      throw unreached;
    }
    return false;
  }

  private static final class Member {
    private final LaneGroup lanes;
    private final int weight;
    private final AtomicInteger inside = new AtomicInteger();
    private final Map<KeyId, Long> absences = new ConcurrentHashMap<>();

    Member(LaneGroup lanes, int weight) {
      this.lanes = lanes;
      this.weight = weight;
    }

    double load() {
      return (inside.get() + 1) / (double) weight;
    }

    void lacks(KeyId key) {
      if (absences.size() >= MAX_ABSENCES) {
        absences.clear();
      }
      absences.put(key, System.nanoTime());
    }

    boolean isKnownToLack(@Nullable KeyId key) {
      Long since = key == null ? null : absences.get(key);
      if (key == null || since == null) {
        return false;
      }
      if (System.nanoTime() - since < ABSENCE.toNanos()) {
        return true;
      }
      absences.remove(key, since);
      return false;
    }
  }

  /** A task on its way from vault to vault; like the task, one thread has it at a time. */
  private final class Routed implements LaneTask {
    private final LaneTask task;
    private final boolean inOrder;
    private final Set<Member> asked = new HashSet<>();
    private @Nullable Member at;

    Routed(LaneTask task, boolean inOrder) {
      this.task = task;
      this.inOrder = inOrder;
    }

    @Override
    public LaneWork work() {
      return task.work();
    }

    @Override
    public @Nullable KeyId key() {
      return task.key();
    }

    @Override
    public Runnable run(KeySession session) {
      Runnable then = task.run(session);
      return () -> {
        left();
        then.run();
      };
    }

    @Override
    public void abandon(CaException reason) {
      Member here = left();
      KeyId key = task.key();
      if (key != null && reason instanceof VaultFault fault && fault.remedy() == Remedy.ABSENT) {
        here.lacks(key);
      }
      goOn(reason);
    }

    /**
     * @param reason why the vault before did not do it; absent for the first
     */
    void goOn(@Nullable CaException reason) {
      Member next = next();
      if (next == null) {
        task.abandon(reason != null ? reason : unreachable());
        return;
      }
      if (reason != null) {
        failovers.increment();
      }
      asked.add(next);
      at = next;
      next.inside.incrementAndGet();
      next.lanes.put(this);
    }

    private Member left() {
      Member here = at;
      if (here == null) {
        throw new IllegalStateException("a task came back from nowhere");
      }
      at = null;
      here.inside.decrementAndGet();
      return here;
    }

    private @Nullable Member next() {
      Member best = null;
      boolean bestLacks = false;
      for (Member member : members) {
        if (asked.contains(member) || member.lanes.trouble().isPresent()) {
          continue;
        }
        boolean lacks = member.isKnownToLack(task.key());
        // One that lacks the key comes last, but better to ask in vain than not at all.
        if (best == null
            || (bestLacks && !lacks)
            || (bestLacks == lacks && !inOrder && member.load() < best.load())) {
          best = member;
          bestLacks = lacks;
        }
      }
      return best;
    }

    private CaException unreachable() {
      return new VaultFault(Remedy.RECOVER, trouble().orElse("vault " + name + " was lost"));
    }
  }
}
