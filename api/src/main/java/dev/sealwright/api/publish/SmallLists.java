package dev.sealwright.api.publish;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.sealwright.engine.bucket.PublicObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;

/**
 * Small lists, compressed once for each version and kept. Large ones are sent as they are: whoever
 * asks for them must not be able to make this machine compress megabytes each time.
 *
 * <p>Threads: shared.
 */
final class SmallLists {
  /** A partition's list stays below it. */
  private static final int LARGEST = 1 << 20;

  private static final int SMALLEST = 1 << 10;
  private static final long MOST_BYTES = 32L << 20;

  private final Cache<String, Optional<byte[]>> kept =
      Caffeine.newBuilder()
          .maximumWeight(MOST_BYTES)
          .<String, Optional<byte[]>>weigher(
              (_, zipped) -> 256 + zipped.map(b -> b.length).orElse(0))
          .executor(Runnable::run)
          .build();

  /** The list in gzip; nothing when it is not worth it. Not to be written to. */
  Optional<byte[]> of(PublicObject object, ListFacts known) throws IOException {
    if (object.size() > LARGEST || object.size() < SMALLEST) {
      return Optional.empty();
    }
    try {
      return kept.get(known.digest(), _ -> zipped(object));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static Optional<byte[]> zipped(PublicObject object) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream((int) object.size());
    try (GZIPOutputStream out = new GZIPOutputStream(bytes, 1 << 13)) {
      new ObjectBody(object, 0, object.size()).writeTo(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Optional.of(bytes.toByteArray())
        .filter(zipped -> zipped.length < object.size() - object.size() / 10);
  }
}
