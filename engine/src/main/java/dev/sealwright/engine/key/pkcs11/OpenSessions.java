package dev.sealwright.engine.key.pkcs11;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts a driver's open sessions, so that C_Finalize never meets one: that ends the process.
 *
 * <p>Threads: shared.
 */
public final class OpenSessions {
  private static final int CLOSED = Integer.MIN_VALUE;

  private final AtomicInteger count = new AtomicInteger();

  /**
   * Before C_OpenSession.
   *
   * @throws IllegalStateException after {@link #close}
   */
  public void enter() {
    if (count.updateAndGet(n -> n == CLOSED ? n : n + 1) == CLOSED) {
      throw new IllegalStateException("the module is closed");
    }
  }

  /** After C_CloseSession, or a C_OpenSession that failed. */
  public void leave() {
    count.decrementAndGet();
  }

  /**
   * Lets no further session in.
   *
   * @return whether there is something to close: false the second time
   * @throws IllegalStateException while a session is open
   */
  public boolean close() {
    if (count.get() == CLOSED) {
      return false;
    }
    if (!count.compareAndSet(0, CLOSED)) {
      throw new IllegalStateException(
          count.get() + " sessions are open; C_Finalize would end the process");
    }
    return true;
  }

  /** After C_Initialize: sessions may be opened, anew perhaps. */
  public void reopen() {
    count.compareAndSet(CLOSED, 0);
  }
}
