package dev.sealwright.api;

import dev.sealwright.api.action.Realm;
import dev.sealwright.api.cli.CommandFailure;
import dev.sealwright.api.cli.Site;
import dev.sealwright.api.config.Configuration;
import dev.sealwright.api.config.InvalidConfiguration;
import dev.sealwright.hsm.VaultConfig;
import dev.sealwright.hsm.dev.SoftHsmToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;

/** The tokens of the configuration, or the private one of the dev profile, for the command line. */
final class ConfiguredSite {
  private ConfiguredSite() {}

  static Site of(Map<String, String> environment) {
    try {
      return site(Configuration.from(environment));
    } catch (InvalidConfiguration e) {
      throw CommandFailure.usage(String.valueOf(e.getMessage()));
    } catch (IOException | UncheckedIOException | IllegalStateException e) {
      throw CommandFailure.failed(String.valueOf(e.getMessage()));
    }
  }

  private static Site site(Configuration configuration) throws IOException {
    Path home = configuration.server().home();
    List<VaultConfig> vaults = configuration.vaults();
    Map<String, String> needed = Map.of();
    if (vaults.isEmpty()) {
      Files.createDirectories(
          home, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      SoftHsmToken softHsm = Main.softHsm(configuration, new SecureRandom());
      vaults = List.of(VaultConfig.of(Main.tokenConfig(configuration.token(), softHsm)));
      needed = softHsm.environment();
    }
    return new Site(
        vaults,
        needed,
        configuration.database(),
        home.resolve("pin-refused"),
        new Realm("aws", configuration.server().region()));
  }
}
