package dev.sealwright.engine.store.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.sealwright.engine.store.Store;
import dev.sealwright.engine.store.StoredCertificate;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What was acknowledged is on the disk (INVARIANT I2).
 *
 * <p>Killing a process cannot show a missing sync, because the page cache survives it; counting the
 * sync calls cannot show a torn batch. So there are both.
 */
@Timeout(300)
final class DurabilityTest {
  private static final Pattern SYNC = Pattern.compile("f(data)?sync(\\(| resumed).*= 0");
  private static final Pattern ACK = Pattern.compile("write\\(1, \"ack (\\d+)\\\\n\"");

  @TempDir private Path folder;

  @Test
  void everyCommitIsSyncedBeforeItIsAcknowledged() throws Exception {
    int batches = 50;
    Path trace = folder.resolve("trace");
    Process child =
        start(
            List.of("strace", "-f", "-o", trace.toString(), "-e", "trace=fsync,fdatasync,write"),
            batches);
    child.getInputStream().readAllBytes();
    assertThat(child.waitFor()).isZero();

    int acknowledged = 0;
    int syncs = 0;
    for (String line : Files.readAllLines(trace, StandardCharsets.ISO_8859_1)) {
      if (SYNC.matcher(line).find()) {
        syncs++;
      }
      if (ACK.matcher(line).find()) {
        assertThat(syncs).as("syncs before ack %d", acknowledged).isPositive();
        acknowledged++;
        syncs = 0;
      }
    }
    assertThat(acknowledged).isEqualTo(batches);
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 40})
  void aKilledWriterLosesNothingAcknowledgedAndTearsNoBatch(int count) throws Exception {
    Process child = start(List.of(), Integer.MAX_VALUE);
    List<Integer> acks = new ArrayList<>();
    try (BufferedReader out = child.inputReader()) {
      while (acks.size() < count) {
        acknowledgement(line(out)).ifPresent(acks::add);
      }
      // SIGKILL on POSIX. What is still in the pipe was acknowledged too, so the pipe stays open,
      // which Process.destroyForcibly would close.
      child.toHandle().destroyForcibly();
      out.lines().forEach(line -> acknowledgement(line).ifPresent(acks::add));
    }
    assertThat(child.waitFor()).isEqualTo(128 + 9);
    int acknowledged = acks.getLast();

    try (Store store = SqliteStore.open(database())) {
      int present = 0;
      while (isWhole(store, present)) {
        present++;
      }
      assertThat(present - 1).isBetween(acknowledged, acknowledged + 1);
      assertThat(store.openReservations(Integer.MAX_VALUE)).hasSize(BatchWriter.WIDTH);
      assertThat(store.auditEvents(BatchWriter.authority().id(), Integer.MAX_VALUE))
          .hasSize(1 + BatchWriter.WIDTH * (present - 1));
    }
  }

  /** False when nothing of the batch is there; fails when a part of it is. */
  private static boolean isWhole(Store store, int batch) {
    int there = 0;
    for (int index = 0; index < BatchWriter.WIDTH; index++) {
      if (find(store, batch, index).isPresent()) {
        there++;
      }
    }
    assertThat(there).as("of batch %d", batch).isIn(0, BatchWriter.WIDTH);
    for (int index = 0; batch > 0 && index < BatchWriter.WIDTH; index++) {
      assertThat(find(store, batch - 1, index).orElseThrow().open())
          .as("sealed by batch %d", batch)
          .isEqualTo(there == 0);
    }
    return there > 0;
  }

  private static Optional<StoredCertificate> find(Store store, int batch, int index) {
    return store.certificate(BatchWriter.authority().id(), BatchWriter.serial(batch, index));
  }

  private static String line(BufferedReader out) throws IOException {
    @Nullable String line = out.readLine();
    return line == null ? fail("the writer ended by itself") : line;
  }

  /** The number of the batch; empty for a line of the log. */
  private static Optional<Integer> acknowledgement(String line) {
    return line.startsWith("ack ")
        ? Optional.of(Integer.valueOf(line.substring(4)))
        : Optional.empty();
  }

  private Path database() {
    return folder.resolve("records.db");
  }

  private Process start(List<String> wrapper, int batches) {
    try {
      return ChildJvm.start(
          wrapper, folder, BatchWriter.class, database().toString(), Integer.toString(batches));
    } catch (IOException e) {
      return fail("strace is missing? apt-get install -y strace", e);
    }
  }
}
