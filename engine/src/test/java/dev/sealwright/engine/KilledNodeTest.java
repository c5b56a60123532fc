package dev.sealwright.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.key.pkcs11.SoftHsmFixture;
import dev.sealwright.engine.key.pkcs11.Token;
import dev.sealwright.engine.key.pkcs11.foreign.ForeignCryptoki;
import dev.sealwright.engine.store.embedded.ChildJvm;
import dev.sealwright.engine.store.postgres.PostgresServer;
import dev.sealwright.engine.store.postgres.PostgresStore;
import dev.sealwright.engine.store.postgres.TestDatabase;
import dev.sealwright.engine.x509.Serial;
import dev.sealwright.hsm.Driver;
import dev.sealwright.hsm.ModuleConfig;
import dev.sealwright.hsm.TokenConfig;
import dev.sealwright.hsm.dev.SoftHsm;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kill -9 of a node at work: two processes on one token and one PostgreSQL, of which the other sees
 * to what the dead one left.
 */
@Timeout(180)
class KilledNodeTest {
  @TempDir private Path folder;
  private final PostgresServer server = PostgresServer.shared();

  @Test
  void whatADeadNodeAcknowledgedIsThereAndWhatItLeftIsFinished() throws Exception {
    TestDatabase database = server.database();
    RecordCheck check = new RecordCheck(database, folder);
    Path tokens = Objects.requireNonNull(SoftHsmFixture.token().configuration().getParent());
    String label = "n-" + UUID.randomUUID().toString().substring(0, 13);
    TokenConfig token = new SoftHsm(new SecureRandom()).provision(tokens, label, 2).config();
    Path copy = Files.copy(token.module().path(), folder.resolve("libcopy.so"));
    TokenConfig mine = token.withModule(new ModuleConfig(copy, Driver.FOREIGN));
    ForeignCryptoki module = ForeignCryptoki.load(mine.module());
    module.initialise();
    PostgresStore store =
        PostgresStore.open(
            WorkingNode.settings(database.url(), database.user(), database.password(), "heir"));
    Map<String, Serial> acknowledged = new ConcurrentHashMap<>();
    long left;
    try (Token vault = new Token(mine, module);
        TestEngine heir =
            new TestEngine(store, vault, Duration.between(TestEngine.START, Instant.now()))) {
      AuthorityId root = heir.activeRoot();
      try (Callers own = new Callers(List.of(heir), root, "own", 2, acknowledged::put)) {
        for (String name : List.of("first", "second")) {
          Process node =
              ChildJvm.start(
                  List.of(),
                  List.of("-Xmx256m"),
                  folder,
                  WorkingNode.class,
                  database.url(),
                  database.user(),
                  tokens.toString(),
                  label,
                  root.value().toString(),
                  name);
          try (Writer input = node.outputWriter()) {
            input.write(database.password() + "\n");
          }
          Map<String, Serial> said = new ConcurrentHashMap<>();
          Thread listening = Thread.ofVirtual().start(() -> listen(node, said));
          Until.holds("it issues", () -> said.size() >= 60 || !node.isAlive());
          node.toHandle().destroyForcibly(); // SIGKILL on POSIX
          assertThat(node.waitFor()).isEqualTo(128 + 9);
          listening.join();
          acknowledged.putAll(said);
          own.await(5);
        }
      }
      Until.holds(
          "both are taken for dead",
          () -> check.count("SELECT count(*) FROM node WHERE fenced") == 2);
      check.awaitNothingOpen();
      check.requireKept(heir, root, acknowledged);
      requireReplayed(heir, root, acknowledged);
      left = check.requireOneEach(acknowledged) - acknowledged.size() - 1; // the root's
    }
    System.out.printf(
        "KilledNodeTest: %d certificates were acknowledged and are there; %d more were finished"
            + " for the dead%n",
        acknowledged.size(), left);
  }

  private static void listen(Process node, Map<String, Serial> said) {
    try (BufferedReader out = node.inputReader()) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        String[] words = line.split(" ", -1);
        if (words.length == 2 && words[1].length() == 32) {
          said.put(words[0], new Serial(words[1]));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whoever asks the other node again gets what there is. */
  private static void requireReplayed(
      TestEngine heir, AuthorityId root, Map<String, Serial> acknowledged) {
    for (int caller = 0; caller < WorkingNode.CALLERS; caller++) {
      for (String name : List.of("first", "second")) {
        for (int i = 0; acknowledged.containsKey(name + "-" + caller + "-" + i); i++) {
          String token = name + "-" + caller + "-" + i;
          assertThat(heir.engine.issue(Callers.order(root, token, heir.clock.instant())))
              .isEqualTo(acknowledged.get(token));
        }
      }
    }
  }
}
