package dev.sealwright.benchmarks.http;

import dev.sealwright.benchmarks.line.LineCase;
import java.util.List;

/**
 * One case: a CA key on a token behind a server.
 *
 * @param tls whether the callers speak TLS
 */
record HttpCase(LineCase subject, boolean tls) {
  static final List<HttpCase> ALL =
      List.of(
          new HttpCase(LineCase.DIALLED_2000, false),
          new HttpCase(LineCase.DIALLED_2000, true),
          new HttpCase(LineCase.named("p-256"), false),
          new HttpCase(LineCase.named("p-256"), true));

  String name() {
    return "http-" + subject.name() + (tls ? "-tls" : "");
  }

  /** The yardstick: the engine where the token leaves it room, else the token itself. */
  boolean besideEngine() {
    return subject.isDialled();
  }
}
