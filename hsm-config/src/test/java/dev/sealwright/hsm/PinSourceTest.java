package dev.sealwright.hsm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PinSourceTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"1234", "1234\n", "1234\r\n", "1234\nsecond line\n"})
  void readsTheFirstLineOfAFile(String text) throws IOException {
    assertThat(file(text, "rw-------").read()).containsExactly('1', '2', '3', '4');
  }

  @Test
  void readsUpToTheLongestPin() throws IOException {
    var longest = "é".repeat(PinSource.MAX_LENGTH);
    assertThat(file(longest, "r--------").read()).containsExactly(longest.toCharArray());
    refused(file(longest + "1", "r--------"), "1 to 256");
    refused(file("x".repeat(100_000), "r--------"), "1 to 256");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r-----", "rw--w----", "rw---x---", "rw----r--", "rw-----w-"})
  void refusesAFileThatOthersCanReach(String permissions) throws IOException {
    refused(file("1234", permissions), "chmod 600");
  }

  @Test
  void refusesAFileWithoutAPin() throws IOException {
    refused(file("", "rw-------"), "1 to 256");
    refused(file("\n1234", "rw-------"), "1 to 256");
    refused(new PinSource.OfFile(folder), "not a regular file");
    refused(new PinSource.OfFile(folder.resolve("none")), "not a regular file");
  }

  @Test
  void refusesBytesThatAreNoText() throws IOException {
    var file = file("", "rw-------");
    Files.write(file.path(), new byte[] {'1', (byte) 0xff, '2'});
    refused(file, "UTF-8");
  }

  @Test
  void readsAnEnvironmentVariable() {
    var source = new PinSource.OfEnvironment("HSM_PIN");
    assertThat(source.read(name -> name.equals("HSM_PIN") ? "1234" : null))
        .containsExactly('1', '2', '3', '4');
    assertThatExceptionOfType(UnreadablePinException.class)
        .isThrownBy(() -> source.read(name -> null))
        .withMessageContaining("HSM_PIN");
    assertThatExceptionOfType(UnreadablePinException.class)
        .isThrownBy(() -> source.read(name -> "1".repeat(257)));
  }

  private PinSource.OfFile file(String text, String permissions) throws IOException {
    var path = Files.createTempFile(folder, "pin", "");
    Files.write(path, text.getBytes(StandardCharsets.UTF_8));
    return new PinSource.OfFile(
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions)));
  }

  private static void refused(PinSource source, String message) {
    assertThatExceptionOfType(UnreadablePinException.class)
        .isThrownBy(source::read)
        .withMessageContaining(message);
  }
}
