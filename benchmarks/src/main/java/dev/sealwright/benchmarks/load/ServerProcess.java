package dev.sealwright.benchmarks.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The server as {@code ./dev run} launches it: named modules, a process of its own, a home folder,
 * free ports. Threads: one.
 */
public final class ServerProcess implements AutoCloseable {
  /** May do everything. */
  public static final Credential ADMINISTRATOR =
      new Credential("AKIATRIAL", "the secret of the administrator of this trial", "us-east-1");

  private static final String METRICS = "# Metrics: ";

  private final Process process;
  private final Path log;
  private @Nullable URI management;

  private ServerProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /**
   * Starts it and does not wait.
   *
   * @param folder has the home and the log
   * @param heapMegabytes at most
   * @param environment beside what every trial sets
   */
  public static ServerProcess launch(
      Path folder, int heapMegabytes, Map<String, String> environment) throws IOException {
    Path log = Files.createDirectories(folder).resolve("server.log");
    ProcessBuilder builder = new ProcessBuilder(command(heapMegabytes));
    builder.environment().keySet().removeIf(name -> name.matches("(SEALWRIGHT|AWS)_.*"));
    builder
        .environment()
        .putAll(
            Map.of(
                "SEALWRIGHT_HOME",
                folder.resolve("var").toString(),
                "SEALWRIGHT_PORT",
                "0",
                "SEALWRIGHT_MANAGEMENT_PORT",
                "0",
                "SEALWRIGHT_PUBLICATION_PORT",
                "0",
                "AWS_ACCESS_KEY_ID",
                ADMINISTRATOR.id(),
                "AWS_SECRET_ACCESS_KEY",
                ADMINISTRATOR.secret()));
    builder.environment().putAll(environment);
    builder.redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
    return new ServerProcess(builder.start(), log);
  }

  /** The class path of this JVM as a module path, without what is compiled from this module. */
  private static List<String> command(int heapMegabytes) {
    String modules =
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
            .filter(entry -> !entry.matches("(.*/)?benchmarks/target/(test-)?classes/?"))
            .filter(entry -> !entry.matches("(.*/)?(benchmarks|jmh|junit|jopt)-[^/]*\\.jar"))
            .reduce((left, right) -> left + File.pathSeparator + right)
            .orElseThrow();
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xmx" + heapMegabytes + "m",
        "-XX:+UseSerialGC",
        "--enable-native-access=org.xerial.sqlitejdbc,ipkcs11wrapper,com.amazon.corretto.crypto.provider,dev.sealwright.engine",
        "--add-opens=jdk.crypto.cryptoki/sun.security.pkcs11.wrapper=dev.sealwright.engine",
        "-p",
        modules,
        "-m",
        "dev.sealwright.api/dev.sealwright.api.Main");
  }

  /**
   * Waits until it serves.
   *
   * @throws IllegalStateException with its log when it ends before
   */
  public URI ready() throws IOException {
    // Not closed: what the server prints later goes into the pipe.
    BufferedReader output = process.inputReader(UTF_8);
    URI endpoint = null;
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      if (line.startsWith("ready ")) {
        endpoint = URI.create(line.substring("ready ".length()));
      }
      if (endpoint != null && line.startsWith(METRICS)) {
        management = URI.create(line.substring(METRICS.length(), line.indexOf(';')));
        return endpoint;
      }
    }
    throw new IllegalStateException("the server did not start: " + log());
  }

  /** Of the management listener; once it is ready. */
  public URI management() {
    return Objects.requireNonNull(management);
  }

  /** All that servers of this folder wrote to standard error. */
  public String log() throws IOException {
    return Files.readString(log);
  }

  /** CPU time of all its threads so far, in steps of a hundredth of a second. */
  public Duration cpu() {
    return process.info().totalCpuDuration().orElseThrow();
  }

  /** Memory that it occupies, code and all else beside the heap included. */
  public long residentBytes() throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/" + process.pid() + "/status"))) {
      String kilobytes = lines.filter(line -> line.startsWith("VmRSS:")).findFirst().orElseThrow();
      return Long.parseLong(kilobytes.replaceAll("[^0-9]", "")) * 1024;
    }
  }

  /** SIGKILL; returns when the process is gone. */
  public void kill() {
    process.destroyForcibly();
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        throw new IllegalStateException("kill -9 did not end the server");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    kill();
  }
}
