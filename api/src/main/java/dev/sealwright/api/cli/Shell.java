package dev.sealwright.api.cli;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a command reads and writes.
 *
 * @param in answers of a person, or of a pipe; never PINs
 */
record Shell(PrintWriter out, PrintWriter err, BufferedReader in) {

  /** Whether a person sits at a terminal who can be asked for a PIN without echo. */
  static boolean isTerminal() {
    return terminal().isPresent();
  }

  @SuppressWarnings("SystemConsoleNull") // absent with some values of jdk.console
  private static Optional<Console> terminal() {
    return Optional.ofNullable(System.console()).filter(Console::isTerminal);
  }

  /** Tells what is going on, apart from the result. */
  void note(String text) {
    err.println(text);
    err.flush();
  }

  /** Whether the answer is exactly this. */
  boolean confirmed(String question, String answer) {
    err.print(question + " ");
    err.flush();
    try {
      String said = in.readLine();
      return said != null && said.strip().equals(answer);
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * A new PIN, typed twice without echo.
   *
   * @return the caller's to wipe
   */
  static char[] newPin(String what) {
    Console console =
        terminal()
            .orElseThrow(() ->
                CommandFailure.failed(
                    "there is no terminal to ask for the " + what + "; name a file that holds it"));
    char[] first = typed(console, "New " + what + ": ");
    char[] second = typed(console, "The same again: ");
    boolean same = Arrays.equals(first, second);
    Arrays.fill(second, '\0');
    if (!same) {
      Arrays.fill(first, '\0');
      throw CommandFailure.failed("the two differ; nothing was done");
    }
    return first;
  }

  private static char[] typed(Console console, String question) {
    char @Nullable [] typed = console.readPassword("%s", question);
    if (typed == null || typed.length == 0) {
      throw CommandFailure.failed("nothing was typed; nothing was done");
    }
    return typed;
  }
}
