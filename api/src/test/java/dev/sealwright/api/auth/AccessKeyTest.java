package dev.sealwright.api.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccessKeyTest {
  private static final Caller CALLER = new Caller("123456789012", "arn:aws:iam::123456789012:root");
  private static final String SECRET = "do not print this secret";

  @Test
  void neverPrintsItsSecret() {
    assertThat(new AccessKey("AKIA1", SECRET, CALLER)).hasToString("AccessKey[AKIA1]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "too short", "fifteen letters"})
  void refusesAWeakSecretWithoutRepeatingIt(String secret) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new AccessKey("AKIA1", secret, CALLER))
        .withMessage("the secret of access key AKIA1 must have 16 to 256 characters");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "AK", "AKIA/1", "AKIA 1"})
  void refusesAnIdThatNoHeaderCanCarry(String id) {
    assertThatIllegalArgumentException().isThrownBy(() -> new AccessKey(id, SECRET, CALLER));
  }

  @Test
  void findsKeysByIdAndRefusesTwoOfOneId() {
    AccessKey key = new AccessKey("AKIA1", SECRET, CALLER);
    assertThat(AccessKeys.of(List.of(key)).find("AKIA1")).contains(key);
    assertThat(AccessKeys.of(List.of(key)).find("akia1")).isEmpty();
    assertThatIllegalArgumentException().isThrownBy(() -> AccessKeys.of(List.of(key, key)));
  }

  @Test
  void differsWhenTheSecretDoes() {
    assertThat(new AccessKey("AKIA1", SECRET, CALLER))
        .isEqualTo(new AccessKey("AKIA1", SECRET, CALLER))
        .isNotEqualTo(new AccessKey("AKIA1", SECRET + ".", CALLER));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "12345678901", "1234567890123", "12345678901x"})
  void callersHaveAnAccountOfTwelveDigits(String account) {
    assertThatIllegalArgumentException().isThrownBy(() -> new Caller(account, CALLER.arn()));
  }
}
