package dev.sealwright.engine.key.pkcs11;

import dev.sealwright.engine.key.KeySpec;
import dev.sealwright.hsm.Driver;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;

/** The soft token of openCryptoki: RSA only. */
@Tag("hsm")
class OpenCryptokiTest {
  private static ModuleUnderTest module() {
    return new ModuleUnderTest(
        HsmModules.token(
            "opencryptoki", "bench", HsmModules.library("opencryptoki/libopencryptoki.so.0")),
        "IBM",
        "IBM SoftTok",
        EnumSet.of(KeySpec.RSA_2048, KeySpec.RSA_3072, KeySpec.RSA_4096),
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
