package dev.sealwright.engine.key.pkcs11;

import dev.sealwright.hsm.Driver;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;

/** SoftHSM2 in another process, behind a p11-kit server. */
@Tag("hsm")
class P11KitTest {
  private static ModuleUnderTest module() {
    return new ModuleUnderTest(
        HsmModules.token("p11kit", "bench", HsmModules.library("pkcs11/p11-kit-client.so")),
        "PKCS#11 Kit",
        "SoftHSM v2",
        SoftHsmFixture.CLASSIC,
        Set.of(),
        true,
        false,
        false);
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
  }

  @Nested
  class Sun extends CryptokiContract {
    Sun() {
      super(Driver.SUN, module());
    }
  }
}
