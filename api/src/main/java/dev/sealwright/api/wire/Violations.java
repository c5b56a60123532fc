package dev.sealwright.api.wire;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The broken constraints of one request, told all at once.
 *
 * <p>Clients match on fragments of this text, so its frame is that of the AWS services. One thread.
 */
final class Violations {
  static final int SHOWN = 20;
  static final int VALUE_LIMIT = 64;

  private final List<String> texts = new ArrayList<>();
  private int count;

  /** Notes a broken constraint; {@code shown} is the value, or null where it is not to be told. */
  void add(@Nullable String shown, CharSequence path, String constraint) {
    note(
        shown == null ? "Value" : "Value '" + Excerpt.of(shown, VALUE_LIMIT) + "'",
        path,
        constraint);
  }

  void addMissing(CharSequence path) {
    note("Value null", path, "Member must not be null");
  }

  /**
   * Ends the request if anything was noted.
   *
   * @throws WireException VALIDATION
   */
  void refuse() {
    if (count == 0) {
      return;
    }
    String head = count + (count == 1 ? " validation error" : " validation errors") + " detected: ";
    String tail = count > SHOWN ? "; and " + (count - SHOWN) + " more" : "";
    throw new WireException(ErrorName.VALIDATION, head + String.join("; ", texts) + tail);
  }

  private void note(String value, CharSequence path, String constraint) {
    count++;
    if (count <= SHOWN) {
      texts.add(value + " at '" + path + "' failed to satisfy constraint: " + constraint);
    }
  }
}
