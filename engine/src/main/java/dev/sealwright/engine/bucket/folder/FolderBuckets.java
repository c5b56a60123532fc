package dev.sealwright.engine.bucket.folder;

import dev.sealwright.engine.bucket.BucketName;
import dev.sealwright.engine.bucket.Buckets;
import dev.sealwright.engine.bucket.ObjectAcl;
import dev.sealwright.engine.bucket.ObjectKey;
import dev.sealwright.engine.bucket.PublicObject;
import dev.sealwright.engine.bucket.PublicObjects;
import dev.sealwright.engine.fault.CaException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.UUID;

/**
 * Buckets that are folders beside each other under one root.
 *
 * <p>An object is written beside its place under a name that no key can have, for the owner alone,
 * synced, and renamed. Its folder is synced too, and so are those above it when they are new.
 * PUBLIC_READ objects are readable by everyone, others by the owner.
 *
 * <p>Neither a bucket nor a folder inside it may be a symbolic link: a link would let whoever made
 * it point our writes elsewhere.
 *
 * <p>Threads: as the SPI says; of two writers of one key the last to rename wins.
 */
public final class FolderBuckets implements Buckets, PublicObjects {
  /** '#' is in no key, so that a half-written file is never taken for an object. */
  private static final String UNFINISHED = "#unfinished-";

  private static final boolean POSIX =
      Path.of("").getFileSystem().supportedFileAttributeViews().contains("posix");

  /** Until it is whole nobody reads an object: one of a million lines is written for a while. */
  private static final FileAttribute<?>[] HIDDEN =
      POSIX
          ? new FileAttribute<?>[] {
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
          }
          : new FileAttribute<?>[0];

  private final Path root;
  private final boolean making;

  /**
   * @param root made when something is put into it
   * @param making a bucket that is not there is made, instead of refused
   */
  public FolderBuckets(Path root, boolean making) {
    this.root = root.toAbsolutePath().normalize();
    this.making = making;
  }

  @Override
  public boolean exists(String bucket) {
    BucketName.require(bucket);
    Path folder = root.resolve(bucket);
    return isFolder(folder) || (making && !Files.exists(folder, LinkOption.NOFOLLOW_LINKS));
  }

  @Override
  public void put(String bucket, String key, ObjectAcl acl, Content content) {
    BucketName.require(bucket);
    ObjectKey.require(key);
    Path folder;
    Path unfinished;
    Path object;
    try {
      folder = folder(bucket, key);
      object = folder.resolve(key.substring(key.lastIndexOf('/') + 1));
      if (isFolder(object)) {
        throw new IOException("a folder is in the way of the object");
      }
      unfinished = Files.createFile(folder.resolve(UNFINISHED + UUID.randomUUID()), HIDDEN);
    } catch (IOException e) {
      throw Buckets.refused(bucket, e);
    }
    boolean done = false;
    try {
      write(unfinished, acl, content);
      Files.move(
          unfinished, object, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      sync(folder);
      done = true;
    } catch (IOException e) {
      throw Buckets.refused(bucket, e);
    } finally {
      if (!done) {
        remove(unfinished);
      }
    }
  }

  /** The mode of its file says whether everyone may read it; where files have none, nothing is. */
  @Override
  public Optional<PublicObject> open(String bucket, String key) throws IOException {
    try {
      BucketName.require(bucket);
      ObjectKey.require(key);
    } catch (CaException e) {
      return Optional.empty();
    }
    Path place = root.resolve(bucket);
    for (String segment : key.split("/", -1)) {
      if (!POSIX || !isFolder(place)) {
        return Optional.empty();
      }
      place = place.resolve(segment);
    }
    return FolderObject.open(place);
  }

  private static void write(Path file, ObjectAcl acl, Content content) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16);
      content.writeTo(out);
      out.flush();
      if (POSIX) {
        Files.setPosixFilePermissions(
            file,
            PosixFilePermissions.fromString(
                acl == ObjectAcl.PUBLIC_READ ? "rw-r--r--" : "rw-------"));
      }
      channel.force(true);
    }
  }

  /** The folder of the object, made as far as it is missing. */
  private Path folder(String bucket, String key) throws IOException {
    Path folder = root.resolve(bucket);
    if (making) {
      Files.createDirectories(root);
      makeFolder(root, folder);
    }
    requireFolder(folder);
    String[] segments = key.split("/", -1);
    for (int i = 0; i < segments.length - 1; i++) {
      Path above = folder;
      folder = above.resolve(segments[i]);
      makeFolder(above, folder);
      requireFolder(folder);
    }
    return folder;
  }

  private static void makeFolder(Path above, Path folder) throws IOException {
    try {
      Files.createDirectory(folder);
      sync(above);
    } catch (FileAlreadyExistsException e) {
      // What it is, is asked next.
    }
  }

  private static void requireFolder(Path folder) throws IOException {
    if (!isFolder(folder)) {
      throw new IOException(folder.getFileName() + " is not a folder, or is a link");
    }
  }

  private static boolean isFolder(Path folder) {
    return Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS);
  }

  /** Power loss must not take away the name of an object that was put. */
  private static void sync(Path folder) throws IOException {
    if (POSIX) {
      try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }

  private static void remove(Path unfinished) {
    try {
      Files.deleteIfExists(unfinished);
    } catch (IOException e) {
      // The failure that led here is the one to report; the file's name is no key.
    }
  }
}
