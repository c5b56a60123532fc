package dev.sealwright.benchmarks.crash;

import dev.sealwright.benchmarks.load.Folders;
import dev.sealwright.benchmarks.measure.Conditions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.concurrent.ThreadLocalRandom;

/**
 * {@code ./dev bench crash [ROUNDS [SEED]]}: a line for each round, a summary, the conditions; the
 * same into benchmarks/results. Exit status 1 at any violation, whose home is then kept.
 */
public final class CrashBenchmark {
  private static final int ROUNDS = 20;

  private CrashBenchmark() {}

  /** Runs in the folder of the repository. */
  public static void main(String[] arguments)
      throws IOException, SQLException, InterruptedException {
    int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : ROUNDS;
    long seed =
        arguments.length > 1
            ? Long.parseLong(arguments[1])
            : ThreadLocalRandom.current().nextInt(1_000_000);
    Path results = Files.createDirectories(Path.of("benchmarks/results"));
    Path file = results.resolve(LocalDate.now(ZoneOffset.UTC) + "-crash.txt");
    tell(file, "crash rounds=" + rounds + " seed=" + seed + " callers=" + Callers.COUNT);
    Path folder = Files.createTempDirectory(Path.of("benchmarks/target"), "crash-");
    CrashTrial.Summary summary =
        CrashTrial.run(
            folder,
            Path.of("engine/src/test/c/fault-module.c"),
            rounds,
            seed,
            _ -> {},
            line -> tell(file, line));
    tell(file, summary.toString());
    summary.violations().forEach(violation -> tell(file, "violation " + violation));
    Conditions.now(folder).forEach(line -> tell(file, line));
    tell(file, "");
    if (!summary.violations().isEmpty()) {
      System.err.println("kept: " + folder);
      System.exit(1);
    }
    Folders.remove(folder);
  }

  private static void tell(Path file, String line) {
    System.out.println(line);
    try {
      Files.writeString(file, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
