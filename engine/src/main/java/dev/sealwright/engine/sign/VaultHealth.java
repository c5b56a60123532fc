package dev.sealwright.engine.sign;

import dev.sealwright.engine.key.KeyVault;
import dev.sealwright.engine.key.Remedy;
import dev.sealwright.engine.key.VaultFault;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the lanes of one vault know together of how it is doing, and what a fault means for it.
 *
 * <p>Threads: shared.
 */
final class VaultHealth {
  private static final Logger LOG = LoggerFactory.getLogger(VaultHealth.class);

  /** Why a vault is not used whose lanes were all given up. */
  static final String STUCK = "every lane hangs in a call that does not return";

  /** What a lane does with the work that met a fault. */
  enum Verdict {
    AGAIN,
    /** By another lane; this one rests. */
    ELSEWHERE,
    GIVE_UP
  }

  private final KeyVault vault;
  private final MeterRegistry metrics;
  private final AtomicInteger sessions = new AtomicInteger();
  private final AtomicInteger unclear = new AtomicInteger();
  private final Counter recoveries;
  private final Counter mismatches;
  private volatile @Nullable String lost = "not reached yet";
  private volatile @Nullable String refused;
  private volatile boolean stuck;
  private volatile boolean closed;

  VaultHealth(KeyVault vault, MeterRegistry metrics) {
    this.vault = vault;
    this.metrics = metrics;
    this.recoveries =
        Counter.builder("sealwright.token.recoveries")
            .description("Times that a lost token came back")
            .tag("vault", vault.name())
            .register(metrics);
    this.mismatches =
        Counter.builder("sealwright.signature.mismatch")
            .description("Signatures that the recorded key did not make: an alarm")
            .tag("vault", vault.name())
            .register(metrics);
    for (VaultState state : VaultState.values()) {
      Gauge.builder("sealwright.token.state", this, health -> health.state() == state ? 1 : 0)
          .description("1 for the state that the token is in")
          .tag("vault", vault.name())
          .tag("state", state.name())
          .register(metrics);
    }
    Gauge.builder("sealwright.lanes", sessions, AtomicInteger::get)
        .description("Lanes that have a session")
        .tag("vault", vault.name())
        .register(metrics);
  }

  VaultState state() {
    if (closed) {
      return VaultState.CLOSED;
    }
    if (refused != null) {
      return VaultState.REFUSED;
    }
    if (stuck || lost != null) {
      return VaultState.LOST;
    }
    return sessions.get() < vault.lanes() ? VaultState.DEGRADED : VaultState.READY;
  }

  /** Why nothing is asked of the vault at present, if so. */
  @Nullable String obstacle() {
    String person = refused;
    if (person != null) {
      return person;
    }
    return stuck ? STUCK : lost;
  }

  /** Whether there is no lane left that could take work. */
  boolean isStuck() {
    return stuck;
  }

  void stuck(boolean now) {
    stuck = now;
  }

  boolean isLost() {
    return lost != null && refused == null;
  }

  void sessionOpened() {
    sessions.incrementAndGet();
  }

  void sessionClosed() {
    sessions.decrementAndGet();
  }

  int sessions() {
    return sessions.get();
  }

  /** The vault did what it was asked. */
  void answered() {
    if (unclear.get() != 0) {
      unclear.set(0);
    }
  }

  /**
   * Judges a fault.
   *
   * @param tries of the same work before, by the same lane
   */
  Verdict after(VaultFault fault, int tries) throws InterruptedException {
    faults(fault.remedy()).increment();
    switch (fault.remedy()) {
      case RETRY -> {
        if (tries == 0) {
          return Verdict.AGAIN;
        }
        lose(fault.getMessage());
      }
      case BACK_OFF -> {
        if (unclear.incrementAndGet() < vault.backOffLimit()) {
          Thread.sleep(jittered(vault.backOff()));
          return Verdict.AGAIN;
        }
        lose(fault.getMessage());
      }
      case SHRINK -> {
        return Verdict.ELSEWHERE;
      }
      case RECOVER -> lose(fault.getMessage());
      case OPERATOR -> refuse(fault.getMessage());
      case DISTRUST -> {
        mismatches.increment();
        refuse(fault.getMessage());
      }
      case ABSENT, NONE -> LOG.warn("vault {}: {}", vault.name(), fault.getMessage());
    }
    return Verdict.GIVE_UP;
  }

  void lose(@Nullable String reason) {
    if (lost == null) {
      LOG.warn("vault {}: lost: {}", vault.name(), reason);
    }
    lost = String.valueOf(reason);
  }

  void found() {
    unclear.set(0);
    if (lost != null) {
      LOG.info("vault {}: reached", vault.name());
      recoveries.increment();
    }
    lost = null;
  }

  /** Until a restart. */
  void refuse(@Nullable String reason) {
    if (refused == null) {
      LOG.error("vault {}: not used any more, a person must act: {}", vault.name(), reason);
      refused = String.valueOf(reason);
    }
  }

  void close() {
    closed = true;
  }

  private Counter faults(Remedy remedy) {
    return Counter.builder("sealwright.token.faults")
        .description("Answers of the token that were none, by what they asked for")
        .tag("vault", vault.name())
        .tag("remedy", remedy.name())
        .register(metrics);
  }

  /** Half to one and a half times, so that lanes do not come back all at once. */
  private static Duration jittered(Duration pause) {
    return pause.multipliedBy(ThreadLocalRandom.current().nextInt(50, 151)).dividedBy(100);
  }
}
