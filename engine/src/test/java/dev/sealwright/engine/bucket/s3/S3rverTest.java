package dev.sealwright.engine.bucket.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sealwright.engine.MostlyWaits;
import dev.sealwright.engine.bucket.Buckets;
import dev.sealwright.engine.bucket.BucketsContract;
import dev.sealwright.engine.bucket.ObjectAcl;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/**
 * A second opinion: a store that others wrote. It looks at keys, not at signatures of version 4.
 */
@MostlyWaits
final class S3rverTest extends BucketsContract {
  private static final Path PROGRAM = Path.of("target", "s3rver").toAbsolutePath();
  private static final String KEY = "S3RVER"; // the one key that it knows, and its secret too

  @TempDir private Path folder;
  private Process process;
  private S3Settings settings;
  private S3Buckets buckets;

  /** Fetched once a build folder, as its lock file says. */
  @BeforeAll
  static void install() throws IOException, InterruptedException {
    Path sources = Path.of("src", "test", "s3rver");
    Path lock = PROGRAM.resolve("package-lock.json");
    if (Files.exists(PROGRAM.resolve("node_modules/s3rver/bin/s3rver.js"))
        && Files.mismatch(lock, sources.resolve("package-lock.json")) < 0) {
      return;
    }
    Files.createDirectories(PROGRAM);
    for (String file : List.of("package.json", "package-lock.json")) {
      Files.copy(sources.resolve(file), PROGRAM.resolve(file), StandardCopyOption.REPLACE_EXISTING);
    }
    Path log = PROGRAM.resolve("npm.log");
    int status;
    try {
      status =
          new ProcessBuilder("npm", "ci", "--no-audit", "--no-fund")
              .directory(PROGRAM.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start()
              .waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException("npm is missing: apt-get install npm", e);
    }
    assertThat(status).as("npm ci: see %s", log).isZero();
  }

  @BeforeEach
  void start() throws IOException {
    process =
        new ProcessBuilder(
                "node",
                "node_modules/s3rver/bin/s3rver.js",
                "--directory",
                Files.createDirectory(folder.resolve("data")).toString(),
                "--address",
                "127.0.0.1",
                "--port",
                "0",
                "--no-vhost-buckets",
                "--configure-bucket",
                BUCKET)
            .directory(PROGRAM.toFile())
            .redirectErrorStream(true)
            .start();
    settings =
        new S3Settings(
            Optional.of(URI.create("http://127.0.0.1:" + port())),
            "us-east-1",
            true,
            Optional.of(new S3Key(KEY, KEY)),
            new S3Encryption.Unasked(),
            Duration.ofSeconds(30),
            folder.resolve("spool"));
    buckets = new S3Buckets(settings);
  }

  private int port() throws IOException {
    BufferedReader output =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    StringBuilder said = new StringBuilder();
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      Matcher port = Pattern.compile("listening on .*:([0-9]+)").matcher(line);
      if (port.find()) {
        // What it says of each request must not fill the pipe.
        Thread.ofVirtual().start(() -> output.lines().forEach(_ -> {}));
        return Integer.parseInt(port.group(1));
      }
      said.append(line).append('\n');
    }
    throw new AssertionError("s3rver did not start: " + said);
  }

  @AfterEach
  void end() throws InterruptedException {
    buckets.close();
    process.destroy();
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
  }

  @Override
  protected Buckets buckets() {
    return buckets;
  }

  @Override
  protected Optional<String> read(String key) {
    try (S3Client client = S3Clients.of(settings)) {
      return Optional.of(
          client.getObjectAsBytes(get -> get.bucket(BUCKET).key(key)).asUtf8String());
    } catch (NoSuchKeyException e) {
      return Optional.empty();
    }
  }

  @Test
  void aKeyThatItDoesNotKnowIsRefused() {
    S3Settings wrong =
        new S3Settings(
            settings.endpoint(),
            settings.region(),
            true,
            Optional.of(new S3Key("ANOTHER", KEY)),
            settings.encryption(),
            settings.timeout(),
            settings.spool());
    try (S3Buckets stranger = new S3Buckets(wrong)) {
      assertThatThrownBy(
              () -> stranger.put(BUCKET, "key", ObjectAcl.PUBLIC_READ, out -> out.write(1)))
          .hasMessageContaining("access denied");
    }
    assertThat(read("key")).isEmpty();
  }
}
