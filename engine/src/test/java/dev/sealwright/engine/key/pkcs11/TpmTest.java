package dev.sealwright.engine.key.pkcs11;

import dev.sealwright.engine.key.KeySpec;
import dev.sealwright.hsm.Driver;
import java.util.EnumSet;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;

/** tpm2-pkcs11 on a TPM in software, through its resource manager. */
@Tag("hsm")
class TpmTest {
  private static ModuleUnderTest module() {
    return new ModuleUnderTest(
        HsmModules.token("tpm", "bench", HsmModules.library("libtpm2_pkcs11.so.1")),
        "tpm2-software.github.io",
        "SW   TPM",
        EnumSet.of(KeySpec.RSA_2048, KeySpec.EC_P256, KeySpec.EC_P384),
        // It writes the point of P-521 in a form that it cannot read itself.
        EnumSet.of(KeySpec.EC_P521),
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
