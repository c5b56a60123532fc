package dev.sealwright.api;

import dev.sealwright.api.action.Realm;
import dev.sealwright.api.cli.CommandFailure;
import dev.sealwright.api.cli.Site;
import dev.sealwright.api.config.Configuration;
import dev.sealwright.api.config.Database;
import dev.sealwright.api.config.InvalidConfiguration;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
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

  /** Where the record is, without a look at tokens. */
  static Database database(Map<String, String> environment) {
    try {
      return Configuration.from(environment).database();
    } catch (InvalidConfiguration e) {
      throw CommandFailure.usage(String.valueOf(e.getMessage()));
    }
  }

  private static Site site(Configuration configuration) throws IOException {
    Files.createDirectories(
        configuration.server().home(),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    // Standard output is for the result.
    Vaults.Configured configured =
        Vaults.configured(configuration, step -> System.err.println("==> " + step));
    return new Site(
        configured.vaults(),
        configured.environment(),
        configuration.database(),
        Vaults.markers(configuration),
        new Realm("aws", configuration.server().region()));
  }
}
