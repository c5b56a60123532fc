package dev.sealwright.benchmarks.measure;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A process that is measured in turns with others, see {@link Turns}; ended when this is closed.
 *
 * <p>Threads: one.
 */
public final class Contender implements AutoCloseable {
  /** The figure that every round has: what it is about, for each second. */
  public static final String RATE = "rate";

  private final Process process;
  private final BufferedReader output;
  private final BufferedWriter input;
  private final List<Map<String, Double>> rounds = new ArrayList<>();

  private Contender(Process process) throws IOException {
    this.process = process;
    output = process.inputReader(UTF_8);
    input = process.outputWriter(UTF_8);
    await(Turns.READY);
  }

  /**
   * Starts it and waits until it is ready.
   *
   * @param environment beside that of this process
   */
  public static Contender start(List<String> command, Map<String, String> environment)
      throws IOException {
    var builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().putAll(environment);
    return new Contender(builder.start());
  }

  /** Starts a class in a JVM with the options of this one. */
  public static Contender start(Class<?> main, String... arguments) throws IOException {
    return start(java(main, arguments), Map.of());
  }

  /** The command that starts a class in a JVM with the options of this one. */
  public static List<String> java(Class<?> main, String... arguments) {
    return Stream.of(
            Stream.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()),
            ManagementFactory.getRuntimeMXBean().getInputArguments().stream(),
            Stream.of("-cp", System.getProperty("java.class.path"), main.getName()),
            Arrays.stream(arguments))
        .flatMap(part -> part)
        .toList();
  }

  /** One round that counts. */
  public Map<String, Double> run(Duration length) throws IOException {
    Map<String, Double> figures = warmUp(length);
    rounds.add(figures);
    return figures;
  }

  /** One round that does not count. */
  public Map<String, Double> warmUp(Duration length) throws IOException {
    return ask(String.valueOf(length.toMillis()));
  }

  /** The figures with which a process answers a line that it knows, see {@link Turns#answer}. */
  public Map<String, Double> ask(String line) throws IOException {
    input.write(line + "\n");
    input.flush();
    return Arrays.stream(await(Turns.ROUND).split(" ", -1))
        .map(pair -> pair.split("=", 2))
        .collect(Collectors.toMap(pair -> pair[0], pair -> Double.parseDouble(pair[1])));
  }

  /** The sum of a figure that counts, over the rounds that count. */
  public long total(String figure) {
    return Math.round(rounds.stream().mapToDouble(round -> round.getOrDefault(figure, 0.0)).sum());
  }

  /** The rounds that count. */
  public List<Map<String, Double>> rounds() {
    return rounds;
  }

  /** The median of a figure over the rounds that count. */
  public double median(String figure) {
    return Figures.median(rounds, round -> round.getOrDefault(figure, Double.NaN));
  }

  private String await(String word) throws IOException {
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      if (line.startsWith(word)) {
        return line.substring(word.length()).strip();
      }
    }
    throw new IllegalStateException("a process ended before its turn; what it said is above");
  }

  @Override
  public void close() throws IOException {
    input.close();
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
