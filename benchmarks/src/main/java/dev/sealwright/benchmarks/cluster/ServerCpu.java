package dev.sealwright.benchmarks.cluster;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * CPU time of all processes that work in a folder, and of those of their children that have ended:
 * PostgreSQL starts one for each connection and works in the folder of its data. Linux alone.
 *
 * <p>Threads: any.
 */
final class ServerCpu {
  /** What the kernel counts in, on every Linux that the JDK runs on. */
  private static final long MICROS_A_TICK = 10_000;

  private static final Path PROCESSES = Path.of("/proc");

  private final Path folder;

  ServerCpu(Path folder) {
    this.folder = folder;
  }

  /** So far; in steps of a hundredth of a second. */
  long micros() throws IOException {
    long ticks = 0;
    try (DirectoryStream<Path> all = Files.newDirectoryStream(PROCESSES, "[0-9]*")) {
      for (Path process : all) {
        ticks += ticks(process);
      }
    }
    return ticks * MICROS_A_TICK;
  }

  private long ticks(Path process) {
    try {
      return Files.readSymbolicLink(process.resolve("cwd")).startsWith(folder)
          ? ticks(Files.readString(process.resolve("stat"), ISO_8859_1))
          : 0;
    } catch (IOException goneOrOfAnother) {
      return 0;
    }
  }

  /**
   * Of a line of {@code /proc/PID/stat}: user and system time of the process, and of its children
   * that were waited for, see proc(5). The name of the program may hold blanks and parentheses.
   */
  static long ticks(String stat) {
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    long sum = 0;
    for (int field = 14; field <= 17; field++) {
      sum += Long.parseLong(fields[field - 3]);
    }
    return sum;
  }
}
