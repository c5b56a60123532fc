package dev.sealwright.engine.key.pkcs11;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** SHA-256 of a file, streamed. */
final class FileDigest {
  private static final Logger LOG = LoggerFactory.getLogger(FileDigest.class);
  private static final int CHUNK = 64 * 1024;

  private FileDigest() {}

  /** In hexadecimal; absent when the file cannot be read. */
  static Optional<String> sha256(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] chunk = new byte[CHUNK];
      for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
        digest.update(chunk, 0, read);
      }
      return Optional.of(HexFormat.of().formatHex(digest.digest()));
    } catch (IOException | NoSuchAlgorithmException e) {
      LOG.warn("no digest of {}: {}", file, e.toString());
      return Optional.empty();
    }
  }
}
