package dev.sealwright.hsm;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where the user PIN of a token comes from; never the PIN itself.
 *
 * <p>Threads: any. A PIN is read at each login, that is also after a token was lost, when nobody
 * may be there to type it: whoever starts the process calls {@link #prepare} on every source
 * before, and the last user of a source calls {@link #forget}.
 */
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
   * Asks now what has to be asked of a person, so that no later read does; else does nothing.
   *
   * @throws UnreadablePinException when nobody can be asked, or the answer is no PIN
   */
  default void prepare() {}

  /** Wipes what is held in memory; from then on a source that held something cannot be read. */
  default void forget() {}

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

  /**
   * First line of a credential that systemd hands to the service: a file in the folder that
   * CREDENTIALS_DIRECTORY names, of root or of the user of this process.
   *
   * @param name the name of that file alone, 1 to 255 characters
   */
  record OfCredential(String name) implements PinSource {
    private static final Pattern NAME =
        Pattern.compile("(?!\\.{1,255}$)[\\x21-\\x7e&&[^/:]]{1,255}");

    public OfCredential {
      if (!isName(name)) {
        throw new IllegalArgumentException("not the name of a credential");
      }
    }

    /** Whether it may be the name of a credential: it cannot lead out of the folder. */
    public static boolean isName(String text) {
      return NAME.matcher(text).matches();
    }

    @Override
    public char[] read() {
      return read(System::getenv, CredentialFile.owners());
    }

    char[] read(Function<String, @Nullable String> environment, Set<Integer> owners) {
      return CredentialFile.read(name, environment, owners);
    }
  }

  /**
   * Asked of a person on the terminal, once and without echo.
   *
   * <p>The answer is kept in memory outside the heap for the logins that follow the loss of a
   * token, until {@link #forget}. One that the token refuses is not asked for again (INVARIANT I7).
   */
  final class OfPrompt implements PinSource {
    private final String token;
    private final PromptedPin pin;

    /**
     * Asks nothing yet.
     *
     * @param token named in the question
     */
    public OfPrompt(String token) {
      this(token, PromptedPin::onConsole);
    }

    OfPrompt(String token, PromptedPin.Terminal terminal) {
      this.token = token;
      this.pin = new PromptedPin(terminal);
    }

    @Override
    public void prepare() {
      Arrays.fill(read(), '\0');
    }

    @Override
    public char[] read() {
      return pin.read(token);
    }

    @Override
    public void forget() {
      pin.forget();
    }

    @Override
    public String toString() {
      return "OfPrompt[" + token + "]";
    }
  }
}
