package dev.sealwright.engine.key.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealwright.hsm.Reaction;
import dev.sealwright.hsm.ReturnCodes;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReturnValueTest {
  @ParameterizedTest
  @CsvSource({
    "0x101, LOGIN_LOST",
    "0xb0, SESSION_LOST",
    "0xb3, SESSION_LOST",
    "0x90, SESSION_DIRTY",
    "0x91, SESSION_DIRTY",
    "0x60, HANDLE_STALE",
    "0x82, HANDLE_STALE",
    "0x30, TOKEN_LOST",
    "0x32, TOKEN_LOST",
    "0xe0, TOKEN_LOST",
    "0xe1, TOKEN_LOST",
    "0x190, TOKEN_LOST",
    "0x80000384, TOKEN_LOST",
    "0x5, UNCLEAR",
    "0x6, UNCLEAR",
    "0x7777, UNCLEAR",
    "0x2, CAPACITY",
    "0x31, CAPACITY",
    "0xb1, CAPACITY",
    "0xa0, OPERATOR",
    "0xa3, OPERATOR",
    "0xa4, OPERATOR",
    "0x70, CONFIGURATION",
    "0x71, CONFIGURATION",
    "0x21, CONFIGURATION",
    "0x63, CONFIGURATION",
    "0x68, CONFIGURATION",
    "0x10, CONFIGURATION",
    "0x7, BUG",
  })
  void asksForTheReactionThatIsSafeForAllModules(String code, Reaction reaction) {
    assertThat(ReturnValue.reactionTo(Long.decode(code))).isEqualTo(reaction);
  }

  /** Profiles name return values by the names of this table, all of them. */
  @Test
  void hasTheNamesThatProfilesUse() {
    assertThat(ReturnCodes.byName())
        .isEqualTo(
            Arrays.stream(ReturnValue.values())
                .collect(Collectors.toMap(ReturnValue::name, ReturnValue::code)));
  }

  @Test
  void describesByNameAndNumber() {
    assertThat(new CryptokiException("C_Sign", 0x30)).hasMessage("C_Sign: CKR_DEVICE_ERROR (0x30)");
    assertThat(ReturnValue.describe(0x80000384L)).isEqualTo("vendor code 0x80000384");
    assertThat(ReturnValue.describe(0x7777)).isEqualTo("return value 0x7777");
  }
}
