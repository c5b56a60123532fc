package dev.sealwright.engine.key.pkcs11.foreign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.key.pkcs11.Cryptoki;
import dev.sealwright.engine.key.pkcs11.CryptokiContract;
import dev.sealwright.engine.key.pkcs11.SoftHsmFixture;
import dev.sealwright.hsm.Driver;
import dev.sealwright.hsm.ModuleConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ForeignCryptokiTest extends CryptokiContract {
  @Override
  protected Cryptoki cryptoki() {
    return SoftHsmFixture.cryptoki();
  }

  @Test
  void refusesAMissingModule(@TempDir Path folder) {
    refused(folder.resolve("libnone.so"), "no PKCS#11 module at");
  }

  @Test
  void refusesAFileThatIsNoLibrary(@TempDir Path folder) throws IOException {
    refused(Files.writeString(folder.resolve("libtext.so"), "text"), "libtext.so is no PKCS#11");
  }

  @Test
  void refusesALibraryWithoutTheEntryPoint() {
    refused(libc(), "C_GetFunctionList");
  }

  @Test
  void isAGuestWhereTheModuleIsInitialisedAndDoesNotFinaliseIt() {
    var host = SoftHsmFixture.cryptoki();
    var guest = ForeignCryptoki.load(SoftHsmFixture.token().config().module());
    guest.initialise();
    assertThat(guest.slotsWithToken()).isEqualTo(host.slotsWithToken());
    guest.close();
    guest.close();
    assertThat(host.slotsWithToken()).isNotEmpty();
  }

  private static void refused(Path library, String message) {
    assertThatExceptionOfType(CaException.class)
        .isThrownBy(() -> ForeignCryptoki.load(new ModuleConfig(library, Driver.FOREIGN)))
        .withMessageContaining(message)
        .satisfies(e -> assertThat(e.failure()).isEqualTo(Failure.TOKEN_UNAVAILABLE));
  }

  private static Path libc() {
    return Arrays.stream(new String[] {"/lib/x86_64-linux-gnu", "/lib/aarch64-linux-gnu", "/lib64"})
        .map(folder -> Path.of(folder, "libc.so.6"))
        .filter(Files::isRegularFile)
        .findFirst()
        .orElseThrow(() -> new AssertionError("no C library: apt-get install libc6"));
  }
}
