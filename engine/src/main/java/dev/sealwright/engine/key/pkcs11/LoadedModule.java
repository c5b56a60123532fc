package dev.sealwright.engine.key.pkcs11;

import dev.sealwright.engine.key.ModuleIdentity;
import dev.sealwright.engine.key.Remedy;
import dev.sealwright.engine.key.VaultFault;
import dev.sealwright.hsm.ModuleConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One PKCS#11 module with all tokens behind it: what has to be initialised anew when a token is
 * lost. To finalise a module during a call ends the process, so it waits until every session is
 * closed.
 *
 * <p>Threads: shared.
 */
public final class LoadedModule implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LoadedModule.class);
  private static final Duration LOOK = Duration.ofMillis(5);

  private final Cryptoki cryptoki;
  private final List<Runnable> holders = new CopyOnWriteArrayList<>();

  /** Read by those who open sessions, written by the one who makes all close theirs. */
  private final ReentrantReadWriteLock gate = new ReentrantReadWriteLock();

  private volatile @Nullable String digest;
  private volatile boolean digested;

  private final AtomicLong epoch = new AtomicLong();

  /** Takes a module that is initialised already. */
  public LoadedModule(Cryptoki cryptoki) {
    this.cryptoki = cryptoki;
  }

  Cryptoki cryptoki() {
    return cryptoki;
  }

  /**
   * What the module says of itself, and the digest of its file as it was when first asked for.
   *
   * @throws CryptokiException what C_GetInfo answers
   */
  public ModuleIdentity identity(ModuleConfig config) {
    ModuleInfo info = cryptoki.moduleInfo();
    return new ModuleIdentity(
        config.path().toString(),
        config.driver().name(),
        info.manufacturer(),
        info.description(),
        info.cryptoki().toString(),
        info.library().toString(),
        digest(config.path()));
  }

  private @Nullable String digest(Path library) {
    if (!digested) {
      digest = FileDigest.sha256(library).orElse(null);
      digested = true;
    }
    return digest;
  }

  /**
   * The number of renewals that were begun; sessions and handles of an earlier one are worthless.
   */
  long epoch() {
    return epoch.get();
  }

  /** Run before the module is finalised: closes a session that is kept open. */
  void beforeRenewal(Runnable letGo) {
    holders.add(letGo);
  }

  /**
   * Opens a session.
   *
   * @throws VaultFault RECOVER while the module is being initialised
   */
  CryptokiSession open(long slot) {
    if (!gate.readLock().tryLock()) {
      throw new VaultFault(Remedy.RECOVER, "the module is being initialised anew");
    }
    try {
      return cryptoki.openSession(slot);
    } finally {
      gate.readLock().unlock();
    }
  }

  /**
   * C_Finalize and C_Initialize, unless someone else has begun to since the epoch.
   *
   * @param patience to wait until every session is closed
   * @throws VaultFault RECOVER when some are still open: their calls do not return, most likely
   * @throws CryptokiException what the module answers
   */
  void renew(long since, Duration patience) {
    gate.writeLock().lock();
    try {
      if (!epoch.compareAndSet(since, since + 1)) {
        return;
      }
      holders.forEach(Runnable::run);
      finalise(patience);
      cryptoki.initialise();
      LOG.info("the module was initialised anew");
    } finally {
      gate.writeLock().unlock();
    }
  }

  private void finalise(Duration patience) {
    long start = System.nanoTime();
    while (true) {
      try {
        cryptoki.close();
        return;
      } catch (IllegalStateException inside) {
        if (System.nanoTime() - start > patience.toNanos()) {
          throw new VaultFault(
              Remedy.RECOVER,
              "the module cannot be initialised anew: " + inside.getMessage(),
              inside);
        }
        LockSupport.parkNanos(LOOK.toNanos());
      } catch (CryptokiException lost) {
        // A module that lost its device may say so here too; C_Initialize decides.
        LOG.info("{}", lost.getMessage());
        return;
      }
    }
  }

  /**
   * C_Finalize, for good.
   *
   * @throws IllegalStateException while a session is open
   */
  @Override
  public void close() {
    cryptoki.close();
  }
}
