package dev.sealwright.engine.key;

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
   * Opens a session that belongs to the calling platform thread.
   *
   * @throws dev.sealwright.engine.fault.CaException TOKEN_UNAVAILABLE when none is to be had
   */
  KeySession open();

  @Override
  void close();
}
