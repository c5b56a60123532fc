package dev.sealwright.hsm.dev;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.sealwright.hsm.PinSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SoftHsmTest {
  @TempDir private Path folder;

  private final SoftHsm softHsm = new SoftHsm(new SecureRandom());

  @Test
  void makesATokenOnceAndFindsItAgain() throws IOException {
    var home = folder.resolve("hsm");
    var made = softHsm.provision(home, "dev", 3);
    assertThat(made.config().label()).isEqualTo("dev");
    assertThat(made.config().lanes()).isEqualTo(3);
    assertThat(made.config().module().path()).isRegularFile();
    assertThat(made.environment()).containsEntry("SOFTHSM2_CONF", made.configuration().toString());
    var pin = made.config().pin().read();
    assertThat(pin).hasSize(24);

    assertThat(softHsm.provision(home, "dev", 3)).isEqualTo(made);
    assertThat(made.config().pin().read()).isEqualTo(pin);
    assertThat(tokens(made)).containsExactly(new SoftHsmTool.Listed("dev", true));
  }

  @Test
  void keepsEverythingToItsOwner() throws IOException {
    var home = folder.resolve("hsm");
    softHsm.provision(home, "dev", 1);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home)))
        .isEqualTo("rwx------");
    for (var file : List.of("dev.pin", "dev.so-pin", "softhsm2.conf")) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve(file))))
          .as(file)
          .isEqualTo("rw-------");
    }
    assertThat(Files.readString(home.resolve("dev.pin")))
        .isNotEqualTo(Files.readString(home.resolve("dev.so-pin")));
  }

  @Test
  void keepsSeveralTokensInOneFolder() {
    var first = softHsm.provision(folder, "one", 1);
    var second = softHsm.provision(folder, "two", 1);
    assertThat(second.configuration()).isEqualTo(first.configuration());
    assertThat(second.config().pin().read()).isNotEqualTo(first.config().pin().read());
    assertThat(tokens(first)).extracting(SoftHsmTool.Listed::label).contains("one", "two");
  }

  @Test
  void goesOnWhereACrashLeftOff() throws IOException {
    // After the PIN files, before the token.
    var pin = Files.writeString(folder.resolve("dev.pin"), "left-by-a-crash\n");
    Files.setPosixFilePermissions(pin, PosixFilePermissions.fromString("rw-------"));
    Files.writeString(folder.resolve("softhsm2.conf.new"), "half");
    var made = softHsm.provision(folder, "dev", 1);
    assertThat(new String(made.config().pin().read())).isEqualTo("left-by-a-crash");
    assertThat(tokens(made)).containsExactly(new SoftHsmTool.Listed("dev", true));
  }

  @Test
  void makesATokenAnewThatACrashLeftWithoutAUserPin() throws Exception {
    var first = softHsm.provision(folder, "first", 1);
    var builder =
        new ProcessBuilder(
                "pkcs11-tool",
                "--module",
                first.config().module().path().toString(),
                "--init-token",
                "--label",
                "dev",
                "--so-pin",
                "12345678",
                "--slot-index",
                "1")
            .redirectErrorStream(true);
    builder.environment().putAll(first.environment());
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      throw new AssertionError("no pkcs11-tool: apt-get install opensc", e);
    }
    var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    assertThat(tokens(first)).contains(new SoftHsmTool.Listed("dev", false));

    softHsm.provision(folder, "dev", 1);
    assertThat(tokens(first))
        .containsExactlyInAnyOrder(
            new SoftHsmTool.Listed("first", true), new SoftHsmTool.Listed("dev", true));
  }

  @Test
  void refusesATokenWhosePinIsGone() throws IOException {
    var made = softHsm.provision(folder, "dev", 1);
    Files.delete(((PinSource.OfFile) made.config().pin()).path());
    assertThatIllegalStateException()
        .isThrownBy(() -> softHsm.provision(folder, "dev", 1))
        .withMessageContaining("dev.pin");
    assertThat(tokens(made)).hasSize(1);
  }

  @Test
  void keepsThePinInItsOwnFileOnly() throws IOException {
    var home = folder.resolve("hsm");
    softHsm.provision(home, "dev", 1);
    var pin = Files.readString(home.resolve("dev.pin")).strip();
    try (Stream<Path> files = Files.walk(home)) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(pin))
            .as("%s", file)
            .isEqualTo(file.endsWith("dev.pin"));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "a b", "a;b", "$(id)", "../x", ".pin", "123456789012345678901234567890123"})
  void refusesALabelThatCouldMeanMore(String label) {
    assertThatIllegalArgumentException().isThrownBy(() -> softHsm.provision(folder, label, 1));
  }

  @Test
  void tellsHowToInstallAMissingModule() {
    assertThatIllegalStateException()
        .isThrownBy(() -> SoftHsm.module(List.of(folder.resolve("libsofthsm2.so"))))
        .withMessageContaining("apt-get install softhsm2");
  }

  @Test
  void readsTheListOfSlots() {
    var text =
        """
        Slot 417402815
            Token info:
                Initialized:      yes
                User PIN init.:   no
                Label:            half
        Slot 1
            Token info:
                Initialized:      no
                User PIN init.:   no
                Label:
        """;
    assertThat(SoftHsmTool.parse(text)).containsExactly(new SoftHsmTool.Listed("half", false));
  }

  private static List<SoftHsmTool.Listed> tokens(SoftHsmToken token) {
    return new SoftHsmTool(token.configuration()).tokens();
  }
}
