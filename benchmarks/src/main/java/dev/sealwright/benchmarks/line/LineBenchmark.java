package dev.sealwright.benchmarks.line;

import dev.sealwright.benchmarks.load.Folders;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The command: every case in a process of its own with the options of this one, since a module is
 * state of its process and what the compiler learnt from one case must not serve another.
 */
public final class LineBenchmark {
  private static final Path TARGET = Path.of("benchmarks/target");

  private LineBenchmark() {}

  /**
   * Runs the cases, prints their lines and writes them to benchmarks/results.
   *
   * @param arguments names of cases; all of them when there is none
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    List<LineCase> cases =
        arguments.length == 0
            ? LineCase.ALL
            : Arrays.stream(arguments)
                .filter(name -> !name.equals(DriverRun.NAME))
                .map(LineCase::named)
                .toList();
    List<String> report = new ArrayList<>(Conditions.now(TARGET));
    report.add(
        "rounds="
            + CaseRun.ROUNDS
            + " line_seconds="
            + CaseRun.LINE.toSeconds()
            + " raw_seconds="
            + CaseRun.RAW.toSeconds()
            + " compiling_seconds="
            + CaseRun.COMPILING.toSeconds()
            + " warm_up_seconds="
            + CaseRun.WARM_UP.toSeconds()
            + " callers=virtual requests="
            + CaseRun.REQUESTS);
    report.forEach(System.out::println);
    boolean whole = true;
    for (LineCase one : cases) {
      whole &= run(one, report);
    }
    if (arguments.length == 0 || List.of(arguments).contains(DriverRun.NAME)) {
      drivers(report);
    }
    Path results = Path.of("benchmarks/results");
    Files.createDirectories(results);
    Path file = results.resolve(LocalDate.now(Clock.systemUTC()) + "-line.txt");
    Files.write(file, report);
    System.out.println("written to " + file);
    if (!whole) {
      System.exit(1);
    }
  }

  private static void drivers(List<String> report) throws IOException {
    Path folder = Files.createTempDirectory(TARGET, "drivers-");
    try {
      String line = DriverRun.run(TARGET, folder);
      System.out.println(line);
      report.add(line);
    } finally {
      Folders.remove(folder);
    }
  }

  private static boolean run(LineCase one, List<String> report)
      throws IOException, InterruptedException {
    List<String> command =
        Contender.java(
            CaseRun.class,
            one.name(),
            TARGET.resolve("libdialled.so").toString(),
            TARGET.toString());
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try (BufferedReader output = process.inputReader()) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        System.out.println(line);
        if (line.startsWith("case=")) {
          report.add(line);
        }
      }
    }
    if (process.waitFor() == 0) {
      return true;
    }
    String failed = "case=" + one.name() + " failed=" + process.exitValue();
    System.out.println(failed);
    report.add(failed);
    return false;
  }
}
