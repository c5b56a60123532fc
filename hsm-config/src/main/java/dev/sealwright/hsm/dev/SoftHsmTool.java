package dev.sealwright.hsm.dev;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Runs softhsm2-util on one configuration.
 *
 * <p>The PINs must not be arguments, since every user of the machine can list those. The tool's
 * prompt wants a terminal and takes no pipe, so script(1) lends it one and copies our pipe into it.
 */
final class SoftHsmTool {
  static final String CONF = "SOFTHSM2_CONF";

  private static final int MAX_OUTPUT = 1 << 20;
  private static final int DEADLINE_SECONDS = 30;

  private final Path configuration;

  /** A token as {@code --show-slots} lists it. */
  record Listed(String label, boolean userPin) {}

  SoftHsmTool(Path configuration) {
    this.configuration = configuration;
  }

  /** The initialised tokens. */
  List<Listed> tokens() {
    return parse(run("", "softhsm2-util", "--show-slots"));
  }

  static List<Listed> parse(String slots) {
    var tokens = new ArrayList<Listed>();
    boolean initialised = false;
    boolean userPin = false;
    for (var line : slots.split("\n", -1)) {
      var words = line.strip().split(":", 2);
      if (words.length < 2) {
        continue;
      }
      var value = words[1].strip();
      switch (words[0]) {
        case "Initialized" -> initialised = value.equals("yes");
        case "User PIN init." -> userPin = value.equals("yes");
        // The last line of a slot.
        case "Label" -> {
          if (initialised) {
            tokens.add(new Listed(value, userPin));
          }
        }
        default -> {}
      }
    }
    return tokens;
  }

  void create(String label, String soPin, String userPin) {
    // Each PIN is asked for twice.
    var answers = soPin + "\n" + soPin + "\n" + userPin + "\n" + userPin + "\n";
    run(
        answers,
        "script",
        "--quiet",
        "--return",
        "--command",
        "softhsm2-util --init-token --free --label " + label,
        "/dev/null");
  }

  void delete(String label) {
    run("", "softhsm2-util", "--delete-token", "--token", label);
  }

  private String run(String input, String... command) {
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put(CONF, configuration.toString());
    builder.environment().put("SHELL", "/bin/sh");
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      throw new IllegalStateException(
          command[0] + " cannot be run: apt-get install softhsm2 bsdutils", e);
    }
    var watchdog = CompletableFuture.delayedExecutor(DEADLINE_SECONDS, TimeUnit.SECONDS);
    var killed = CompletableFuture.runAsync(process::destroyForcibly, watchdog);
    try {
      try (var out = process.getOutputStream()) {
        out.write(input.getBytes(StandardCharsets.UTF_8));
      }
      var output =
          new String(process.getInputStream().readNBytes(MAX_OUTPUT), StandardCharsets.UTF_8);
      int status = process.waitFor();
      if (status != 0) {
        throw new IllegalStateException(
            command[0] + " ended with status " + status + ": " + withoutPins(output, input));
      }
      return output;
    } catch (IOException e) {
      throw new IllegalStateException(command[0] + " broke off", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while " + command[0] + " ran", e);
    } finally {
      killed.cancel(false);
      process.destroyForcibly();
    }
  }

  /** The terminal may have echoed what was typed before the tool switched echo off. */
  private static String withoutPins(String output, String input) {
    var clean = output;
    for (var line : input.split("\n", -1)) {
      if (!line.isEmpty()) {
        clean = clean.replace(line, "***");
      }
    }
    return clean.strip();
  }
}
