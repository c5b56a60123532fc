package dev.sealwright.benchmarks.measure;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What a figure is worth nothing without. */
public final class Conditions {
  private static final Path BUILT = Path.of("benchmarks/target/built");

  private Conditions() {}

  /**
   * The machine and the build as they are now, one to a line.
   *
   * @param data a folder on the file system that holds the store
   */
  public static List<String> now(Path data) throws IOException, InterruptedException {
    return List.of(
        "date=" + Clock.systemUTC().instant().truncatedTo(ChronoUnit.SECONDS),
        "commit=" + commit(),
        "cpu=" + cpu(),
        "cores=" + Runtime.getRuntime().availableProcessors(),
        "kernel=" + output("uname", "-sr"),
        "jdk=" + System.getProperty("java.vendor.version") + " " + Runtime.version(),
        "softhsm=" + output("softhsm2-util", "--version"),
        "heap_limit_mb=" + Runtime.getRuntime().maxMemory() / 1_000_000,
        "collector=" + ManagementFactory.getGarbageCollectorMXBeans().getFirst().getName(),
        "filesystem=" + Files.getFileStore(data).type(),
        "load_average_before="
            + ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
  }

  /** Written by ./dev bench when it builds; what git says now may be another. */
  private static String commit() throws IOException {
    return Files.exists(BUILT) ? Files.readString(BUILT).strip() : "unknown";
  }

  private static String cpu() throws IOException {
    try (var lines = Files.lines(Path.of("/proc/cpuinfo"))) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("unknown");
    }
  }

  private static String output(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
    return text.strip();
  }
}
