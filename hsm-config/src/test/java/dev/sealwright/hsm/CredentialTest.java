package dev.sealwright.hsm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A PIN that systemd hands to the service. */
class CredentialTest {
  private static final String PIN = "hush-1234";

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"r--------", "r--r-----", "rw-------"})
  void readsWhatSystemdLeaves(String permissions) throws IOException {
    write(PIN + "\n", permissions);
    assertThat(read(folder.toString())).containsExactly(PIN.toCharArray());
  }

  @ParameterizedTest
  @ValueSource(strings = {"r-----r--", "r---w----", "r----x---", "r------w-", "r--r--r--"})
  void refusesWhatOthersCanReach(String permissions) throws IOException {
    write(PIN, permissions);
    refused(folder.toString(), "open to others").withMessageNotContaining(PIN);
  }

  @Test
  void refusesTheFileOfAnotherUser() throws IOException {
    write(PIN, "r--------");
    assertThatExceptionOfType(UnreadablePinException.class)
        .isThrownBy(() -> source().read(name -> folder.toString(), Set.of(-1)))
        .withMessageContaining("belongs neither to root nor to the user")
        .withMessageNotContaining(PIN);
  }

  @Test
  void tellsHowToHandItOver() {
    refused(null, "CREDENTIALS_DIRECTORY is not set").withMessageContaining("LoadCredential=pin:");
    refused("", "CREDENTIALS_DIRECTORY is not set").withMessageContaining("LoadCredential=pin:");
    refused(folder.toString(), "no file in").withMessageContaining("LoadCredential=pin:");
    refused("relative", "no file in");
    refused("a\0b", "cannot be read");
  }

  @Test
  void refusesWhatIsNoPin() throws IOException {
    write("\n" + PIN, "r--------");
    refused(folder.toString(), "1 to 256").withMessageNotContaining(PIN);
    Files.delete(folder.resolve("pin"));
    Files.createDirectory(folder.resolve("pin"));
    refused(folder.toString(), "no file in");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", "...", "a/b", "../pin", "/etc/passwd", "a b", "a:b", "\0"})
  void takesNoNameThatLeadsElsewhere(String name) {
    assertThat(PinSource.OfCredential.isName(name)).isFalse();
    assertThatIllegalArgumentException().isThrownBy(() -> new PinSource.OfCredential(name));
  }

  @ParameterizedTest
  @ValueSource(strings = {"pin", "hsm.pin", ".pin", "luna-1_pin@x"})
  void takesTheNameOfAFile(String name) {
    assertThat(new PinSource.OfCredential(name).name()).isEqualTo(name);
  }

  private static PinSource.OfCredential source() {
    return new PinSource.OfCredential("pin");
  }

  private char[] read(@Nullable String directory) {
    return source()
        .read(
            name -> name.equals("CREDENTIALS_DIRECTORY") ? directory : null,
            CredentialFile.owners());
  }

  private ThrowableAssertAlternative<UnreadablePinException> refused(
      @Nullable String directory, String message) {
    return assertThatExceptionOfType(UnreadablePinException.class)
        .isThrownBy(() -> read(directory))
        .withMessageContaining(message);
  }

  private void write(String text, String permissions) throws IOException {
    var file = Files.writeString(folder.resolve("pin"), text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
  }
}
