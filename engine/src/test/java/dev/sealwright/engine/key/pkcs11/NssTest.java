package dev.sealwright.engine.key.pkcs11;

import dev.sealwright.hsm.Driver;
import dev.sealwright.hsm.ModuleConfig;
import dev.sealwright.hsm.Profile;
import dev.sealwright.hsm.Quirk;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;

/** The softoken of the system's NSS, which wants a pReserved. */
@Tag("hsm")
class NssTest {
  private static ModuleUnderTest module() {
    var library = HsmModules.library("libsoftokn3.so");
    return new ModuleUnderTest(
        HsmModules.token(
                "nss",
                "NSS Certificate DB",
                new ModuleConfig(
                    library.path(),
                    Driver.FOREIGN,
                    NssFixture.reserved(HsmModules.folder("nss").resolve("db"))))
            .withProfile(Profile.STANDARD.withQuirks(Set.of(Quirk.NOT_CKA_LOCAL))),
        "Mozilla Foundation",
        "NSS 3",
        SoftHsmFixture.CLASSIC,
        Set.of(),
        true,
        false,
        true);
  }

  @Nested
  class Foreign extends CryptokiContract {
    Foreign() {
      super(Driver.FOREIGN, module());
    }
  }

  @Nested
  class Iaik extends CryptokiContract {
    Iaik() {
      super(Driver.IAIK, module());
    }

    /** It asks for the length first, and what this module answers is too short. */
    @Override
    protected boolean encrypts() {
      return false;
    }
  }

  @Nested
  class Sun extends CryptokiContract {
    Sun() {
      super(Driver.SUN, module());
    }
  }
}
