package dev.sealwright.api.tls;

import java.io.IOException;
import java.nio.file.Path;

/** A file that TLS needs cannot be used; the message says which and why. */
public final class TlsFileException extends IOException {
  private static final long serialVersionUID = 1L;

  TlsFileException(Path file, String reason) {
    super(file + ": " + reason);
  }
}
