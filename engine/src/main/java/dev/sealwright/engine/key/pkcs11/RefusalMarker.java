package dev.sealwright.engine.key.pkcs11;

import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers across restarts that a token refused its PIN (INVARIANT I7): a process that is started
 * again and again would lock the token otherwise. A file that holds when and why, never the PIN; an
 * operator removes it once the PIN is right.
 *
 * <p>Threads: as its token.
 */
public final class RefusalMarker {
  private static final Logger LOG = LoggerFactory.getLogger(RefusalMarker.class);

  /** For tokens whose refusals are remembered by the process alone. */
  public static final RefusalMarker NONE = new RefusalMarker(null);

  private static final FileAttribute<?> OWNER_FOLDER =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private static final int MAX_LENGTH = 4096;

  private final @Nullable Path file;

  private RefusalMarker(@Nullable Path file) {
    this.file = file;
  }

  /**
   * A marker in a folder of such.
   *
   * @param folder made with the first refusal
   * @param token name of the token
   */
  public static RefusalMarker in(Path folder, String token) {
    return new RefusalMarker(
        folder.resolve(URLEncoder.encode(token, StandardCharsets.UTF_8) + ".pin-refused"));
  }

  /**
   * What was remembered, and how to clear it.
   *
   * @throws CaException TOKEN_UNAVAILABLE when it cannot be told: then no PIN is sent either
   */
  Optional<String> remembered() {
    if (file == null) {
      return Optional.empty();
    }
    try (var in = Files.newInputStream(file)) {
      return Optional.of(
          new String(in.readNBytes(MAX_LENGTH), StandardCharsets.UTF_8).strip() + remedy(file));
    } catch (NoSuchFileException never) {
      return Optional.empty();
    } catch (IOException e) {
      throw new CaException(
          Failure.TOKEN_UNAVAILABLE,
          "whether the PIN was refused before cannot be read: " + file,
          e);
    }
  }

  /**
   * Remembers, durably if that is possible at all.
   *
   * @return what happened, and how to clear it
   */
  String remember(CryptokiException answer) {
    String what =
        "the PIN was refused on "
            + Instant.now().truncatedTo(ChronoUnit.SECONDS)
            + " ("
            + answer.getMessage()
            + ") and is not tried again";
    if (file == null) {
      return what + "; correct it and restart";
    }
    try {
      write(file, what);
      return what + remedy(file);
    } catch (IOException notOnDisk) {
      LOG.error("a restart would try the PIN again: {} cannot be written", file, notOnDisk);
      return what + "; correct it before a restart";
    }
  }

  private static void write(Path file, String what) throws IOException {
    Files.createDirectories(file.toAbsolutePath().getParent(), OWNER_FOLDER);
    Files.writeString(file, what + "\n");
    for (Path written : new Path[] {file, file.toAbsolutePath().getParent()}) {
      try (var channel = FileChannel.open(written, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }

  private static String remedy(Path file) {
    return "; correct it, remove " + file + " and restart";
  }
}
