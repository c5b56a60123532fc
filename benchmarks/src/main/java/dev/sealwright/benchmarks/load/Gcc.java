package dev.sealwright.benchmarks.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Compiles the libraries in C that stand between the server and what it uses. */
public final class Gcc {
  private Gcc() {}

  /**
   * Compiles one file into a shared library.
   *
   * @param libraries to link with, such as {@code dl}
   * @throws IllegalStateException with what gcc said, when it does not compile
   */
  public static void share(Path source, Path output, String... libraries)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                "gcc",
                "-shared",
                "-fPIC",
                "-O2",
                "-Wall",
                "-Wextra",
                "-Werror",
                "-o",
                output.toString(),
                source.toString()));
    for (String library : libraries) {
      command.add("-l" + library);
    }
    Process gcc = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(gcc.getInputStream().readAllBytes(), UTF_8);
    if (gcc.waitFor() != 0) {
      throw new IllegalStateException("gcc (apt-get install gcc libc6-dev): " + said);
    }
  }
}
