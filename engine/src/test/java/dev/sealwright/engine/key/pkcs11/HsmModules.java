package dev.sealwright.engine.key.pkcs11;

import dev.sealwright.hsm.Driver;
import dev.sealwright.hsm.ModuleConfig;
import dev.sealwright.hsm.PinSource;
import dev.sealwright.hsm.Profile;
import dev.sealwright.hsm.TokenConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;

/** The modules that src/test/bash/hsm-modules.sh has set up. */
final class HsmModules {
  private HsmModules() {}

  /** The folder of a module. */
  static Path folder(String module) {
    String all = System.getenv("SEALWRIGHT_TEST_HSM");
    if (all == null) {
      throw new AssertionError("these modules are set up by ./dev test hsm");
    }
    return Path.of(all, module);
  }

  static TokenConfig token(String name, String label, ModuleConfig module) {
    return new TokenConfig(
        name,
        module,
        label,
        new PinSource.OfFile(folder(name).resolve("pin")),
        1,
        Set.of(),
        Profile.STANDARD);
  }

  /** A library in one of the folders that Debian's packages use. */
  static ModuleConfig library(String name) {
    return new ModuleConfig(
        Stream.of("/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib")
            .map(folder -> Path.of(folder, name))
            .filter(Files::isRegularFile)
            .findFirst()
            .orElseThrow(() -> new AssertionError("no " + name)),
        Driver.FOREIGN);
  }
}
