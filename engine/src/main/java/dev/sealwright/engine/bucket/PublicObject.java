package dev.sealwright.engine.bucket;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;

/**
 * One version of an object that everyone may read, open. It stays what it is while it is open, also
 * when another object is put in its place.
 *
 * <p>Threads: one at a time.
 */
public interface PublicObject extends AutoCloseable {
  /** In bytes. */
  long size();

  /** When it was put. */
  Instant modified();

  /** Differs from that of every other version of every object that is there at the same time. */
  String version();

  /**
   * Reads from a position into what is left of the buffer, as much as there is at once.
   *
   * @return how many bytes; -1 at the end
   */
  int read(ByteBuffer buffer, long position) throws IOException;

  @Override
  void close();
}
