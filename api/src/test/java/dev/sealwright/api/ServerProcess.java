package dev.sealwright.api;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.acmpca.AcmPcaClient;

/**
 * The server as a user runs it: {@link Main} in a process of its own, on a private SoftHSM2 token
 * and a store on disk, on free ports.
 */
final class ServerProcess implements AutoCloseable {
  static final String KEY_ID = "AKIATESTTESTTESTTEST";
  static final String SECRET = "the secret of the administrator of these tests";

  /** What the driver sun needs. */
  static final String OPENED =
      "--add-opens=jdk.crypto.cryptoki/sun.security.pkcs11.wrapper=dev.sealwright.engine";

  private final Process process;
  private final Path log;
  private final URI endpoint;
  private final URI management;
  private final String session;

  private ServerProcess(Process process, Path log, URI endpoint, URI management, String session) {
    this.process = process;
    this.log = log;
    this.endpoint = endpoint;
    this.management = management;
    this.session = session;
  }

  /** Starts over the home folder and returns once it says it is ready. */
  static ServerProcess start(Path home) {
    return start(home, Map.of());
  }

  static ServerProcess start(Path home, Map<String, String> environment) {
    try {
      Path log = log(home);
      return ready(builder(home, environment).redirectError(log.toFile()).start(), log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * A server that did not start.
   *
   * @param output standard output and error together
   */
  record Refused(int status, String output) {}

  /** Starts over the home folder and returns once the process has ended, which it must. */
  static Refused refused(Path home, Map<String, String> environment) {
    return refused(home, builder(home, environment));
  }

  /** The same without an option of the JVM. */
  static Refused refusedWithout(String option, Path home, Map<String, String> environment) {
    ProcessBuilder builder = builder(home, environment);
    if (!builder.command().remove(option)) {
      throw new AssertionError("not started with " + option);
    }
    return refused(home, builder);
  }

  private static Refused refused(Path home, ProcessBuilder builder) {
    try {
      Path log = log(home);
      Process process = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError("the server did not give up: " + Files.readString(log));
      }
      return new Refused(process.exitValue(), Files.readString(log));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /**
   * A command that has ended.
   *
   * @param output standard output alone
   * @param errors standard error
   */
  record Ran(int status, String output, String errors) {}

  /** Runs a command over the home folder, with this on its input, until it ends by itself. */
  static Ran run(Path home, Map<String, String> environment, String input, String... arguments) {
    try {
      ProcessBuilder builder = builder(home, environment);
      builder.command().addAll(List.of(arguments));
      Path log = log(home);
      Process process = builder.redirectError(log.toFile()).start();
      try (OutputStream answers = process.getOutputStream()) {
        answers.write(input.getBytes(StandardCharsets.UTF_8));
      }
      String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Ran(process.waitFor(), printed, Files.readString(log));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** What the program prints when it seals a secret, which it gets on its input. */
  static String seal(Path home, String accessKeyId, String secret) {
    try {
      ProcessBuilder builder = builder(home, Map.of());
      builder.command().addAll(List.of("seal", accessKeyId));
      Process process = builder.redirectError(log(home).toFile()).start();
      try (OutputStream input = process.getOutputStream()) {
        input.write((secret + "\n").getBytes(StandardCharsets.UTF_8));
      }
      String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new AssertionError("sealing failed: " + printed);
      }
      return printed.strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static Path log(Path home) throws IOException {
    return Files.createTempFile(Files.createDirectories(home), "server", ".log");
  }

  private static ProcessBuilder builder(Path home, Map<String, String> environment) {
    ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(command()));
    builder.environment().keySet().removeIf(name -> name.matches("(SEALWRIGHT|AWS)_.*"));
    builder.environment().put("SEALWRIGHT_HOME", home.resolve("var").toString());
    builder.environment().put("SEALWRIGHT_PORT", "0");
    builder.environment().put("SEALWRIGHT_MANAGEMENT_PORT", "0");
    builder.environment().put("SEALWRIGHT_PUBLICATION_PORT", "0");
    builder.environment().put("SEALWRIGHT_WARM_UP", "0");
    builder.environment().put("AWS_ACCESS_KEY_ID", KEY_ID);
    builder.environment().put("AWS_SECRET_ACCESS_KEY", SECRET);
    builder.environment().putAll(environment);
    return builder;
  }

  /**
   * The JVM of this test, with the same module path and nothing of the test class path; heap and
   * collector as {@code ./dev run} has them. Most live for seconds, so the second compiler would
   * only take the processor from the other tests.
   */
  private static List<String> command() {
    List<String> modules = new ArrayList<>();
    for (String property : List.of("jdk.module.path", "java.class.path")) {
      for (String entry : System.getProperty(property, "").split(File.pathSeparator, -1)) {
        if (!entry.isEmpty() && !entry.contains("test-classes")) {
          modules.add(entry);
        }
      }
    }
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xmx512m",
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "--enable-native-access=org.xerial.sqlitejdbc,ipkcs11wrapper,com.amazon.corretto.crypto.provider,dev.sealwright.engine",
        OPENED,
        "-p",
        System.getProperty("jdk.module.path"),
        "-cp",
        String.join(File.pathSeparator, modules),
        "-m",
        "dev.sealwright.api/dev.sealwright.api.Main");
  }

  private static ServerProcess ready(Process process, Path log) throws IOException {
    URI endpoint = null;
    StringBuilder session = new StringBuilder();
    var output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      if (line.startsWith("ready ")) {
        endpoint = URI.create(line.substring("ready ".length()));
      }
      if (endpoint != null && line.startsWith("# Metrics: ")) {
        String metrics = line.substring("# Metrics: ".length(), line.indexOf(';'));
        return new ServerProcess(
            process, log, endpoint, URI.create(metrics).resolve("/"), session.toString());
      }
      session.append(line).append('\n');
    }
    throw new AssertionError("the server did not start: " + Files.readString(log));
  }

  URI endpoint() {
    return endpoint;
  }

  URI management() {
    return management;
  }

  /** Where CRL and OCSP are. */
  int publicationPort() {
    Matcher said = Pattern.compile("CRL and OCSP on port ([0-9]+)").matcher(session);
    if (!said.find()) {
      throw new AssertionError("no publication port in " + session);
    }
    return Integer.parseInt(said.group(1));
  }

  /** What it printed until it was ready and behind that. */
  String session() {
    return session;
  }

  /** The server's log so far. */
  String log() {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  AcmPcaClient client() {
    return client(KEY_ID, SECRET, Region.US_EAST_1);
  }

  AcmPcaClient client(String keyId, String secret, Region region) {
    return client(keyId, secret, region, UrlConnectionHttpClient.create());
  }

  AcmPcaClient client(String keyId, String secret, Region region, SdkHttpClient http) {
    return AcmPcaClient.builder()
        .endpointOverride(endpoint)
        .region(region)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create(keyId, secret)))
        .httpClient(http)
        .build();
  }

  /** Ends the process without a chance to finish anything. */
  void kill() {
    process.destroyForcibly();
    waitForEnd(10);
  }

  /** SIGTERM; the process has ten seconds, and must say that all went well. */
  void terminate() {
    signal();
    awaitEnd();
  }

  /** SIGTERM and no more. */
  void signal() {
    process.destroy();
  }

  /** Fails unless the process ends within ten seconds, by that signal and nothing else. */
  void awaitEnd() {
    waitForEnd(10);
    if (process.exitValue() != 143) {
      throw new AssertionError("the server ended with status " + process.exitValue());
    }
  }

  /** The exit status; fails unless the process ends within ten seconds. */
  int endStatus() {
    waitForEnd(10);
    return process.exitValue();
  }

  private void waitForEnd(int seconds) {
    try {
      if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
        throw new AssertionError("the server did not end within " + seconds + " s");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    if (process.isAlive()) {
      kill();
    }
  }
}
