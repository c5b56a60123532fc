package dev.sealwright.api;

import dev.sealwright.api.config.Configuration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.SecureRandom;
import java.util.Set;

/**
 * The secret that page tokens are made with. In the home it is made at the first start; a file that
 * is named elsewhere is one that nodes share, and has to be there: if each made its own, a token of
 * one would be refused by the others.
 */
final class PageSecret {
  private static final int BYTES = 32;
  private static final String MADE_IN_THE_HOME = "page-token.key";

  private static final Set<PosixFilePermission> OF_OTHERS =
      Set.of(PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE);

  private PageSecret() {}

  /**
   * The 32 bytes.
   *
   * @throws IOException when the file is missing, of another size, or open to others
   */
  static byte[] of(Configuration.Server server, SecureRandom random) throws IOException {
    Path file = server.pageTokenKey();
    byte[] secret =
        file.equals(server.home().resolve(MADE_IN_THE_HOME))
            ? SecretFile.readOrMake(file, () -> drawn(random))
            : given(file);
    if (secret.length != BYTES) {
      throw new IOException(file + how());
    }
    return secret;
  }

  private static byte[] given(Path file) throws IOException {
    if (!Files.isRegularFile(file) || Files.size(file) != BYTES) {
      throw new IOException(file + how());
    }
    if (Files.getPosixFilePermissions(file).stream().anyMatch(OF_OTHERS::contains)) {
      throw new IOException(file + ": others may read or write it; mend it with: chmod o= " + file);
    }
    return Files.readAllBytes(file);
  }

  private static String how() {
    return ": expected a file of 32 random bytes, such as openssl rand 32 makes, the same on every"
        + " node";
  }

  private static byte[] drawn(SecureRandom random) {
    byte[] secret = new byte[BYTES];
    random.nextBytes(secret);
    return secret;
  }
}
