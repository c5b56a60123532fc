package dev.sealwright.engine.key.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealwright.engine.key.KeyId;
import dev.sealwright.engine.key.KeySpec;
import dev.sealwright.engine.key.KeyVault;
import dev.sealwright.engine.key.KeyVaultContract;
import dev.sealwright.engine.key.SealContext;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The contract of vaults on a SoftHSM2 token through the foreign driver. */
class TokenTest extends KeyVaultContract {
  @Override
  protected KeyVault openVault() {
    return SoftHsmFixture.vault();
  }

  /** SoftHSM 2.6.1 has no ML-DSA; {@link MlDsaTokenTest} is on a module that has. */
  @Override
  protected Set<KeySpec> offered() {
    return EnumSet.complementOf(
        EnumSet.of(KeySpec.ML_DSA_44, KeySpec.ML_DSA_65, KeySpec.ML_DSA_87));
  }

  @Override
  protected KeyVault reopenVault(KeyVault before) {
    return SoftHsmFixture.vault();
  }

  @Override
  protected void checkCustody(KeyVault vault, KeyId id) {
    assertThat(privateKeyAsOpenScShowsIt(id))
        .contains("Private Key Object")
        .contains("label:      sealwright-" + id.value())
        .containsPattern("Access: +sensitive, always sensitive, never extractable, local")
        .containsPattern("Usage: .*sign");
  }

  @Test
  void isNamedAndSizedByItsConfiguration() {
    try (var vault = SoftHsmFixture.vault();
        var session = vault.open()) {
      assertThat(vault.name()).isEqualTo("test");
      assertThat(vault.lanes()).isEqualTo(2);
      var id = freshId();
      session.generate(id, KeySpec.EC_P256);
      checkCustody(vault, id);
      session.destroy(id);
      assertThat(privateKeyAsOpenScShowsIt(id)).doesNotContain("Private Key Object");
    }
  }

  @Test
  void sealsWithAKeyThatNeverLeavesTheToken() {
    try (var vault = SoftHsmFixture.vault();
        var session = vault.open()) {
      session.seal(new SealContext("access-key", "AKIA1"), new byte[] {1});
    }
    var shown = objectsAsOpenScShowsThem("secrkey", "--label", TokenSealing.LABEL);
    assertThat(shown)
        .containsOnlyOnce("Secret Key Object")
        .contains("AES length 32", "label:      " + TokenSealing.LABEL)
        .containsPattern("Usage: +encrypt, decrypt\n")
        .containsPattern("Access: +sensitive, always sensitive, never extract(able)?, local");
  }

  private static String privateKeyAsOpenScShowsIt(KeyId id) {
    return objectsAsOpenScShowsThem("privkey", "--id", HexFormat.of().formatHex(id.toArray()));
  }

  /** An independent look at the token, from another process. */
  private static String objectsAsOpenScShowsThem(String type, String by, String value) {
    var token = SoftHsmFixture.token();
    var builder =
        new ProcessBuilder(
                "pkcs11-tool",
                "--module",
                token.config().module().path().toString(),
                "--token-label",
                "test",
                "--login",
                "--pin",
                "env:SEALWRIGHT_TEST_PIN",
                "--list-objects",
                "--type",
                type,
                by,
                value)
            .redirectErrorStream(true);
    var pin = token.config().pin().read();
    builder.environment().put("SEALWRIGHT_TEST_PIN", new String(pin));
    Arrays.fill(pin, '\0');
    builder.environment().putAll(token.environment());
    try {
      var process = builder.start();
      var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).as(output).isZero();
      return output;
    } catch (IOException e) {
      throw new AssertionError("no pkcs11-tool: apt-get install opensc", e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
