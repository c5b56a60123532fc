package dev.sealwright.api.http;

import java.text.MessageFormat;
import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends what Helidon and the JDK log through {@link System.Logger} to SLF4J, so that the process
 * has one log with one configuration.
 *
 * <p>The JDK finds it by the module descriptor. Used by any thread.
 */
public final class PlatformLogs extends System.LoggerFinder {
  /** For the JDK's service loader. */
  public PlatformLogs() {}

  @Override
  public System.Logger getLogger(String name, Module module) {
    return new Line(LoggerFactory.getLogger(name));
  }

  private record Line(Logger logger) implements System.Logger {
    @Override
    public String getName() {
      return logger.getName();
    }

    @Override
    public boolean isLoggable(Level level) {
      org.slf4j.event.Level here = here(level);
      return here != null && logger.isEnabledForLevel(here);
    }

    @Override
    public void log(
        Level level,
        @Nullable ResourceBundle bundle,
        @Nullable String message,
        @Nullable Throwable thrown) {
      org.slf4j.event.Level here = here(level);
      if (here != null) {
        logger.atLevel(here).setCause(thrown).log(text(bundle, message));
      }
    }

    @Override
    public void log(
        Level level,
        @Nullable ResourceBundle bundle,
        @Nullable String format,
        @Nullable Object @Nullable ... parameters) {
      if (!isLoggable(level)) {
        return;
      }
      String text = text(bundle, format);
      log(level, text == null ? null : filled(text, parameters), (Throwable) null);
    }

    private static @Nullable String text(
        @Nullable ResourceBundle bundle, @Nullable String message) {
      return bundle != null && message != null && bundle.containsKey(message)
          ? bundle.getString(message)
          : message;
    }

    private static String filled(String text, @Nullable Object @Nullable [] parameters) {
      if (parameters == null || parameters.length == 0) {
        return text;
      }
      try {
        return MessageFormat.format(text, parameters);
      } catch (IllegalArgumentException e) { // A log line is no reason to fail.
        return text;
      }
    }

    private static org.slf4j.event.@Nullable Level here(Level level) {
      return switch (level) {
        case ALL, TRACE -> org.slf4j.event.Level.TRACE;
        case DEBUG -> org.slf4j.event.Level.DEBUG;
        case INFO -> org.slf4j.event.Level.INFO;
        case WARNING -> org.slf4j.event.Level.WARN;
        case ERROR -> org.slf4j.event.Level.ERROR;
        case OFF -> null;
      };
    }
  }
}
