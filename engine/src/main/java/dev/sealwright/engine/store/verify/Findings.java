package dev.sealwright.engine.store.verify;

import dev.sealwright.engine.store.sql.AuthorityRow;
import java.util.HexFormat;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Counts what is looked at and passes on what is wrong. Threads: any. */
final class Findings {
  private static final int ID_BYTES = 16;

  final LongAdder authorities = new LongAdder();
  final LongAdder caCertificates = new LongAdder();
  final LongAdder sealed = new LongAdder();
  final LongAdder closed = new LongAdder();
  final LongAdder open = new LongAdder();
  private final LongAdder violations = new LongAdder();
  private final Consumer<Violation> told;

  /**
   * @param told is called by one thread at a time
   */
  Findings(Consumer<Violation> told) {
    this.told = told;
  }

  synchronized void add(@Nullable String authority, @Nullable String serial, String what) {
    violations.increment();
    told.accept(new Violation(authority, serial, what));
  }

  /** An id as it is shown, whatever it has become on record. */
  static String id(byte[] bytes) {
    return bytes.length == ID_BYTES
        ? AuthorityRow.uuid(bytes).toString()
        : HexFormat.of().formatHex(bytes);
  }

  long violations() {
    return violations.sum();
  }
}
