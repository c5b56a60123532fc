package dev.sealwright.api.action;

import dev.sealwright.api.wire.Operation;
import dev.sealwright.api.wire.WireWriter;
import dev.sealwright.engine.store.Claim;
import dev.sealwright.engine.x509.Octets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Turns a request's IdempotencyToken into the engine's claim; it is remembered five minutes. */
final class Claims {
  private static final Duration LIFE = Duration.ofMinutes(5);

  private Claims() {}

  /**
   * The claim of a request; absent without a token.
   *
   * @param scope account, and whatever else tokens of this operation are told apart by
   */
  static @Nullable Claim of(
      Operation operation, String scope, @Nullable String token, Record request, Clock clock) {
    if (token == null) {
      return null;
    }
    return new Claim(
        operation.wireName() + " " + scope, token, digest(request), clock.instant().plus(LIFE));
  }

  private static Octets digest(Record request) {
    try {
      return Octets.copyOf(MessageDigest.getInstance("SHA-256").digest(WireWriter.write(request)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("the JDK lost SHA-256", e);
    }
  }
}
