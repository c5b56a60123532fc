package dev.sealwright.engine.key.pkcs11;

import static dev.sealwright.engine.key.pkcs11.Pkcs11.CKF_LOGIN_REQUIRED;
import static dev.sealwright.engine.key.pkcs11.Pkcs11.CKF_TOKEN_INITIALIZED;
import static dev.sealwright.engine.key.pkcs11.Pkcs11.CKF_USER_PIN_FINAL_TRY;
import static dev.sealwright.engine.key.pkcs11.Pkcs11.CKF_USER_PIN_INITIALIZED;
import static dev.sealwright.engine.key.pkcs11.Pkcs11.CKF_USER_PIN_LOCKED;

import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.key.KeySession;
import dev.sealwright.engine.key.KeySpec;
import dev.sealwright.engine.key.KeyVault;
import dev.sealwright.engine.x509.SignatureAlgorithm;
import dev.sealwright.hsm.Reaction;
import dev.sealwright.hsm.StorageStandard;
import dev.sealwright.hsm.TokenConfig;
import dev.sealwright.hsm.UnreadablePinException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A PKCS#11 token as a vault of CA keys.
 *
 * <p>The first {@link #open} finds the slot by the token's label and logs in; one session is kept
 * for nothing but to hold that login, since it ends with the last session. A PIN that was refused
 * is not sent again by this object, whatever is asked of it (INVARIANT I7).
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
  private final Cryptoki cryptoki;
  private final ReentrantLock lock = new ReentrantLock();
  private final ReentrantLock sealingKey = new ReentrantLock();
  private final SecureRandom random = new SecureRandom();

  // All guarded by lock.
  private @Nullable CryptokiSession holder;
  private long slot;
  private @Nullable TokenOffer offer;
  private @Nullable String refusal;
  private boolean closed;

  /** Makes no call yet: a token that is away does not keep the engine from starting. */
  public Token(TokenConfig config, Cryptoki cryptoki) {
    this.config = config;
    this.cryptoki = cryptoki;
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
  public KeySession open() {
    try {
      var session = cryptoki.openSession(loggedIn());
      return new TokenSession(
          this,
          session,
          new TokenKeys(session, config.profile().quirks()),
          new TokenSealing(session, sealingKey, random));
    } catch (CryptokiException e) {
      throw failed(e);
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      dropHolder();
    } finally {
      lock.unlock();
    }
  }

  private TokenOffer offer() {
    lock.lock();
    try {
      if (closed) {
        throw new CaException(Failure.INTERNAL, "token " + name() + " is closed");
      }
      if (offer == null) {
        offer = TokenOffer.of(cryptoki, slotByLabel());
      }
      return offer;
    } catch (CryptokiException e) {
      throw failed(e);
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
      if (refusal != null) {
        throw unavailable(refusal);
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
    slot = slotByLabel();
    var info = cryptoki.tokenInfo(slot);
    checkFlags(info);
    offer = TokenOffer.of(cryptoki, slot);
    var session = cryptoki.openSession(slot);
    boolean done = false;
    try {
      if (info.has(CKF_LOGIN_REQUIRED)) {
        sendPin(session);
      }
      holder = session;
      done = true;
      LOG.info("token {}: logged in, model {}, serial {}", name(), info.model(), info.serial());
    } finally {
      if (!done) {
        closeQuietly(session);
      }
    }
  }

  private long slotByLabel() {
    var found = new ArrayList<Long>();
    var labels = new ArrayList<String>();
    for (long candidate : cryptoki.slotsWithToken()) {
      var label = cryptoki.tokenInfo(candidate).label();
      labels.add(label);
      if (label.equals(config.label())) {
        found.add(candidate);
      }
    }
    if (found.size() != 1) {
      throw unavailable(
          found.size()
              + " tokens are labelled '"
              + config.label()
              + "'; the module "
              + config.module().path()
              + " shows "
              + labels);
    }
    return found.getFirst();
  }

  /** INVARIANT I7: before any login, since the next wrong try may destroy the token's keys. */
  private void checkFlags(TokenInfo info) {
    if (!info.has(CKF_TOKEN_INITIALIZED)
        || (info.has(CKF_LOGIN_REQUIRED) && !info.has(CKF_USER_PIN_INITIALIZED))) {
      throw unavailable("the token is not initialised or has no user PIN; initialise it");
    }
    if (info.has(CKF_USER_PIN_LOCKED)) {
      throw unavailable("the user PIN is locked (CKF_USER_PIN_LOCKED); unlock it as SO");
    }
    if (info.has(CKF_USER_PIN_FINAL_TRY)) {
      throw unavailable(
          "one try is left before the user PIN locks (CKF_USER_PIN_FINAL_TRY); log in by hand once");
    }
  }

  private void sendPin(CryptokiSession session) {
    char[] pin;
    try {
      pin = config.pin().read();
    } catch (UnreadablePinException e) {
      throw new CaException(
          Failure.TOKEN_UNAVAILABLE, "token " + name() + ": " + e.getMessage(), e);
    }
    try {
      session.login(pin);
    } catch (CryptokiException e) {
      if (e.is(ReturnValue.CKR_USER_ALREADY_LOGGED_IN)) {
        return;
      }
      if (e.reaction() == Reaction.OPERATOR) {
        refusal =
            "the PIN was refused ("
                + e.getMessage()
                + ") and is not tried again; correct it and restart";
        throw new CaException(Failure.TOKEN_UNAVAILABLE, "token " + name() + ": " + refusal, e);
      }
      throw e;
    } finally {
      Arrays.fill(pin, '\0');
    }
  }

  /** Turns a module's answer into ours, and remembers what it says of the login. */
  CaException failed(CryptokiException e) {
    switch (e.reaction()) {
      case LOGIN_LOST, SESSION_LOST, TOKEN_LOST -> {
        // The next open looks for the slot, reads the flags and logs in anew.
        lock.lock();
        try {
          dropHolder();
        } finally {
          lock.unlock();
        }
      }
      case SESSION_DIRTY, HANDLE_STALE, UNCLEAR, CAPACITY, OPERATOR, CONFIGURATION, BUG -> {}
    }
    var failure = e.reaction() == Reaction.BUG ? Failure.INTERNAL : Failure.TOKEN_UNAVAILABLE;
    return new CaException(
        failure, "token " + name() + ": " + e.getMessage() + ", " + e.reaction(), e);
  }

  CaException unavailable(String what) {
    return new CaException(Failure.TOKEN_UNAVAILABLE, "token " + name() + ": " + what);
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
