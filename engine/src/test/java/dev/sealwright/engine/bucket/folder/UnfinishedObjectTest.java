package dev.sealwright.engine.bucket.folder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealwright.engine.bucket.ObjectAcl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What others on the machine see of an object while it is being written. */
class UnfinishedObjectTest {
  @ParameterizedTest
  @EnumSource
  void isTheOwnersAlone(ObjectAcl acl, @TempDir Path root) {
    AtomicReference<String> seen = new AtomicReference<>("");
    new FolderBuckets(root, true)
        .put(
            "reports",
            "report.json",
            acl,
            out -> {
              out.write(1);
              seen.set(rights(only(root.resolve("reports"))));
            });
    assertThat(seen).hasValue("rw-------");
  }

  private static Path only(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.findFirst().orElseThrow();
    }
  }

  private static String rights(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }
}
