package dev.sealwright.engine.bucket.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sealwright.engine.bucket.Buckets;
import dev.sealwright.engine.bucket.BucketsContract;
import dev.sealwright.engine.bucket.ObjectAcl;
import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class S3BucketsTest extends BucketsContract {
  private static final String SECRET = "a secret of the fake store";

  @TempDir private Path folder;
  private final FakeS3 store = new FakeS3(BUCKET);
  private final List<S3Buckets> opened = new ArrayList<>();

  @AfterEach
  void close() {
    opened.forEach(S3Buckets::close);
    store.close();
  }

  private S3Settings settings(S3Encryption encryption, Duration timeout) {
    return new S3Settings(
        Optional.of(store.endpoint()),
        "eu-west-1",
        true,
        Optional.of(new S3Key(FakeS3.KEY_ID, SECRET)),
        encryption,
        timeout,
        folder.resolve("spool"));
  }

  private S3Buckets open(S3Settings settings) {
    S3Buckets buckets = new S3Buckets(settings);
    opened.add(buckets);
    return buckets;
  }

  @Override
  protected Buckets buckets() {
    return open(settings(new S3Encryption.Unasked(), Duration.ofSeconds(20)));
  }

  @Override
  protected Optional<String> read(String key) {
    return Optional.ofNullable(store.objects().get(BUCKET + "/" + key))
        .map(stored -> new String(stored.content().toArray(), StandardCharsets.UTF_8));
  }

  private FakeS3.Stored stored(String key) {
    return Optional.ofNullable(store.objects().get(BUCKET + "/" + key)).orElseThrow();
  }

  @ParameterizedTest
  @CsvSource({"PUBLIC_READ, public-read", "BUCKET_OWNER_FULL_CONTROL, bucket-owner-full-control"})
  void theAclGoesWithTheObject(ObjectAcl acl, String said) {
    buckets().put(BUCKET, "crl/a.crl", acl, out -> out.write(1));

    assertThat(stored("crl/a.crl").headers())
        .containsEntry("x-amz-acl", said)
        .containsEntry("Content-Type", "application/pkix-crl")
        .containsEntry("Content-Length", "1")
        .containsKey("x-amz-checksum-sha256")
        .doesNotContainKeys("x-amz-server-side-encryption", "x-amz-trailer");
  }

  @Test
  void encryptionIsAskedFor() {
    open(settings(new S3Encryption.OfTheStore(), Duration.ofSeconds(20)))
        .put(BUCKET, "store", ObjectAcl.PUBLIC_READ, out -> out.write(1));
    open(settings(new S3Encryption.Kms("alias/lists"), Duration.ofSeconds(20)))
        .put(BUCKET, "kms", ObjectAcl.PUBLIC_READ, out -> out.write(1));

    assertThat(stored("store").headers()).containsEntry("x-amz-server-side-encryption", "AES256");
    assertThat(stored("kms").headers())
        .containsEntry("x-amz-server-side-encryption", "aws:kms")
        .containsEntry("x-amz-server-side-encryption-aws-kms-key-id", "alias/lists");
  }

  @Test
  void everyCharacterThatAKeyMayHaveArrives() {
    String key = "odd/;:@&=+$,_.!~*()'%41?x";
    put(key, "content");

    assertThat(read(key)).contains("content");
  }

  @Test
  void megabytesArriveWholeAndNothingStaysInTheSpool() throws IOException {
    byte[] block = new byte[1 << 20];
    Arrays.fill(block, (byte) 'x');
    buckets()
        .put(
            BUCKET,
            "large",
            ObjectAcl.PUBLIC_READ,
            out -> {
              for (int i = 0; i < 20; i++) {
                out.write(block);
              }
            });

    assertThat(stored("large").content().length()).isEqualTo(20 << 20);
    assertThatThrownBy(() ->
            buckets()
                .put(
                    BUCKET,
                    "large",
                    ObjectAcl.PUBLIC_READ,
                    out -> {
                      out.write(block);
                      throw new IllegalStateException("a bug");
                    }))
        .isInstanceOf(IllegalStateException.class);
    try (Stream<Path> left = Files.list(folder.resolve("spool"))) {
      assertThat(left).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          403 | AccessDenied                   | BUCKET_OWNER_FULL_CONTROL alone
          400 | AccessControlListNotSupported  | takes no ACL other than
          404 | NoSuchBucket                   | there is no such bucket
          301 | PermanentRedirect              | in another region
          500 | InternalError                  | status 500
          """)
  void aRefusalSaysWhyInWordsOfOurs(int status, String code, String why) {
    store.become(new FakeS3.Mood.Refusing(status, code));

    assertThatThrownBy(() -> put("key", "content"))
        .isInstanceOfSatisfying(
            CaException.class, e -> assertThat(e.failure()).isEqualTo(Failure.BUCKET_REFUSED))
        .hasMessageContaining(why)
        .hasMessageContaining("Check your S3 bucket permissions and try again")
        .hasMessageNotContaining("internal-host-7")
        .hasMessageNotContaining(SECRET);
  }

  @Test
  void aStoreThatIsBusyIsAskedAgain() {
    store.become(new FakeS3.Mood.RefusingAtFirst(503, 2));
    put("key", "content");

    assertThat(store.requests()).hasSize(3);
    assertThat(read("key")).contains("content");
  }

  @Test
  void aStoreThatFailsIsNotAskedForEver() {
    store.become(new FakeS3.Mood.Refusing(500, "InternalError"));
    assertFails(Failure.BUCKET_REFUSED, BUCKET, "key");
    assertThat(store.requests()).hasSize(3);
    assertThatThrownBy(() -> buckets().exists(BUCKET)).isInstanceOf(CaException.class);
  }

  @Test
  void aBucketThatMayNotBeLookedAtMayBeWritten() {
    store.become(new FakeS3.Mood.Refusing(403, "AccessDenied"));
    assertThat(buckets().exists(BUCKET)).isTrue();
  }

  @Test
  void aStoreThatIsSilentOrCutsOffIsGivenUp() {
    S3Buckets hasty = open(settings(new S3Encryption.Unasked(), Duration.ofMillis(200)));
    for (FakeS3.Mood mood : List.of(new FakeS3.Mood.Silent(), new FakeS3.Mood.Cutting())) {
      store.become(mood);
      assertThatThrownBy(() -> hasty.put(BUCKET, "key", ObjectAcl.PUBLIC_READ, out -> out.write(1)))
          .isInstanceOf(CaException.class)
          .hasMessageContaining("cannot be reached");
    }
    assertThat(store.objects()).isEmpty();
  }

  @Test
  void nobodyIsThere() throws IOException {
    int free;
    try (var socket = new ServerSocket(0)) {
      free = socket.getLocalPort();
    }
    S3Settings nowhere =
        new S3Settings(
            Optional.of(URI.create("http://127.0.0.1:" + free)),
            "eu-west-1",
            true,
            Optional.of(new S3Key(FakeS3.KEY_ID, SECRET)),
            new S3Encryption.Unasked(),
            Duration.ofSeconds(1),
            folder.resolve("spool"));
    assertThatThrownBy(() -> open(nowhere).exists(BUCKET))
        .isInstanceOf(CaException.class)
        .hasMessageContaining("cannot be reached");
  }

  @Test
  void theAdministratorsKeyIsNeverShownToTheStore() {
    S3Settings keyless =
        new S3Settings(
            Optional.of(store.endpoint()),
            "eu-west-1",
            true,
            Optional.empty(),
            new S3Encryption.Unasked(),
            Duration.ofSeconds(5),
            folder.resolve("spool"));
    // The place next to the variables in the chain that the SDK has by itself.
    System.setProperty("aws.accessKeyId", FakeS3.KEY_ID);
    System.setProperty("aws.secretAccessKey", SECRET);
    System.setProperty("aws.disableEc2Metadata", "true");
    try {
      S3Buckets buckets = open(keyless);
      assertThatThrownBy(() -> buckets.exists(BUCKET)).isInstanceOf(CaException.class);
      assertThat(store.requests()).isEmpty();
    } finally {
      System.clearProperty("aws.accessKeyId");
      System.clearProperty("aws.secretAccessKey");
      System.clearProperty("aws.disableEc2Metadata");
    }
  }

  @Test
  void whatACrashLeftInTheSpoolIsRemoved() throws IOException {
    Path spool = Files.createDirectories(folder.resolve("spool"));
    Path left = Files.writeString(spool.resolve("put123.object"), "half");
    Path other = Files.writeString(spool.resolve("notes.txt"), "of somebody");
    put("key", "content");

    assertThat(left).doesNotExist();
    assertThat(other).exists();
  }

  @Test
  void theSecretIsInNoStringForm() {
    S3Settings settings = settings(new S3Encryption.Unasked(), Duration.ofSeconds(1));
    assertThat(settings.toString()).contains(FakeS3.KEY_ID).doesNotContain(SECRET);
  }
}
