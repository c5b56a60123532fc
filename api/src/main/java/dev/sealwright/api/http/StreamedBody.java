package dev.sealwright.api.http;

import java.io.IOException;
import java.io.OutputStream;

/**
 * The body of one answer, written as it is read and never held in full.
 *
 * <p>Threads: the connection's. The front closes it in every case, also when it is not written.
 */
public interface StreamedBody extends AutoCloseable {
  /** In bytes. */
  long length();

  /**
   * Writes exactly {@link #length} bytes; called once at most.
   *
   * @throws IOException when they cannot be had: the connection is closed then, so that nobody
   *     takes the part for the whole
   */
  void writeTo(OutputStream out) throws IOException;

  @Override
  void close();
}
