package dev.sealwright.engine.key.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealwright.engine.key.KeyId;
import dev.sealwright.engine.key.KeySpec;
import dev.sealwright.hsm.Driver;
import dev.sealwright.hsm.PinSource;
import dev.sealwright.hsm.TokenConfig;
import dev.sealwright.hsm.VaultConfig;
import dev.sealwright.hsm.file.VaultsSection;
import dev.sealwright.hsm.yaml.Place;
import dev.sealwright.hsm.yaml.Problems;
import dev.sealwright.hsm.yaml.YamlTree;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** From what an operator writes to a key on the token. */
class ConfiguredTokenTest {
  private final Cryptoki cryptoki = SoftHsmFixture.cryptoki();

  @Test
  void aTokenIsUsedAsItIsWritten() {
    TokenConfig made = SoftHsmFixture.token().config();
    String serial =
        Arrays.stream(cryptoki.slotsWithToken())
            .mapToObj(cryptoki::tokenInfo)
            .filter(info -> info.label().equals("test"))
            .map(TokenInfo::serial)
            .findFirst()
            .orElseThrow();
    String text =
        """
        - name: lab
          tokens:
            - name: written
              profile: softhsm2
              serial: "%s"
              pin: {file: %s}
              standards: []
        """
            .formatted(serial, ((PinSource.OfFile) made.pin()).path());
    Problems problems = new Problems();
    List<VaultConfig> vaults =
        YamlTree.read(text, line -> Place.line(Path.of("lab.yaml"), line), problems)
            .map(root -> new VaultsSection(List.of(Driver.FOREIGN), problems).read(root))
            .orElseThrow();
    assertThat(problems.found()).isEmpty();
    TokenConfig written = vaults.getFirst().members().getFirst().token();
    assertThat(written.module()).isEqualTo(made.module());
    KeyId id = new KeyId(UUID.randomUUID());
    try (Token token = new Token(written, cryptoki);
        var session = token.open();
        Token other = SoftHsmFixture.vault();
        var seen = other.open()) {
      session.generate(id, KeySpec.EC_P256);
      assertThat(seen.find(id)).isPresent();
      session.destroy(id);
    }
  }
}
