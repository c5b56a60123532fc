package dev.sealwright.engine.key.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealwright.engine.key.KeySpec;
import dev.sealwright.engine.x509.SignatureAlgorithm;
import dev.sealwright.hsm.Driver;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A softoken of NSS that has ML-DSA. */
@Tag("hsm")
class NewNssTest {
  private static ModuleUnderTest module() {
    return NssFixture.underTest();
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
      // Its buffer is too short, and this module ends the operation then.
      super(Driver.SUN, module().withUseless(KeySpec.ML_DSA_87));
    }

    @Test
    void offersNoKeyWhoseSignaturesDoNotFit() {
      var offer = TokenOffer.of(cryptoki(), slot());
      assertThat(offer.signs(KeySpec.ML_DSA_65, SignatureAlgorithm.ML_DSA_65)).isTrue();
      assertThat(offer.signs(KeySpec.ML_DSA_87, SignatureAlgorithm.ML_DSA_87)).isFalse();
    }
  }
}
