package dev.sealwright.engine.key;

import dev.sealwright.engine.x509.SignatureAlgorithm;
import dev.sealwright.hsm.StorageStandard;
import java.time.Duration;

/**
 * SPI: a custodian of CA keys, such as one PKCS#11 token.
 *
 * <p>Threads: shared by all lanes. {@link #close} MUST be called only after every session is
 * closed: a native finalise during a signature ends the process.
 */
public interface KeyVault extends AutoCloseable {
  /** The name under which keys record where they live; stable across restarts. */
  String name();

  /** The number of sessions that gives full throughput, at least 1. */
  int lanes();

  /**
   * Whether keys of this kind can be made here and sign with the algorithm.
   *
   * <p>MUST NOT need a session of the caller's; from any thread.
   *
   * @throws dev.sealwright.engine.fault.CaException TOKEN_UNAVAILABLE when it is not known, since
   *     the vault was not reached yet
   */
  boolean offers(KeySpec spec, SignatureAlgorithm algorithm);

  /** Whether the vault is declared to meet the standard, or a higher one. */
  boolean meets(StorageStandard standard);

  /**
   * Whether its sessions seal secrets: an optional capability.
   *
   * @throws dev.sealwright.engine.fault.CaException as {@link #offers}
   */
  default boolean seals() {
    return false;
  }

  /**
   * Opens a session that belongs to the calling platform thread.
   *
   * @throws dev.sealwright.engine.fault.CaException TOKEN_UNAVAILABLE when none is to be had
   */
  KeySession open();

  /** Longest that a call may take; after it the session's thread is given up (INVARIANT I14). */
  default Duration deadline() {
    return Duration.ofSeconds(30);
  }

  /** Answers in a row with {@link Remedy#BACK_OFF} after which the vault counts as lost. */
  default int backOffLimit() {
    return 5;
  }

  /** Pause before another try after {@link Remedy#BACK_OFF}, on average. */
  default Duration backOff() {
    return Duration.ofMillis(20);
  }

  /** Rest after which an idle session is {@linkplain KeySession#keepAlive kept alive}, or zero. */
  default Duration keepAlive() {
    return Duration.ZERO;
  }

  /**
   * Reaches for a vault that was lost; every session was closed before, or is given up.
   *
   * @throws VaultFault RECOVER when it is still away, OPERATOR when a person must act
   */
  default void recover() {
    open().close();
  }

  @Override
  void close();
}
