package dev.sealwright.hsm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a profile may say. */
class ProfileTest {
  /** INVARIANT I7. */
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "OPERATOR")
  void noneMakesARefusedPinMeanAnythingElse(Reaction reaction) {
    for (long code : new long[] {0xa0, 0xa1, 0xa2, 0xa3, 0xa4}) {
      assertThat(Profile.allows(code, reaction)).isFalse();
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Profile.STANDARD.withReactions(Map.of(code, reaction)));
    }
    assertThat(Profile.allows(0xa0, Reaction.OPERATOR)).isTrue();
    assertThat(Profile.allows(0x9f, reaction)).isTrue();
    assertThat(Profile.allows(0xa5, reaction)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, 0x1_0000_0000L})
  void aReactionIsToAReturnValueThatIsAFault(long code) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Profile.STANDARD.withReactions(Map.of(code, Reaction.UNCLEAR)));
  }

  @Test
  void aCopyChangesOneThing() {
    var luna =
        new Profile(
            "x",
            "on paper",
            List.of(),
            Set.of(Quirk.NOT_CKA_LOCAL),
            3,
            Duration.ofSeconds(1),
            2,
            Duration.ofMillis(3),
            Duration.ofSeconds(4),
            Map.of(5L, Reaction.TOKEN_LOST));
    assertThat(luna.withDeadline(Duration.ofSeconds(9)).withDeadline(Duration.ofSeconds(1)))
        .isEqualTo(luna);
    assertThat(luna.withUnclearLimit(9).unclearLimit()).isEqualTo(9);
    assertThat(luna.withUnclearLimit(9).withUnclearLimit(2)).isEqualTo(luna);
    assertThat(luna.withKeepAlive(Duration.ZERO).withKeepAlive(Duration.ofSeconds(4)))
        .isEqualTo(luna);
    assertThat(luna.withUnclearPause(Duration.ZERO).withUnclearPause(Duration.ofMillis(3)))
        .isEqualTo(luna);
    assertThat(luna.withQuirks(Set.of()).withQuirks(luna.quirks())).isEqualTo(luna);
    assertThat(luna.withReactions(Map.of()).withReactions(luna.reactions())).isEqualTo(luna);
    assertThatIllegalArgumentException().isThrownBy(() -> luna.withUnclearLimit(101));
    assertThatIllegalArgumentException().isThrownBy(() -> luna.withDeadline(Duration.ofMillis(99)));
  }

  @Test
  void returnValuesAreWrittenByNameOrNumber() {
    assertThat(ReturnCodes.of("CKR_DEVICE_ERROR")).contains(0x30L);
    assertThat(ReturnCodes.of("0x8000002F")).contains(0x8000_002fL);
    for (String none : List.of("", "30", "0x", "0x0", "0x123456789", "CKR_OK", "ckr_pin_locked")) {
      assertThat(ReturnCodes.of(none)).as(none).isEmpty();
    }
  }
}
