package dev.sealwright.hsm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens and the vaults they make up. */
class VaultConfigTest {
  private static final TokenConfig TOKEN =
      new TokenConfig(
          "one",
          new ModuleConfig(Path.of("/lib/p11.so"), Driver.FOREIGN),
          "ca",
          new PinSource.OfEnvironment("PIN"),
          2,
          Set.of(),
          Profile.STANDARD);

  @Test
  void aTokenIsToldByLabelOrSerialOrBoth() {
    assertThat(TOKEN.isToken("ca", "1")).isTrue();
    assertThat(TOKEN.isToken("CA", "1")).isFalse();
    var both = TOKEN.withSerial("0123456789abcdef");
    assertThat(both.isToken("ca", "0123456789abcdef")).isTrue();
    assertThat(both.isToken("ca", "0123456789abcde")).isFalse();
    assertThat(both.isToken("other", "0123456789abcdef")).isFalse();
    assertThat(both.selection()).isEqualTo("label 'ca' and serial '0123456789abcdef'");
    var serial =
        new TokenConfig(
            "one", TOKEN.module(), null, "7", TOKEN.pin(), 2, Set.of(), Profile.STANDARD);
    assertThat(serial.isToken("any", "7")).isTrue();
    assertThat(serial.isToken("any", "8")).isFalse();
    assertThat(serial.selection()).isEqualTo("serial '7'");
    assertThatIllegalArgumentException().isThrownBy(() -> serial.withSerial(null));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", " 1", "1 ", "0123456789abcdefg", "1\n2"})
  void aSerialIsWhatATokenCanSay(String serial) {
    assertThatIllegalArgumentException().isThrownBy(() -> TOKEN.withSerial(serial));
  }

  @Test
  void aCopyKeepsTheSerial() {
    var told = TOKEN.withSerial("1");
    assertThat(told.withName("a").serial()).isEqualTo("1");
    assertThat(told.withModule(TOKEN.module()).serial()).isEqualTo("1");
    assertThat(told.withLabel("b").serial()).isEqualTo("1");
    assertThat(told.withPin(TOKEN.pin()).serial()).isEqualTo("1");
    assertThat(told.withLanes(3).serial()).isEqualTo("1");
    assertThat(told.withStandards(Set.of()).serial()).isEqualTo("1");
    assertThat(told.withProfile(Profile.STANDARD).serial()).isEqualTo("1");
    assertThat(told.withSerial(null)).isEqualTo(TOKEN);
  }

  @Test
  void aVaultHasTokensWithNamesOfTheirOwn() {
    var vault = VaultConfig.of(TOKEN);
    assertThat(vault.name()).isEqualTo("one");
    assertThat(vault.members()).containsExactly(new VaultConfig.Member(TOKEN, 1));
    var member = new VaultConfig.Member(TOKEN, 2);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new VaultConfig("v", List.of(member, member)))
        .withMessageContaining("names token one twice");
    assertThatIllegalArgumentException().isThrownBy(() -> new VaultConfig("v", List.of()));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new VaultConfig("v", Collections.nCopies(17, member)));
    assertThatIllegalArgumentException().isThrownBy(() -> new VaultConfig(" ", List.of(member)));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, 101})
  void aWeightIsBounded(int weight) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new VaultConfig.Member(TOKEN, weight))
        .withMessageContaining("1 to 100");
  }
}
