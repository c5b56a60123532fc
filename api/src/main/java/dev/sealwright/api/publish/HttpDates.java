package dev.sealwright.api.publish;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/** The one form of dates that senders may use (RFC 9110 5.6.7). */
final class HttpDates {
  private static final DateTimeFormatter FORM =
      DateTimeFormatter.ofPattern("EEE, dd MMM uuuu HH:mm:ss 'GMT'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private HttpDates() {}

  static String text(Instant time) {
    return FORM.format(time);
  }

  /** Nothing for what is not in this form: a condition on such a date is as good as none. */
  static Optional<Instant> read(String text) {
    try {
      return Optional.of(FORM.parse(text, Instant::from));
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
