package dev.sealwright.benchmarks.measure;

import dev.sealwright.benchmarks.load.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a command that measures prints: the conditions, then its lines; the same into
 * benchmarks/results under the date of the day.
 *
 * <p>Threads: one.
 */
public final class Report {
  /** What ./dev bench has built; the command runs in the folder of the repository. */
  public static final Path TARGET = Path.of("benchmarks/target");

  private static final Path RESULTS = Path.of("benchmarks/results");

  /**
   * What is measured.
   *
   * @param <E> what may go wrong beside the disk and an interrupt; then nothing is written
   */
  @FunctionalInterface
  public interface Measurement<E extends Exception> {
    /**
     * Measures.
     *
     * @param folder a new one on the file system of the repository, removed afterwards
     * @return false when the figures are worth nothing: the command fails
     */
    boolean run(Path folder, Report report) throws E, IOException, InterruptedException;
  }

  private final List<String> lines = new ArrayList<>();

  private Report() {}

  /**
   * Measures, and ends the process with status 1 when that failed.
   *
   * @param name of the measurement, for the file of its results
   * @param settings of the measurement as {@code key=value} pairs, a line of the conditions
   */
  public static <E extends Exception> void make(
      String name, String settings, Measurement<E> measurement)
      throws E, IOException, InterruptedException {
    Locale.setDefault(Locale.ROOT);
    Report report = new Report();
    Conditions.now(TARGET).forEach(report::say);
    report.say(settings);
    Path folder = Files.createTempDirectory(TARGET, name + "-");
    boolean whole;
    try {
      whole = measurement.run(folder.toAbsolutePath(), report);
    } finally {
      Folders.remove(folder);
    }
    Path file =
        Files.createDirectories(RESULTS)
            .resolve(LocalDate.now(Clock.systemUTC()) + "-" + name + ".txt");
    Files.write(file, report.lines);
    System.out.println("written to " + file);
    if (!whole) {
      System.exit(1);
    }
  }

  /** Prints a line and keeps it. */
  public void say(String line) {
    System.out.println(line);
    lines.add(line);
  }
}
