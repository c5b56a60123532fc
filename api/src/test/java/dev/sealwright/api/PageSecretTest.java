package dev.sealwright.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sealwright.api.config.Configuration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the secret of page tokens comes from, and which files are refused. */
class PageSecretTest {
  @TempDir Path folder;

  private final SecureRandom random = new SecureRandom();

  private Configuration.Server server(String home, Path key) {
    return new Configuration.Server(folder.resolve(home), 0, 0, 0, key, Duration.ZERO, "us-east-1");
  }

  private Path key(int bytes, String mode) throws IOException {
    Path file = folder.resolve("pages.key");
    byte[] drawn = new byte[bytes];
    random.nextBytes(drawn);
    Files.write(file, drawn);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
    return file;
  }

  @Test
  void oneInTheHomeIsMadeOnceAndIsItsOwnersAlone() throws IOException {
    Files.createDirectory(folder.resolve("a"));
    Path file = folder.resolve("a").resolve("page-token.key");
    byte[] made = PageSecret.of(server("a", file), random);
    assertThat(made).hasSize(32).isEqualTo(Files.readAllBytes(file));
    assertThat(PageSecret.of(server("a", file), random)).isEqualTo(made);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    Files.write(file, new byte[31]);
    assertThatThrownBy(() -> PageSecret.of(server("a", file), random))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("32 random bytes");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-------", "r--r-----", "rw-rw----"})
  void nodesReadTheSameFile(String mode) throws IOException {
    Path file = key(32, mode);
    assertThat(PageSecret.of(server("a", file), random))
        .isEqualTo(PageSecret.of(server("b", file), random))
        .isEqualTo(Files.readAllBytes(file));
  }

  @Test
  void aNamedFileIsNeverMade() {
    Path file = folder.resolve("none");
    assertThatThrownBy(() -> PageSecret.of(server("a", file), random))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("32 random bytes");
    assertThat(file).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 31, 33, 5000})
  void aFileOfAnotherSizeIsRefused(int bytes) throws IOException {
    Path file = key(bytes, "rw-------");
    assertThatThrownBy(() -> PageSecret.of(server("a", file), random))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("32 random bytes");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw----r--", "rw-----w-"})
  void aFileThatIsOpenToOthersIsRefused(String mode) throws IOException {
    Path file = key(32, mode);
    assertThatThrownBy(() -> PageSecret.of(server("a", file), random))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("chmod o= " + file);
  }
}
