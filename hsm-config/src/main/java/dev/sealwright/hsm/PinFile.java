package dev.sealwright.hsm;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;

/** Reads a PIN file without leaving a copy of the PIN behind. */
final class PinFile {
  /** UTF-8 takes at most three bytes for a char; and a line end. */
  private static final int MAX_BYTES = 3 * PinSource.MAX_LENGTH + 2;

  private static final Set<PosixFilePermission> OWNER =
      EnumSet.of(
          PosixFilePermission.OWNER_READ,
          PosixFilePermission.OWNER_WRITE,
          PosixFilePermission.OWNER_EXECUTE);

  private PinFile() {}

  static char[] read(Path path) {
    var what = "the PIN file " + path;
    try {
      if (!Files.isRegularFile(path)) {
        throw new UnreadablePinException(what + " is not a regular file");
      }
      if (!OWNER.containsAll(Files.getPosixFilePermissions(path))) {
        throw new UnreadablePinException(what + " is open to group or others; chmod 600 it");
      }
    } catch (IOException | UnsupportedOperationException e) {
      throw new UnreadablePinException(what + " cannot be read", e);
    }
    return firstLine(path, what);
  }

  /**
   * The PIN on the first line, whoever else may read the file.
   *
   * @param what it is, for messages
   */
  static char[] firstLine(Path path, String what) {
    var bytes = new byte[MAX_BYTES + 1];
    try {
      int length;
      try (var in = Files.newInputStream(path)) {
        length = in.readNBytes(bytes, 0, bytes.length);
      }
      return firstLine(bytes, length, what);
    } catch (IOException e) {
      throw new UnreadablePinException(what + " cannot be read", e);
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }

  private static char[] firstLine(byte[] bytes, int length, String what) {
    int end = 0;
    while (end < length && bytes[end] != '\n' && bytes[end] != '\r') {
      end++;
    }
    var chars = CharBuffer.allocate(MAX_BYTES + 1);
    try {
      var result =
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, 0, end), chars, true);
      if (result.isError()) {
        result.throwException();
      }
      chars.flip();
      if (!chars.hasRemaining() || chars.remaining() > PinSource.MAX_LENGTH) {
        throw new UnreadablePinException(
            "the first line of "
                + what
                + " must be a PIN of 1 to "
                + PinSource.MAX_LENGTH
                + " characters");
      }
      return Arrays.copyOf(chars.array(), chars.limit());
    } catch (CharacterCodingException e) {
      throw new UnreadablePinException(what + " is not UTF-8", e);
    } finally {
      Arrays.fill(chars.array(), '\0');
    }
  }
}
