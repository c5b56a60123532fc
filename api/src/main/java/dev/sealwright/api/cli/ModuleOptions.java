package dev.sealwright.api.cli;

import dev.sealwright.engine.key.pkcs11.doctor.Examination;
import dev.sealwright.hsm.Driver;
import dev.sealwright.hsm.ModuleConfig;
import dev.sealwright.hsm.Profile;
import dev.sealwright.hsm.file.Profiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options that name a module and a token behind it, configured or not. */
final class ModuleOptions {
  @Option(names = "--module", paramLabel = "PATH", description = "The PKCS#11 module.")
  @Nullable Path module;

  @Option(
      names = "--driver",
      paramLabel = "NAME",
      description = "The binding to the module: foreign (default), iaik or sun.")
  @Nullable String driver;

  @Option(
      names = "--reserved",
      paramLabel = "TEXT",
      description = "pReserved of C_Initialize, for modules that ask for it, such as NSS.")
  @Nullable String reserved;

  @Option(
      names = "--profile",
      paramLabel = "NAME",
      description = "How its make is treated; also finds the module. See docs/hsm.md.")
  @Nullable String profile;

  @Option(names = "--label", paramLabel = "TEXT", description = "Label of the token.")
  @Nullable String label;

  @Option(names = "--slot", paramLabel = "NUMBER", description = "Its slot.")
  @Nullable Long slot;

  @Option(names = "--serial", paramLabel = "TEXT", description = "Its serial number.")
  @Nullable String serial;

  /** Whether a module is named, rather than one that is configured. */
  boolean given() {
    return module != null || profile != null;
  }

  Profile profile() {
    String name = profile;
    if (name == null) {
      return Profile.STANDARD;
    }
    return Profiles.find(name)
        .orElseThrow(
            () -> CommandFailure.usage("there is no such profile; there are " + Profiles.names()));
  }

  ModuleConfig config() {
    return new ModuleConfig(path(), driver(), reserved);
  }

  Examination.Choice choice() {
    return new Examination.Choice(label, slot, serial);
  }

  private Path path() {
    Path said = module;
    if (said != null) {
      return said.toAbsolutePath();
    }
    return profile().modules().stream()
        .filter(Files::isRegularFile)
        .findFirst()
        .orElseThrow(() ->
            CommandFailure.usage(
                profile == null
                    ? "name the module: --module PATH"
                    : "the profile finds no module here; name it: --module PATH"));
  }

  private Driver driver() {
    String said = driver;
    if (said == null) {
      return Driver.FOREIGN;
    }
    try {
      return Driver.valueOf(said.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw CommandFailure.usage("--driver must be foreign, iaik or sun");
    }
  }
}
