package dev.sealwright.engine;

import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.key.pkcs11.Token;
import dev.sealwright.engine.key.pkcs11.foreign.ForeignCryptoki;
import dev.sealwright.engine.store.postgres.PostgresSettings;
import dev.sealwright.engine.store.postgres.PostgresStore;
import dev.sealwright.engine.x509.Serial;
import dev.sealwright.hsm.dev.SoftHsm;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;

/** A node in a process of its own that issues, and says so, until it is killed. */
final class WorkingNode {
  static final Duration LEASE = Duration.ofSeconds(2);
  static final int CALLERS = 4;

  private WorkingNode() {}

  /**
   * The password comes in a line of the input.
   *
   * @param arguments URL, user, folder of tokens, label, authority, name
   */
  public static void main(String... arguments) throws IOException {
    String password =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
    PostgresStore store =
        PostgresStore.open(settings(arguments[0], arguments[1], password, arguments[5]));
    var token = new SoftHsm(new SecureRandom()).provision(Path.of(arguments[2]), arguments[3], 2);
    ForeignCryptoki cryptoki = ForeignCryptoki.load(token.config().module(), token.environment());
    cryptoki.initialise();
    TestEngine node =
        new TestEngine(
            store,
            new Token(token.config(), cryptoki),
            Duration.between(TestEngine.START, Instant.now()));
    AuthorityId root = new AuthorityId(UUID.fromString(arguments[4]));
    try (var callers = new Callers(List.of(node), root, arguments[5], CALLERS, WorkingNode::tell)) {
      LockSupport.parkNanos(Duration.ofMinutes(2).toNanos());
      throw new IllegalStateException("nobody killed it: " + callers.acknowledged().size());
    }
  }

  static PostgresSettings settings(String url, String user, String password, String name) {
    return PostgresSettings.of(url, name)
        .as(user, password)
        .requiringStandby(false)
        .withLease(LEASE);
  }

  private static void tell(String token, Serial serial) {
    synchronized (System.out) {
      System.out.println(token + " " + serial.hex());
      System.out.flush();
    }
  }
}
