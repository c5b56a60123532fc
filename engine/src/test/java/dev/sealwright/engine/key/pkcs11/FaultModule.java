package dev.sealwright.engine.key.pkcs11;

import dev.sealwright.engine.key.pkcs11.foreign.ForeignCryptoki;
import dev.sealwright.hsm.Driver;
import dev.sealwright.hsm.ModuleConfig;
import dev.sealwright.hsm.TokenConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * A real module that fails as planned: src/test/c/fault-module.c in front of a SoftHSM2 token.
 *
 * <p>Each is a device of its own, with a copy of both libraries, so that it can be finalised and
 * initialised again while other tests go on. The plan of fault-module.c says what faults there are.
 */
public final class FaultModule {
  private static final Path LIBRARY = compile();

  private final Path library;
  private final Path real;
  private final Path log;
  private final TokenConfig config;

  /** A new device with a new, empty token in it, without faults. */
  public static FaultModule create() {
    return new FaultModule(SoftHsmFixture.newToken(freshLabel()));
  }

  /** A new device with a copy of the token in it, keys included, without faults. */
  public FaultModule replica() {
    return new FaultModule(
        SoftHsmFixture.replica(
            config.withModule(SoftHsmFixture.token().config().module()), freshLabel()));
  }

  private static String freshLabel() {
    return "f-" + UUID.randomUUID().toString().substring(0, 13);
  }

  private FaultModule(TokenConfig token) {
    try {
      Path folder = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "fault-");
      library = Files.copy(LIBRARY, folder.resolve("libfault.so"));
      real = Files.copy(token.module().path(), folder.resolve("libreal.so"));
      log = folder.resolve("log");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    config = token.withModule(new ModuleConfig(library, Driver.FOREIGN));
    plan();
  }

  /** The token behind it. */
  public TokenConfig config() {
    return config;
  }

  /** The module through java.lang.foreign, not initialised yet. */
  public ForeignCryptoki load() {
    return ForeignCryptoki.load(config.module());
  }

  /** The same through another driver. */
  public Cryptoki load(Driver driver) {
    return Drivers.load(Drivers.with(driver, config.module()));
  }

  /** Replaces the faults by these; counts of calls start anew. */
  public FaultModule plan(String... faults) {
    List<String> lines = new ArrayList<>(List.of("module " + real, "log " + log));
    lines.addAll(List.of(faults));
    try {
      Path next = library.resolveSibling("next.plan");
      Files.writeString(next, String.join("\n", lines) + "\n");
      Files.move(
          next,
          library.resolveSibling(library.getFileName() + ".plan"),
          StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  /** What was signed, in hexadecimal, and the names of functions that a fault noted. */
  public List<String> log() {
    try {
      return Files.exists(log) ? Files.readAllLines(log, StandardCharsets.US_ASCII) : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path compile() {
    try {
      Path target = Files.createDirectories(Path.of("target").toAbsolutePath());
      Path made = target.resolve("libfault-" + UUID.randomUUID() + ".so");
      Process gcc =
          new ProcessBuilder(
                  "gcc",
                  "-shared",
                  "-fPIC",
                  "-O2",
                  "-Wall",
                  "-Wextra",
                  "-Werror",
                  "-o",
                  made.toString(),
                  "src/test/c/fault-module.c",
                  "-ldl",
                  "-lpthread")
              .redirectErrorStream(true)
              .start();
      String output = new String(gcc.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (gcc.waitFor() != 0) {
        throw new AssertionError("gcc: " + output);
      }
      made.toFile().deleteOnExit();
      return made;
    } catch (IOException e) {
      throw new AssertionError("no C compiler: apt-get install gcc libc6-dev", e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
