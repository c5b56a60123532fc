package dev.sealwright.benchmarks.line;

import dev.sealwright.benchmarks.measure.Contender;
import dev.sealwright.benchmarks.measure.Report;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * The command: every case in a process of its own with the options of this one, since a module is
 * state of its process and what the compiler learnt from one case must not serve another.
 */
public final class LineBenchmark {
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
    boolean drivers = arguments.length == 0 || List.of(arguments).contains(DriverRun.NAME);
    Report.make(
        "line",
        "rounds=%d line_seconds=%d raw_seconds=%d compiling_seconds=%d warm_up_seconds=%d callers=virtual requests=%d"
            .formatted(
                CaseRun.ROUNDS,
                CaseRun.LINE.toSeconds(),
                CaseRun.RAW.toSeconds(),
                CaseRun.COMPILING.toSeconds(),
                CaseRun.WARM_UP.toSeconds(),
                CaseRun.REQUESTS),
        (folder, report) -> {
          boolean whole = true;
          for (LineCase one : cases) {
            whole &= run(one, folder, report);
          }
          if (drivers) {
            report.say(
                DriverRun.run(Report.TARGET, Files.createDirectory(folder.resolve("drivers"))));
          }
          return whole;
        });
  }

  private static boolean run(LineCase one, Path folder, Report report)
      throws IOException, InterruptedException {
    List<String> command =
        Contender.java(
            CaseRun.class,
            one.name(),
            Report.TARGET.resolve("libdialled.so").toString(),
            folder.toString());
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try (BufferedReader output = process.inputReader()) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        if (line.startsWith("case=")) {
          report.say(line);
        } else {
          System.out.println(line);
        }
      }
    }
    if (process.waitFor() == 0) {
      return true;
    }
    report.say("case=" + one.name() + " failed=" + process.exitValue());
    return false;
  }
}
