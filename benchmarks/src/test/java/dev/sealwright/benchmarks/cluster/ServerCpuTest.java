package dev.sealwright.benchmarks.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** CPU time of the processes of a folder. */
class ServerCpuTest {
  @TempDir Path folder;

  @Test
  void theTimesOfAProcessAndItsEndedChildrenAreAddedUp() {
    assertThat(
            ServerCpu.ticks(
                "4711 (postgres: a (b) c) S 1 4711 4711 0 -1 4194560 100 200 3 4 11 22 33 44 20 0"
                    + " 1 0 123456 230000000 5000 18446744073709551615"))
        .isEqualTo(11 + 22 + 33 + 44);
  }

  @Test
  @Timeout(60)
  void onlyProcessesOfTheFolderCount() throws IOException, InterruptedException {
    var cpu = new ServerCpu(folder.toRealPath());
    assertThat(cpu.micros()).isZero();
    Process busy =
        new ProcessBuilder("sh", "-c", "while :; do :; done").directory(folder.toFile()).start();
    try {
      while (cpu.micros() == 0 && busy.isAlive()) {
        Thread.onSpinWait();
      }
      assertThat(cpu.micros()).isPositive();
      assertThat(new ServerCpu(folder.toRealPath().resolve("other")).micros()).isZero();
    } finally {
      busy.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
    }
  }
}
