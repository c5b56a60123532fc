package dev.sealwright.engine.key.pkcs11;

import static dev.sealwright.engine.key.pkcs11.Pkcs11.CKF_LOGIN_REQUIRED;

import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.key.KeySession;
import dev.sealwright.engine.key.KeySpec;
import dev.sealwright.engine.key.KeyVault;
import dev.sealwright.engine.key.ModuleIdentity;
import dev.sealwright.engine.key.Remedy;
import dev.sealwright.engine.key.TokenIdentity;
import dev.sealwright.engine.key.VaultFault;
import dev.sealwright.engine.x509.SignatureAlgorithm;
import dev.sealwright.hsm.Reaction;
import dev.sealwright.hsm.StorageStandard;
import dev.sealwright.hsm.TokenConfig;
import dev.sealwright.hsm.UnreadablePinException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A PKCS#11 token as a vault of CA keys.
 *
 * <p>The first {@link #open} finds the slot by the token's label or serial, and logs in; one
 * session is kept for nothing but to hold that login, since it ends with the last session. A PIN
 * that was refused is not sent again, whatever is asked of this object, and by no later one that
 * shares its {@link RefusalMarker} (INVARIANT I7).
 *
 * <p>The module is not the token's: whoever made the {@link Cryptoki} initialises it before and
 * closes it after all tokens on it.
 *
 * <p>Threads: shared. The lock is held across the login, for nobody can go on without it; it is not
 * held while sessions work.
 */
public final class Token implements KeyVault {
  private static final Logger LOG = LoggerFactory.getLogger(Token.class);

  private final TokenConfig config;
  private final @Nullable String keyLabel;
  private final LoadedModule module;
  private final RefusalMarker marker;
  private final Cryptoki cryptoki;
  private final ReentrantLock lock = new ReentrantLock();
  private final ReentrantLock opening = new ReentrantLock();
  private final ReentrantLock sealingKey = new ReentrantLock();
  private final SecureRandom random = new SecureRandom();

  private volatile @Nullable TokenOffer offer;

  // All guarded by lock.
  private @Nullable CryptokiSession holder;
  private long logins;
  private long slot;
  private @Nullable String refusal;
  private boolean closed;

  /** Makes no call yet: a token that is away does not keep the engine from starting. */
  public Token(TokenConfig config, LoadedModule module, RefusalMarker marker) {
    this(config, module, marker, null);
  }

  /**
   * @param keyLabel of the keys that are made, in place of the one that tells a CA key
   */
  Token(TokenConfig config, LoadedModule module, RefusalMarker marker, @Nullable String keyLabel) {
    this.config = config;
    this.keyLabel = keyLabel;
    this.module = module;
    this.marker = marker;
    this.cryptoki = module.cryptoki();
    module.beforeRenewal(this::letGo);
  }

  /** For a token whose refusals of the PIN are remembered by this object alone. */
  public Token(TokenConfig config, LoadedModule module) {
    this(config, module, RefusalMarker.NONE);
  }

  /** For one that is alone on its module besides. */
  public Token(TokenConfig config, Cryptoki cryptoki) {
    this(config, new LoadedModule(cryptoki));
  }

  @Override
  public String name() {
    return config.name();
  }

  @Override
  public int lanes() {
    return config.lanes();
  }

  /** Answered from what the token said at the last login; before the first one it is asked. */
  @Override
  public boolean offers(KeySpec spec, SignatureAlgorithm algorithm) {
    return offer().signs(spec, algorithm);
  }

  @Override
  public boolean seals() {
    return offer().seals();
  }

  @Override
  public boolean meets(StorageStandard standard) {
    return config.standards().stream().anyMatch(declared -> declared.covers(standard));
  }

  @Override
  public Duration deadline() {
    return config.profile().deadline();
  }

  @Override
  public int backOffLimit() {
    return config.profile().unclearLimit();
  }

  @Override
  public Duration backOff() {
    return config.profile().unclearPause();
  }

  @Override
  public Duration keepAlive() {
    return config.profile().keepAlive();
  }

  @Override
  public KeySession open() {
    long login = 0;
    try {
      long found = loggedIn();
      login = logins();
      var session = opened(found);
      return new TokenSession(
          this, login, session, keys(session), new TokenSealing(session, sealingKey, random));
    } catch (CryptokiException e) {
      throw failed(e, login);
    }
  }

  /** One after the other: some modules refuse sessions that are opened in a rush. */
  private CryptokiSession opened(long found) {
    acquire(opening, Remedy.SHRINK, "C_OpenSession of another lane does not return");
    try {
      return module.open(found);
    } finally {
      opening.unlock();
    }
  }

  /** Waits less than a lane may take: one that hangs inside must not take the others with it. */
  private void acquire(ReentrantLock wanted, Remedy otherwise, String why) {
    try {
      if (!wanted.tryLock(deadline().toMillis() / 2, TimeUnit.MILLISECONDS)) {
        throw fault(otherwise, why);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw fault(Remedy.RETRY, "interrupted");
    }
  }

  /** Does the work in a session of its own, after a login, and closes the session. */
  <T> T inSession(Function<CryptokiSession, T> work) {
    long login = 0;
    try {
      long found = loggedIn();
      login = logins();
      CryptokiSession session = opened(found);
      try {
        return work.apply(session);
      } finally {
        closeQuietly(session);
      }
    } catch (CryptokiException e) {
      throw failed(e, login);
    }
  }

  TokenKeys keys(CryptokiSession session) {
    return new TokenKeys(session, config.profile().quirks(), keyLabel);
  }

  /**
   * Looks whether the token answers as it is; if not, the module is initialised anew, and with it
   * every other token on it, whose users lose their sessions and nothing else.
   */
  @Override
  public void recover() {
    long epoch = module.epoch();
    try {
      loggedInAnew();
      return;
    } catch (VaultFault e) {
      if (e.remedy() == Remedy.OPERATOR) {
        throw e;
      }
    } catch (CryptokiException e) {
      LOG.debug("token {}: {}", name(), e.getMessage());
    }
    try {
      module.renew(epoch, config.profile().deadline());
      loggedInAnew();
    } catch (CryptokiException e) {
      throw new VaultFault(Remedy.RECOVER, "token " + name() + ": " + e.getMessage(), e);
    }
  }

  ModuleIdentity module() {
    return module.identity(config.module());
  }

  /** What the token says of itself. */
  TokenIdentity identity() {
    long found;
    lock.lock();
    try {
      found = slot;
    } finally {
      lock.unlock();
    }
    return cryptoki.tokenInfo(found).identity();
  }

  private void loggedInAnew() {
    lock.lock();
    try {
      dropHolder();
      loggedIn();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      dropHolder();
      config.pin().forget();
    } finally {
      lock.unlock();
    }
  }

  private void letGo() {
    lock.lock();
    try {
      dropHolder();
    } finally {
      lock.unlock();
    }
  }

  private long logins() {
    lock.lock();
    try {
      return logins;
    } finally {
      lock.unlock();
    }
  }

  private TokenOffer offer() {
    TokenOffer known = offer;
    if (known != null) {
      return known;
    }
    // INVARIANT I14: whoever asks must not hang behind a login that does.
    acquire(lock, Remedy.RECOVER, "a login does not return");
    try {
      if (closed) {
        throw new CaException(Failure.INTERNAL, "token " + name() + " is closed");
      }
      known = TokenOffer.of(cryptoki, SlotSearch.of(cryptoki, config));
      offer = known;
      return known;
    } catch (CryptokiException e) {
      throw failed(e, logins);
    } finally {
      lock.unlock();
    }
  }

  /** The slot of the token, after a login that still holds as far as is known. */
  private long loggedIn() {
    lock.lock();
    try {
      if (closed) {
        throw new CaException(Failure.INTERNAL, "token " + name() + " is closed");
      }
      if (refusal == null) {
        refusal = marker.remembered().orElse(null);
      }
      if (refusal != null) {
        throw fault(Remedy.OPERATOR, refusal);
      }
      if (holder == null) {
        logIn();
      }
      return slot;
    } finally {
      lock.unlock();
    }
  }

  private void logIn() {
    slot = SlotSearch.of(cryptoki, config);
    var info = cryptoki.tokenInfo(slot);
    String obstacle = TokenFlags.obstacle(info);
    if (obstacle != null) {
      throw fault(Remedy.OPERATOR, obstacle);
    }
    offer = TokenOffer.of(cryptoki, slot);
    var session = module.open(slot);
    boolean done = false;
    try {
      if (info.has(CKF_LOGIN_REQUIRED)) {
        sendPin(session);
      }
      holder = session;
      logins++;
      done = true;
      LOG.info("token {}: logged in, model {}, serial {}", name(), info.model(), info.serial());
    } finally {
      if (!done) {
        closeQuietly(session);
      }
    }
  }

  private void sendPin(CryptokiSession session) {
    char[] pin;
    try {
      pin = config.pin().read();
    } catch (UnreadablePinException e) {
      throw new VaultFault(Remedy.RECOVER, "token " + name() + ": " + e.getMessage(), e);
    }
    try {
      session.login(pin);
    } catch (CryptokiException e) {
      if (e.is(ReturnValue.CKR_USER_ALREADY_LOGGED_IN)) {
        return;
      }
      if (e.reaction() == Reaction.OPERATOR) {
        refusal = marker.remember(e);
        throw new VaultFault(Remedy.OPERATOR, "token " + name() + ": " + refusal, e);
      }
      throw e;
    } finally {
      Arrays.fill(pin, '\0');
    }
  }

  /**
   * Turns a module's answer into ours, and forgets a login that it says is gone.
   *
   * @param login the one under which the call was made: a later one is not the answer's to end
   */
  CaException failed(CryptokiException e, long login) {
    Reaction reaction = reactionTo(e.code());
    Remedy remedy =
        switch (reaction) {
          case LOGIN_LOST, SESSION_LOST, SESSION_DIRTY, HANDLE_STALE -> Remedy.RETRY;
          case TOKEN_LOST -> Remedy.RECOVER;
          case UNCLEAR -> Remedy.BACK_OFF;
          case CAPACITY -> Remedy.SHRINK;
          case OPERATOR -> Remedy.OPERATOR;
          case CONFIGURATION, BUG -> Remedy.NONE;
        };
    switch (reaction) {
      case LOGIN_LOST, SESSION_LOST, TOKEN_LOST -> forget(login);
      case SESSION_DIRTY, HANDLE_STALE, UNCLEAR, CAPACITY, OPERATOR, CONFIGURATION, BUG -> {}
    }
    String what = "token " + name() + ": " + e.getMessage() + ", " + reaction;
    return reaction == Reaction.BUG
        ? new CaException(Failure.INTERNAL, what, e)
        : new VaultFault(remedy, what, e);
  }

  /** The table of the standard, unless the profile knows better. */
  Reaction reactionTo(long code) {
    var ours = config.profile().reactions().get(code);
    return ours != null ? ours : ReturnValue.reactionTo(code);
  }

  /** The next open looks for the slot, reads the flags and logs in anew. */
  private void forget(long login) {
    lock.lock();
    try {
      if (login == logins) {
        dropHolder();
      }
    } finally {
      lock.unlock();
    }
  }

  VaultFault fault(Remedy remedy, String what) {
    return new VaultFault(remedy, "token " + name() + ": " + what);
  }

  /** A session that cannot be closed is lost already; there is nothing more to do about it. */
  void closeQuietly(CryptokiSession session) {
    try {
      session.close();
    } catch (CryptokiException e) {
      LOG.debug("token {}: {}", name(), e.getMessage());
    }
  }

  private void dropHolder() {
    if (holder != null) {
      closeQuietly(holder);
      holder = null;
    }
  }
}
