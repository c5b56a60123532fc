package dev.sealwright.engine.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sealwright.engine.TestEngine;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.key.soft.SoftVault;
import dev.sealwright.engine.store.FilledRecord;
import dev.sealwright.engine.store.verify.StoreVerifier;
import dev.sealwright.engine.store.verify.Violation;
import dev.sealwright.engine.x509.Serial;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A copy that is made while certificates are issued. */
class BackupTest {
  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void place() {
    file = folder.resolve("records.db");
  }

  @Test
  void underLoadItHoldsEverythingThatWasAcknowledgedBefore() throws Exception {
    Queue<Serial> acknowledged = new ConcurrentLinkedQueue<>();
    AtomicBoolean stop = new AtomicBoolean();
    CountDownLatch underWay = new CountDownLatch(100);
    AuthorityId root;
    List<List<Serial>> before = new ArrayList<>();
    try (TestEngine engine =
        new TestEngine(SqliteStore.open(file), new SoftVault("soft", 2, new SecureRandom()))) {
      root = engine.activeRoot();
      List<Thread> callers = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        callers.add(
            Thread.startVirtualThread(() -> {
              while (!stop.get()) {
                acknowledged.add(
                    engine.engine.issue(TestEngine.leafOrder(root, "under load", null)));
                underWay.countDown();
              }
            }));
      }
      underWay.await();
      for (int i = 0; i < 3; i++) {
        before.add(List.copyOf(acknowledged));
        long bytes = SqliteStore.backup(file, folder.resolve("backup-" + i + ".db"));
        assertThat(bytes).isPositive();
        assertThat(verify(file)).as("beside the engine").isEmpty();
      }
      int during = acknowledged.size();
      stop.set(true);
      for (Thread caller : callers) {
        caller.join();
      }
      assertThat(during).isGreaterThan(before.getFirst().size());
    }
    for (int i = 0; i < before.size(); i++) {
      Path backup = folder.resolve("backup-" + i + ".db");
      assertThat(verify(backup)).isEmpty();
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(backup)))
          .isEqualTo("rw-------");
      // As it would be used: by a server that is started over it.
      try (SqliteStore store = SqliteStore.open(backup)) {
        for (Serial serial : before.get(i)) {
          assertThat(store.certificate(root, serial).orElseThrow().signature()).isNotNull();
        }
      }
    }
    assertThat(partial()).isEmpty();
  }

  @Test
  void whatIsThereIsNotTouched() throws IOException {
    SqliteStore.open(file).close();
    Path there = Files.writeString(folder.resolve("there"), "precious");
    Path link = Files.createSymbolicLink(folder.resolve("link"), folder.resolve("elsewhere"));
    for (Path target : List.of(there, link, file, folder)) {
      refused(target, "is there already");
    }
    refused(folder.resolve("no/such/folder"), "there is no folder");
    assertThat(there).hasContent("precious");
    assertThat(folder.resolve("elsewhere")).doesNotExist();
    assertThat(partial()).isEmpty();
  }

  @Test
  void ofNothingOrOfSomethingElseNoneIsMade() throws IOException {
    refused(folder.resolve("backup.db"), "there is no store");
    Files.writeString(file, "nothing of the kind, and long enough to have a header");
    refused(folder.resolve("backup.db"), "is not a database");
    assertThat(folder.resolve("backup.db")).doesNotExist();
  }

  @Test
  void aDamagedStoreHasNoBackupThatLooksWell() throws IOException {
    FilledRecord filled = FilledRecord.in(() -> SqliteStore.open(file));
    byte[] bytes = Files.readAllBytes(file);
    String tbs = HexFormat.of().formatHex(filled.open().tbs().toArray());
    // The last reservation is in a page of its own kind: its header becomes that of none.
    int page = HexFormat.of().formatHex(bytes).indexOf(tbs) / 2 / 4096;
    bytes[page * 4096] = 0x7f;
    Files.write(file, bytes);
    assertThatExceptionOfType(CaException.class)
        .isThrownBy(() -> SqliteStore.backup(file, folder.resolve("backup.db")))
        .withMessageContaining("no backup was made");
    assertThat(folder.resolve("backup.db")).doesNotExist();
    assertThat(partial()).isEmpty();
  }

  private void refused(Path target, String why) {
    assertThatExceptionOfType(CaException.class)
        .isThrownBy(() -> SqliteStore.backup(file, target))
        .withMessageContaining(why)
        .extracting(CaException::failure)
        .isEqualTo(Failure.STORE_UNAVAILABLE);
  }

  private static List<String> verify(Path backup) {
    List<String> found = new ArrayList<>();
    new StoreVerifier(
            Clock.fixed(TestEngine.START, ZoneOffset.UTC), 2, StoreVerifier.PATIENCE, null)
        .verify(
            SqliteStore.access(backup), (Violation violation) -> found.add(violation.toString()));
    return found;
  }

  private List<Path> partial() throws IOException {
    try (var files = Files.list(folder)) {
      return files.filter(each -> each.toString().contains("partial")).toList();
    }
  }
}
