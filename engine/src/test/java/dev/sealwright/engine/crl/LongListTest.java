package dev.sealwright.engine.crl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealwright.engine.store.embedded.ChildJvm;
import dev.sealwright.engine.x509.OpenSsl;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A list is not in memory while it is made. */
class LongListTest {
  private static final int ENTRIES = 100_000;

  /** Less than what the entries take as objects, and enough for the libraries. */
  private static final String HEAP = "-Xmx24m";

  @TempDir private Path folder;

  @Test
  void aLongListIsMadeInASmallHeap() throws Exception {
    Process writer =
        ChildJvm.start(
            List.of(),
            List.of(HEAP, "-XX:+UseSerialGC"),
            folder,
            LongListWriter.class,
            folder.toString(),
            Integer.toString(ENTRIES));
    try {
      assertThat(writer.waitFor(5, TimeUnit.MINUTES)).as("it ends").isTrue();
    } finally {
      writer.destroyForcibly();
    }
    assertThat(writer.exitValue()).isZero();
    assertThat(Files.size(folder.resolve("list.der"))).isBetween(49L * ENTRIES, 50L * ENTRIES);
    OpenSsl openSsl = new OpenSsl(folder);
    assertThat(
            openSsl.run("crl", "-inform", "DER", "-in", "list.der", "-CAfile", "ca.pem", "-noout"))
        .contains("verify OK");
    openSsl.run("crl", "-inform", "DER", "-in", "list.der", "-text", "-out", "list.txt");
    long named;
    try (var lines = Files.lines(folder.resolve("list.txt"))) {
      named = lines.filter(line -> line.contains("Serial Number:")).count();
    }
    assertThat(named).isEqualTo(ENTRIES);
  }
}
