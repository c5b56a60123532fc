package dev.sealwright.api.event;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file with one event a line, for the owner alone. At its size it is set aside as {@code .1}, the
 * one before that as {@code .2}, and so on.
 *
 * <p>When it cannot be written, events are let go and it is tried again after a while.
 */
final class EventFile implements EventSink {
  private static final Logger LOG = LoggerFactory.getLogger(EventFile.class);
  private static final Duration PAUSE = Duration.ofSeconds(5);

  private final Path file;
  private final long size;
  private final int keep;
  private final Runnable lost;
  private final LongSupplier nanoTime;
  private @Nullable OutputStream out;
  private long written;
  private long brokenUntil;

  /**
   * @param size in bytes
   * @param keep files set aside
   * @param lost called for each event that is let go
   * @param nanoTime a clock that never steps back, in nanoseconds from anywhere
   */
  EventFile(Path file, long size, int keep, Runnable lost, LongSupplier nanoTime) {
    this.file = file;
    this.size = size;
    this.keep = keep;
    this.lost = lost;
    this.nanoTime = nanoTime;
    this.brokenUntil = nanoTime.getAsLong();
  }

  @Override
  public void accept(Event event) {
    line(EventJson.line(event));
  }

  /** One JSON object without line breaks. */
  void line(byte[] json) {
    if (nanoTime.getAsLong() - brokenUntil < 0) {
      lost.run();
      return;
    }
    try {
      write(json);
    } catch (IOException e) {
      broken(e);
      lost.run();
    }
  }

  private void write(byte[] line) throws IOException {
    if (out != null && written + line.length + 1 > size && written > 0) {
      rotate();
    }
    OutputStream to = out == null ? open() : out;
    to.write(line);
    to.write('\n');
    written += line.length + 1;
  }

  private OutputStream open() throws IOException {
    if (!Files.exists(file)) {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }
    written = Files.size(file);
    OutputStream opened =
        new BufferedOutputStream(
            Files.newOutputStream(file, StandardOpenOption.WRITE, StandardOpenOption.APPEND),
            1 << 16);
    out = opened;
    if (written > 0 && !endsWithNewLine()) {
      opened.write('\n'); // a crash cut the last line short
      written++;
    }
    return opened;
  }

  private boolean endsWithNewLine() throws IOException {
    try (SeekableByteChannel channel = Files.newByteChannel(file, StandardOpenOption.READ)) {
      ByteBuffer last = ByteBuffer.allocate(1);
      channel.position(written - 1).read(last);
      return last.get(0) == '\n';
    }
  }

  private void rotate() throws IOException {
    close(out);
    out = null;
    for (int i = keep; i > 0; i--) {
      Path from = i == 1 ? file : aside(i - 1);
      if (Files.exists(from)) {
        Files.move(from, aside(i), StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  private Path aside(int number) {
    return file.resolveSibling(file.getFileName() + "." + number);
  }

  @Override
  public void idle() {
    try {
      if (out != null) {
        out.flush();
      }
    } catch (IOException e) {
      broken(e);
    }
  }

  private void broken(IOException e) {
    LOG.warn("events cannot be written to {}; tried again in {} s", file, PAUSE.toSeconds(), e);
    brokenUntil = nanoTime.getAsLong() + PAUSE.toNanos();
    OutputStream old = out;
    out = null;
    try {
      close(old);
    } catch (IOException again) {
      e.addSuppressed(again);
    }
  }

  private static void close(@Nullable OutputStream old) throws IOException {
    if (old != null) {
      old.close();
    }
  }

  @Override
  public void close() {
    try {
      close(out);
    } catch (IOException e) {
      LOG.warn("the last events were not written to {}", file, e);
    }
    out = null;
  }
}
