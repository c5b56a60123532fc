package dev.sealwright.engine.crl;

import dev.sealwright.engine.x509.CertificateList;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/**
 * A list that is signed and not published yet.
 *
 * @param covered how many revocations were on record before it was written
 * @param count of the entries
 * @param frame of the whole
 * @param file the entries, which are gone when it is closed
 */
record SignedList(
    CertificateList list,
    Instant generatedAt,
    long covered,
    long count,
    CertificateList.Frame frame,
    Path file)
    implements AutoCloseable {
  void writeTo(OutputStream out) throws IOException {
    write(frame, file, out);
  }

  /** The entries with what stands around them. */
  static void write(CertificateList.Frame frame, Path entries, OutputStream out)
      throws IOException {
    out.write(frame.before().toArray());
    Files.copy(entries, out);
    out.write(frame.after().toArray());
  }

  @Override
  public void close() {
    Scratch.remove(file);
  }
}
