package dev.sealwright.benchmarks.measure;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.time.Duration;

/**
 * The process of a contender: says on standard output that it is ready, then runs one round for
 * each line of standard input, which has its length in milliseconds, until the input ends. Between
 * rounds it idles. Threads: one.
 */
public final class Turns {
  static final String READY = "ready";
  static final String ROUND = "round";

  private Turns() {}

  /** One round. */
  public interface Round {
    /** Runs for that long and gives its figures as {@code key=number} pairs. */
    String run(Duration length) throws InterruptedException;
  }

  /** What a process does for a line of its input that says more than a length. */
  public interface Answer {
    /** Does what the line says and gives its figures as {@code key=number} pairs. */
    String to(String line) throws InterruptedException;
  }

  /** Takes turns until the input ends. */
  public static void take(Round round) throws IOException, InterruptedException {
    answer(line -> round.run(Duration.ofMillis(Long.parseLong(line))));
  }

  /** The same with lines of any kind, see {@link Contender#ask}. */
  public static void answer(Answer answer) throws IOException, InterruptedException {
    // The input is the process's own and ends with it.
    var input = new BufferedReader(new InputStreamReader(System.in, UTF_8));
    System.out.println(READY);
    for (String line = input.readLine(); line != null; line = input.readLine()) {
      System.out.println(ROUND + " " + answer.to(line));
    }
  }
}
