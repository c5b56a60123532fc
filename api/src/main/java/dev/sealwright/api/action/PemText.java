package dev.sealwright.api.action;

import dev.sealwright.engine.x509.Octets;
import dev.sealwright.engine.x509.Pem;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Certificates as the wire carries them in answers: PEM without a line feed at the end. */
final class PemText {
  private PemText() {}

  static String of(Octets certificate) {
    return Pem.encode("CERTIFICATE", certificate);
  }

  /** The blocks one below the other; an empty chain is an absent member. */
  static @Nullable String chain(List<Octets> certificates) {
    return certificates.isEmpty()
        ? null
        : certificates.stream().map(PemText::of).collect(Collectors.joining("\n"));
  }
}
