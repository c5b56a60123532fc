package dev.sealwright.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.x509.Octets;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is sealed on the command line opens at start, for its access key alone. */
@MostlyWaits
class SealCommandTest {
  private static final String SECRET = "hush-hush-hush-hush";

  @Test
  void sealsForOneKey() throws IOException {
    try (LocalApi api = new LocalApi()) {
      String sealed = seal(api, "AKIAONE", SECRET + "\n");
      assertThat(sealed).startsWith("sealed:").isNotEqualTo(seal(api, "AKIAONE", SECRET));
      byte[] bytes = Base64.getDecoder().decode(sealed.substring("sealed:".length()));
      assertThat(new String(bytes, StandardCharsets.ISO_8859_1)).doesNotContain(SECRET);
      PrincipalKeys.Opener opener = SealCommand.opener(api.engine()).orElseThrow();
      assertThat(new String(opener.open("AKIAONE", Octets.copyOf(bytes)), StandardCharsets.UTF_8))
          .isEqualTo(SECRET);
      assertThatExceptionOfType(CaException.class)
          .isThrownBy(() -> opener.open("AKIATWO", Octets.copyOf(bytes)))
          .withMessageNotContaining(SECRET);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "too short", "0123456789abcde\n"})
  void refusesWhatIsNoSecret(String secret) {
    try (LocalApi api = new LocalApi()) {
      assertThatIllegalStateException()
          .isThrownBy(() -> seal(api, "AKIAONE", secret))
          .withMessage("the secret on the input must have 16 to 256 characters");
      assertThatIllegalStateException().isThrownBy(() -> seal(api, "A B", SECRET));
    }
  }

  private static String seal(LocalApi api, String id, String input) throws IOException {
    return SealCommand.sealed(
        id, new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)), api.engine());
  }
}
