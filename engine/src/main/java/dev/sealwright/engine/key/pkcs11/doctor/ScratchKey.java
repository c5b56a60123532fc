package dev.sealwright.engine.key.pkcs11.doctor;

import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.key.KeyCustody;
import dev.sealwright.engine.key.KeyId;
import dev.sealwright.engine.key.KeySession;
import dev.sealwright.engine.key.KeySpec;
import dev.sealwright.engine.key.SigningKey;
import dev.sealwright.engine.key.pkcs11.Token;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A key pair that is made to be destroyed, by the code that makes CA keys.
 *
 * <p>Threads: one.
 */
final class ScratchKey {
  private static final Logger LOG = LoggerFactory.getLogger(ScratchKey.class);
  private static final int ATTEMPTS = 5;
  private static final Duration PAUSE = Duration.ofMillis(200);

  private final Token token;
  private final KeySpec spec;
  private @Nullable KeySession maker;
  private final KeyId id = new KeyId(UUID.randomUUID());

  ScratchKey(Token token, KeySpec spec) {
    this.token = token;
    this.spec = spec;
  }

  KeyId id() {
    return id;
  }

  /**
   * Makes it; whatever comes of that, {@link #destroy} has to be called. The session is kept for
   * that: there may be no room for another then.
   */
  SigningKey make() {
    KeySession session = token.open();
    maker = session;
    return new SigningKey(token.name(), id, spec, session.generate(id, spec));
  }

  /** What the token says of it, in the session that made it. */
  Optional<KeyCustody> custody() {
    KeySession session = maker;
    return session == null ? Optional.empty() : session.custody(id);
  }

  /**
   * Destroys what there is of it, also after the token was lost and came back.
   *
   * @return whether it is gone for certain
   */
  boolean destroy() {
    KeySession session = maker;
    if (session != null) {
      try (session) {
        session.destroy(id);
        return true;
      } catch (CaException e) {
        LOG.debug("scratch key {}: {}", id.value(), e.getMessage());
      }
    }
    return destroyAnew();
  }

  private boolean destroyAnew() {
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
      try (KeySession session = token.open()) {
        session.destroy(id);
        return true;
      } catch (CaException e) {
        LOG.debug("scratch key {}, attempt {}: {}", id.value(), attempt, e.getMessage());
        recover();
      }
    }
    return false;
  }

  private void recover() {
    LockSupport.parkNanos(PAUSE.toNanos());
    try {
      token.recover();
    } catch (CaException e) {
      LOG.debug("{}", e.getMessage());
    }
  }
}
