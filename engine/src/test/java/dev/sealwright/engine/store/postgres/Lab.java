package dev.sealwright.engine.store.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * A folder with database servers in it, which one of the scripts in {@code src/test/bash/postgres}
 * looks after. They end with this JVM, also when it is killed.
 *
 * <p>Threads: one at a time for each lab.
 */
final class Lab implements AutoCloseable {
  /** No script takes longer on a machine that is busy with other builds. */
  private static final long MINUTES = 5;

  private final Path script;
  private final Path folder;
  private final int port;

  private Lab(Path script, Path folder, int port) {
    this.script = script;
    this.folder = folder;
    this.port = port;
  }

  /**
   * Starts the servers.
   *
   * @param script the name of it
   * @param ports how many it takes from its port on
   * @param options behind folder and port
   * @throws IllegalStateException with what the script said, such as the command that installs what
   *     is missing
   */
  static Lab start(String script, int ports, String... options) {
    Lab lab =
        new Lab(
            scripts().resolve(script),
            Path.of(
                System.getProperty("java.io.tmpdir"),
                "sealwright-lab-" + ProcessHandle.current().pid() + "-" + System.nanoTime()),
            freePorts(ports));
    List<String> arguments = new ArrayList<>(List.of(String.valueOf(lab.port)));
    arguments.addAll(Arrays.asList(options));
    try {
      lab.ask("start", arguments.toArray(String[]::new));
    } catch (IllegalStateException e) {
      if (Files.exists(lab.folder)) {
        lab.close();
      }
      throw e;
    }
    return lab;
  }

  int port() {
    return port;
  }

  /** The certificate of the CA that certified the servers. */
  Path ca() {
    return folder.resolve("tls/ca.pem");
  }

  /**
   * Runs a command of the script to its end.
   *
   * @return its output, without the last line break
   * @throws IllegalStateException with what it said when it failed
   */
  String ask(String command, String... arguments) {
    List<String> line = new ArrayList<>(List.of(script.toString(), command, folder.toString()));
    line.addAll(Arrays.asList(arguments));
    try {
      ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
      builder.environment().put("LAB_OWNER", String.valueOf(ProcessHandle.current().pid()));
      Path said = Files.createTempFile("lab", ".log");
      try {
        Process process = builder.redirectOutput(said.toFile()).start();
        if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
          process.destroyForcibly();
          throw new IllegalStateException(
              command + " takes longer than minutes: " + Files.readString(said));
        }
        String output = Files.readString(said).strip();
        if (process.exitValue() != 0) {
          throw new IllegalStateException(script.getFileName() + " " + command + ": " + output);
        }
        return output;
      } finally {
        Files.delete(said);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /** Kills all servers; the folder goes. */
  @Override
  public void close() {
    ask("destroy");
  }

  /** The tests of every module may run them: each has its own working directory. */
  private static Path scripts() {
    for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
      Path scripts = at.resolve("engine/src/test/bash/postgres");
      if (Files.isDirectory(scripts)) {
        return scripts;
      }
    }
    throw new IllegalStateException("run the tests in the repository: its scripts are needed");
  }

  /**
   * Below those that the system gives to outgoing connections, so that none of them comes between.
   */
  private static int freePorts(int count) {
    Random random = new Random();
    for (int attempt = 0; attempt < 100; attempt++) {
      int first = 15_000 + random.nextInt(17_000 - count);
      if (free(first, count)) {
        return first;
      }
    }
    throw new IllegalStateException("no " + count + " ports in a row are free");
  }

  private static boolean free(int first, int count) {
    for (int port = first; port < first + count; port++) {
      try (ServerSocket socket = new ServerSocket()) {
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      } catch (IOException inUse) {
        return false;
      }
    }
    return true;
  }
}
