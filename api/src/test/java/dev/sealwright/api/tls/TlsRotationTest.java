package dev.sealwright.api.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealwright.api.auth.HandClock;
import dev.sealwright.api.http.LogCapture;
import dev.sealwright.api.tls.TlsCertificates.Made;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two files that change under a listener. */
@Timeout(60)
@SuppressWarnings("NullAway.Init") // set before each test
class TlsRotationTest {
  @TempDir Path folder;

  private final HandClock clock = new HandClock(Instant.now().plusSeconds(60));
  private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  private TlsCertificates openssl;
  private Made first;
  private Made second;
  private TlsFiles files;

  @BeforeEach
  void certificates() throws IOException {
    openssl = new TlsCertificates(folder);
    Made root = openssl.root("root");
    first = openssl.server("first", root);
    second = openssl.server("second", root);
    files =
        new TlsFiles(
            Files.copy(first.certificate(), folder.resolve("served.crt")),
            Files.copy(
                first.key(), folder.resolve("served.key"), StandardCopyOption.COPY_ATTRIBUTES));
  }

  @Test
  void servesAGoodPairFromTheNextLookOn() throws IOException {
    try (TlsRotation rotation = new TlsRotation(files, clock, metrics)) {
      rotation.look();
      assertThat(subject(rotation)).isEqualTo("CN=first");
      openssl.replace(files, second.certificate(), second.key());
      rotation.look();
      assertThat(subject(rotation)).isEqualTo("CN=second");
    }
  }

  @Test
  void keepsTheOldOneWhileTheFilesAreBadAndSaysSoOnce() throws IOException {
    try (LogCapture log = new LogCapture(TlsRotation.class);
        TlsRotation rotation = new TlsRotation(files, clock, metrics)) {
      openssl.replace(files, second.certificate(), first.key());
      rotation.look();
      assertThat(log.messages()).as("the other file may be on its way").isEmpty();
      for (int i = 0; i < 5; i++) {
        rotation.look();
        assertThat(subject(rotation)).isEqualTo("CN=first");
      }
      assertThat(log.messages())
          .containsExactly(
              "the TLS certificate is not changed: "
                  + files.key()
                  + ": the key does not match the certificate in "
                  + files.certificate());
      Files.delete(files.certificate());
      rotation.look();
      rotation.look();
      rotation.look();
      assertThat(log.messages()).hasSize(2);
      assertThat(log.messages().getLast()).contains("there is no such file");
      openssl.replace(files, second.certificate(), second.key());
      rotation.look();
      assertThat(subject(rotation)).isEqualTo("CN=second");
    }
  }

  @Test
  void saysNothingOfAPairThatWasHalfWrittenForOneLook() throws IOException {
    try (LogCapture log = new LogCapture(TlsRotation.class);
        TlsRotation rotation = new TlsRotation(files, clock, metrics)) {
      openssl.replace(files, second.certificate(), first.key());
      rotation.look();
      openssl.replace(files, second.certificate(), second.key());
      rotation.look();
      assertThat(subject(rotation)).isEqualTo("CN=second");
      openssl.replace(files, first.certificate(), second.key());
      rotation.look();
      openssl.replace(files, second.certificate(), second.key());
      rotation.look();
      assertThat(log.messages()).isEmpty();
    }
  }

  @Test
  void takesAPairThatTimeHasMadeGood() throws IOException {
    try (TlsRotation rotation = new TlsRotation(files, clock, metrics)) {
      openssl.replace(files, second.certificate(), second.key());
      clock.advance(Duration.ofDays(-1));
      rotation.look();
      rotation.look();
      assertThat(subject(rotation)).isEqualTo("CN=first");
      clock.advance(Duration.ofDays(1));
      rotation.look();
      assertThat(subject(rotation)).isEqualTo("CN=second");
    }
  }

  @Test
  void reportsTheEndOnceADayAndMeasuresIt() throws IOException {
    try (LogCapture log = new LogCapture(TlsRotation.class);
        TlsRotation rotation = new TlsRotation(files, clock, metrics)) {
      Instant expiry = rotation.chain().getFirst().getNotAfter().toInstant();
      assertThat(metrics.get("sealwright.tls.certificate.expiry").gauge().value())
          .isEqualTo((double) expiry.getEpochSecond());
      clock.set(expiry.minus(Duration.ofDays(7)).minusSeconds(1));
      rotation.look();
      assertThat(log.messages()).isEmpty();
      clock.advance(Duration.ofSeconds(2));
      rotation.look();
      rotation.look();
      clock.advance(Duration.ofHours(23));
      rotation.look();
      assertThat(log.messages())
          .containsExactly(
              "the TLS certificate in " + files.certificate() + " expires at " + expiry);
      clock.advance(Duration.ofHours(1));
      rotation.look();
      assertThat(log.messages()).hasSize(2);
      clock.set(expiry.plusSeconds(1));
      rotation.look();
      rotation.look();
      assertThat(log.messages()).hasSize(3);
      assertThat(log.messages().getLast()).endsWith("is expired since " + expiry);
      assertThat(subject(rotation)).as("served all the same").isEqualTo("CN=first");
    }
  }

  @Test
  void itsThreadLooksUntilItIsClosed() throws IOException {
    try (TlsRotation rotation = new TlsRotation(files, clock, metrics)) {
      rotation.start();
      assertThat(threads()).isEqualTo(1);
      openssl.replace(files, second.certificate(), second.key());
      while (!subject(rotation).equals("CN=second")) {
        LockSupport.parkNanos(1_000_000);
      }
    }
    while (threads() > 0) {
      LockSupport.parkNanos(1_000_000);
    }
  }

  private static long threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("sealwright-tls-rotation"))
        .count();
  }

  private static String subject(TlsRotation rotation) {
    return rotation.chain().getFirst().getSubjectX500Principal().getName();
  }
}
