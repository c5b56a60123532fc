package dev.sealwright.benchmarks.crash;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sealwright.benchmarks.load.Gcc;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * SoftHSM2 behind the fault module, which adds a line to its log for each signature that was made:
 * the digest in hexadecimal, written before the server gets the signature. Threads: one.
 */
final class LoggedModule {
  private final Path library;
  private final Path log;
  private int read;

  private LoggedModule(Path library, Path log) {
    this.library = library;
    this.log = log;
  }

  /**
   * Compiles it into the folder.
   *
   * @param source fault-module.c
   */
  static LoggedModule build(Path source, Path folder) throws IOException, InterruptedException {
    Path library = folder.resolve("libfault.so");
    Gcc.share(source, library, "dl", "pthread");
    Path log = folder.resolve("signed");
    Files.writeString(
        folder.resolve("libfault.so.plan"), "module " + softHsm() + "\nlog " + log + "\n");
    return new LoggedModule(library, log);
  }

  private static Path softHsm() throws IOException {
    try (Stream<Path> found =
        Files.find(Path.of("/usr/lib"), 3, (file, _) -> file.endsWith("softhsm/libsofthsm2.so"))) {
      return found
          .findFirst()
          .orElseThrow(() -> new IllegalStateException("apt-get install softhsm2"));
    }
  }

  Path library() {
    return library;
  }

  /** The digests that were signed since the last call. */
  List<String> fresh() throws IOException {
    List<String> all = Files.exists(log) ? Files.readAllLines(log, UTF_8) : new ArrayList<>();
    List<String> fresh = List.copyOf(all.subList(read, all.size()));
    read = all.size();
    return fresh;
  }
}
