package dev.sealwright.engine.store.postgres;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Knows a statement among the messages of a client, in the simple protocol (Query) and in the
 * extended one (Parse and Bind, also of a statement that was prepared earlier). Protocol 3.0,
 * chapter "Message Formats" of the PostgreSQL manual.
 *
 * <p>Threads: that of one connection.
 */
final class StatementSpotter {
  private final Predicate<String> wanted;
  private final Set<String> statements = new HashSet<>();

  /**
   * @param wanted which text it looks for
   */
  StatementSpotter(Predicate<String> wanted) {
    this.wanted = wanted;
  }

  /** Looks for what makes the server commit. */
  static StatementSpotter ofCommits() {
    return new StatementSpotter(sql -> sql.strip().toUpperCase(Locale.ROOT).startsWith("COMMIT"));
  }

  /**
   * Whether this message makes the server carry it out.
   *
   * @param type of the message
   * @param body without type and length
   */
  boolean runs(byte type, byte[] body) {
    return switch (type) {
      case 'Q' -> wanted.test(text(body, 0));
      case 'P' -> {
        String name = text(body, 0);
        boolean found = wanted.test(text(body, after(body, 0)));
        if (found) {
          statements.add(name);
        } else {
          statements.remove(name);
        }
        yield false;
      }
      case 'B' -> statements.contains(text(body, after(body, 0)));
      default -> false;
    };
  }

  private static String text(byte[] body, int from) {
    return new String(body, from, after(body, from) - 1 - from, StandardCharsets.UTF_8);
  }

  /** Behind the zero byte that ends the text. */
  private static int after(byte[] body, int from) {
    int at = from;
    while (body[at] != 0) {
      at++;
    }
    return at + 1;
  }
}
