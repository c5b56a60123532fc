package dev.sealwright.benchmarks.ocsp;

import java.util.Locale;

/** What the clients of a case send. */
enum Asking {
  /** KEPT with another Content-Type, which the listener refuses before it looks at the body. */
  BARE(415, false),
  /** By POST, without nonce: the answer is kept. */
  KEPT(200, true),
  /** KEPT_GET under another path of the same length, at which there is nothing. */
  BARE_GET(404, false),
  /** By GET, without nonce. */
  KEPT_GET(200, true),
  /** By POST, each with a nonce of its own: signed afresh. */
  NONCE(200, true);

  private final int status;
  private final boolean ocsp;

  Asking(int status, boolean ocsp) {
    this.status = status;
    this.ocsp = ocsp;
  }

  /** The status of a right answer. */
  int status() {
    return status;
  }

  /** Whether a right answer is an OCSPResponse. */
  boolean isOcsp() {
    return ocsp;
  }

  /** As the lines name it. */
  String caseName() {
    return "ocsp-" + name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
