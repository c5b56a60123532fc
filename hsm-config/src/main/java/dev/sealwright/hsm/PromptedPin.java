package dev.sealwright.hsm;

import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A PIN that a person typed, from the question to its end.
 *
 * <p>Threads: shared. The lock is held while the person types: nobody can go on without the answer,
 * and none must be asked twice.
 */
final class PromptedPin {
  private final Terminal terminal;
  private final ReentrantLock lock = new ReentrantLock();

  // Guarded by lock.
  private @Nullable HeldPin held;
  private boolean forgotten;

  /** Asks a person, without showing what is typed. */
  @FunctionalInterface
  interface Terminal {
    /** The answer, the caller's to wipe; absent when the person closed the input. */
    char @Nullable [] ask(String question);
  }

  PromptedPin(Terminal terminal) {
    this.terminal = terminal;
  }

  /** The terminal of this process. */
  @SuppressWarnings("SystemConsoleNull") // absent with some values of jdk.console
  static char @Nullable [] onConsole(String question) {
    var console = System.console();
    // A console that is no terminal would show what is typed, or read from a pipe.
    if (console == null || !console.isTerminal()) {
      throw new UnreadablePinException(
          "a PIN is to be typed, but the process has no terminal; start it from one, or name a file,"
              + " a variable or a credential as the source of the PIN");
    }
    return console.readPassword("%s: ", question);
  }

  char[] read(String token) {
    lock.lock();
    try {
      if (forgotten) {
        throw new UnreadablePinException(
            "the PIN of token " + token + " was typed at start and is no longer held");
      }
      if (held == null) {
        held = ask(token);
      }
      return held.copy();
    } finally {
      lock.unlock();
    }
  }

  void forget() {
    lock.lock();
    try {
      forgotten = true;
      if (held != null) {
        held.wipe();
        held = null;
      }
    } finally {
      lock.unlock();
    }
  }

  private HeldPin ask(String token) {
    var typed = terminal.ask("PIN of token " + token);
    try {
      if (typed == null || typed.length == 0 || typed.length > PinSource.MAX_LENGTH) {
        throw new UnreadablePinException(
            "the PIN of token "
                + token
                + " was not typed; it has 1 to "
                + PinSource.MAX_LENGTH
                + " characters");
      }
      return new HeldPin(typed);
    } finally {
      if (typed != null) {
        Arrays.fill(typed, '\0');
      }
    }
  }
}
