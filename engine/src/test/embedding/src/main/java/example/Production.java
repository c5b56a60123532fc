package example;

import dev.sealwright.hsm.Driver;
import dev.sealwright.hsm.ModuleConfig;
import dev.sealwright.hsm.PinSource;
import dev.sealwright.hsm.StorageStandard;
import dev.sealwright.hsm.TokenConfig;
import dev.sealwright.hsm.file.Profiles;
import java.nio.file.Path;
import java.util.Set;

/** The token of an HSM. */
final class Production {
  private static final int SESSIONS = 8;

  private Production() {}

  /** It is on record with each key by the first name, which must never change. */
  static TokenConfig token() {
    return new TokenConfig(
        "production",
        new ModuleConfig(Path.of("/opt/vendor/libpkcs11.so"), Driver.FOREIGN),
        "label of the token",
        new PinSource.OfFile(Path.of("/etc/my-app/ca.pin")),
        SESSIONS,
        Set.of(StorageStandard.FIPS_140_2_LEVEL_3),
        Profiles.named("standard"));
  }
}
