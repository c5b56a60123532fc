package dev.sealwright.hsm;

import java.nio.file.Path;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Where the user PIN of a token comes from; never the PIN itself. */
public sealed interface PinSource {
  /** Most characters of a PIN. */
  int MAX_LENGTH = 256;

  /**
   * Reads the PIN anew.
   *
   * @return 1 to {@link #MAX_LENGTH} characters, the caller's to wipe
   * @throws UnreadablePinException when there is none, or others could read it too
   */
  char[] read();

  /**
   * First line of a file that only its owner may read.
   *
   * <p>Refused unless it is a regular file without any permission for group and others.
   */
  record OfFile(Path path) implements PinSource {
    @Override
    public char[] read() {
      return PinFile.read(path);
    }
  }

  /**
   * An environment variable; its value stays in the memory of the process, unlike that of a file.
   */
  record OfEnvironment(String variable) implements PinSource {
    @Override
    public char[] read() {
      return read(System::getenv);
    }

    char[] read(Function<String, @Nullable String> environment) {
      var value = environment.apply(variable);
      if (value == null || value.isEmpty() || value.length() > MAX_LENGTH) {
        throw new UnreadablePinException(
            "the environment variable "
                + variable
                + " must hold a PIN of 1 to "
                + MAX_LENGTH
                + " characters");
      }
      return value.toCharArray();
    }
  }
}
