package dev.sealwright.engine.x509;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs the openssl command in a directory of its own: a judge that shares no code with us. */
public record OpenSsl(Path directory) {
  /** What a run printed, both streams together, and how it ended. */
  public record Result(int exit, String text) {}

  /** Runs to the end, whatever the outcome. */
  public Result attempt(String... arguments) {
    List<String> command = new ArrayList<>(List.of("openssl"));
    command.addAll(List.of(arguments));
    try {
      Path output = Files.createTempFile(directory, "openssl", ".out");
      Process process =
          new ProcessBuilder(command)
              .directory(directory.toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      process.getOutputStream().close();
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("openssl ends").isTrue();
      return new Result(process.exitValue(), Files.readString(output));
    } catch (IOException e) {
      throw new UncheckedIOException("openssl is missing: apt-get install openssl", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Runs and expects success. */
  public String run(String... arguments) {
    Result result = attempt(arguments);
    assertThat(result.exit()).as(result.text()).isZero();
    return result.text();
  }

  public Path write(String name, byte[] content) {
    try {
      return Files.write(directory.resolve(name), content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Path write(String name, String content) {
    return write(name, content.getBytes(StandardCharsets.UTF_8));
  }

  public byte[] read(String name) {
    try {
      return Files.readAllBytes(directory.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
