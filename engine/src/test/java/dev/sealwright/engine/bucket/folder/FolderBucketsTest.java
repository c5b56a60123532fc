package dev.sealwright.engine.bucket.folder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealwright.engine.bucket.Buckets;
import dev.sealwright.engine.bucket.BucketsContract;
import dev.sealwright.engine.bucket.ObjectAcl;
import dev.sealwright.engine.bucket.PublicObject;
import dev.sealwright.engine.fault.Failure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FolderBucketsTest extends BucketsContract {
  @TempDir private Path home;

  @BeforeEach
  void makeBucket() throws IOException {
    Files.createDirectories(bucket());
  }

  @Override
  protected Buckets buckets() {
    return new FolderBuckets(home.resolve("buckets"), false);
  }

  @Override
  protected Optional<String> read(String key) {
    Path object = bucket().resolve(key);
    try {
      return Files.exists(object) ? Optional.of(Files.readString(object)) : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aMakingOneMakesTheBucketsThatAreNamed() {
    Path root = home.resolve("made/buckets");
    var making = new FolderBuckets(root, true);

    assertThat(making.exists("new-bucket")).isTrue();
    assertThat(root).doesNotExist();
    making.put("new-bucket", "a/b", ObjectAcl.PUBLIC_READ, out -> out.write('x'));

    assertThat(root.resolve("new-bucket/a/b")).hasContent("x");
  }

  @Test
  void theAclIsTheModeOfTheFile() throws IOException {
    put("public", "x");
    buckets().put(BUCKET, "private", ObjectAcl.BUCKET_OWNER_FULL_CONTROL, out -> out.write('x'));

    assertThat(Files.getPosixFilePermissions(bucket().resolve("public")))
        .contains(PosixFilePermission.OTHERS_READ)
        .doesNotContain(PosixFilePermission.OTHERS_WRITE);
    assertThat(Files.getPosixFilePermissions(bucket().resolve("private")))
        .containsExactlyInAnyOrder(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
  }

  @Test
  void noLinkLeadsOutOfTheBucket() throws IOException {
    Path outside = Files.createDirectory(home.resolve("outside"));
    Files.createSymbolicLink(bucket().resolve("link"), outside);
    Files.createSymbolicLink(home.resolve("buckets/linked-bucket"), outside);
    Path victim = Files.writeString(outside.resolve("victim"), "untouched");
    Files.createSymbolicLink(bucket().resolve("object"), victim);

    assertFails(Failure.BUCKET_REFUSED, BUCKET, "link/key");
    assertFails(Failure.BUCKET_REFUSED, "linked-bucket", "key");
    assertThat(buckets().exists("linked-bucket")).isFalse();
    put("object", "replaces the link, not what it points to");

    assertThat(victim).hasContent("untouched");
    assertThat(read("object")).contains("replaces the link, not what it points to");
    assertThat(names(outside)).containsExactly("victim");
  }

  @Test
  void nothingUnfinishedStaysBehind() throws IOException {
    put("key", "content");
    contentThrows();
    Files.createDirectory(bucket().resolve("folder"));
    assertFails(Failure.BUCKET_REFUSED, BUCKET, "folder");
    assertFails(Failure.BUCKET_REFUSED, BUCKET, "key/below-an-object");

    assertThat(names(bucket())).containsExactlyInAnyOrder("key", "folder");
  }

  @Test
  void onlyWhatEveryoneMayReadIsOpened() throws IOException {
    FolderBuckets folders = new FolderBuckets(home.resolve("buckets"), false);
    put("crl/public", "content");
    folders.put(BUCKET, "private", ObjectAcl.BUCKET_OWNER_FULL_CONTROL, out -> out.write('x'));
    Path outside = Files.writeString(home.resolve("outside"), "x");
    Files.createSymbolicLink(bucket().resolve("link"), outside);
    Files.createSymbolicLink(bucket().resolve("linked"), home);
    Files.createSymbolicLink(home.resolve("buckets/linked-bucket"), bucket());

    for (String key :
        List.of(
            "private",
            "link",
            "linked/outside",
            "crl",
            "absent",
            "crl/public/x",
            "../outside",
            "crl/../private",
            "",
            "/",
            "crl/public/")) {
      assertThat(folders.open(BUCKET, key)).as(key).isEmpty();
    }
    assertThat(folders.open("linked-bucket", "crl/public")).isEmpty();
    assertThat(folders.open("absent", "crl/public")).isEmpty();
    assertThat(folders.open("..", "outside")).isEmpty();
    assertThat(folders.open(BUCKET, "crl/public")).isPresent();
  }

  @Test
  void anOpenObjectStaysWhatItIs() throws IOException {
    FolderBuckets folders = new FolderBuckets(home.resolve("buckets"), false);
    put("key", "before");
    try (PublicObject before = folders.open(BUCKET, "key").orElseThrow()) {
      put("key", "after it");
      ByteBuffer read = ByteBuffer.allocate(100);
      assertThat(before.read(read, 3)).isEqualTo(3);
      assertThat(new String(read.array(), 0, 3, StandardCharsets.US_ASCII)).isEqualTo("ore");
      assertThat(before.size()).isEqualTo(6);
      try (PublicObject after = folders.open(BUCKET, "key").orElseThrow()) {
        assertThat(after.size()).isEqualTo(8);
        assertThat(after.version()).isNotEqualTo(before.version());
        assertThat(after.modified()).isAfterOrEqualTo(before.modified());
      }
    }
  }

  private void contentThrows() {
    try {
      buckets()
          .put(
              BUCKET,
              "key",
              ObjectAcl.PUBLIC_READ,
              out -> {
                throw new IllegalStateException();
              });
    } catch (IllegalStateException e) {
      // As it should.
    }
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.map(Path::getFileName).map(Path::toString).toList();
    }
  }

  private Path bucket() {
    return home.resolve("buckets").resolve(BUCKET);
  }
}
