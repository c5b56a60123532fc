package dev.sealwright.engine.bucket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What every {@link Buckets} must do; the bucket "bucket-1" is there, "absent" is not.
 *
 * <p>The methods are public because Surefire opens a package to JUnit only when it holds a test
 * class of its own.
 */
// JUnit is no part of the module's API.
@SuppressWarnings("exports")
public abstract class BucketsContract {
  protected static final String BUCKET = "bucket-1";

  protected abstract Buckets buckets();

  protected abstract Optional<String> read(String key);

  @Test
  public void anObjectIsThereOnceItWasPutAndReplacesTheOneBefore() {
    put("crl/a.crl", "first, which is longer");
    put("crl/a.crl", "second");
    put("other", "third");

    assertThat(read("crl/a.crl")).contains("second");
    assertThat(read("other")).contains("third");
  }

  @Test
  public void aBucketIsThereOrNot() {
    assertThat(buckets().exists(BUCKET)).isTrue();
    assertThat(buckets().exists("absent")).isFalse();

    assertFails(Failure.BUCKET_REFUSED, "absent", "key");
    assertThat(buckets().exists("absent")).isFalse();
  }

  @Test
  public void contentThatThrowsChangesNothing() {
    put("key", "before");

    assertThatThrownBy(() ->
            buckets()
                .put(
                    BUCKET,
                    "key",
                    ObjectAcl.PUBLIC_READ,
                    out -> {
                      out.write(bytes("half"));
                      throw new IllegalStateException("a bug");
                    }))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() ->
            buckets()
                .put(
                    BUCKET,
                    "key",
                    ObjectAcl.PUBLIC_READ,
                    out -> {
                      out.write(bytes("half"));
                      throw new IOException("a broken source");
                    }))
        .isInstanceOf(CaException.class)
        .hasMessageContaining("Check your S3 bucket permissions and try again");

    assertThat(read("key")).contains("before");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "/key",
        "key/",
        "a//b",
        ".",
        "..",
        "../key",
        "a/../key",
        "a/..",
        "a/./b",
        "...",
        "a\\..\\b",
        "a\u0000b",
        "a\nb",
        "unfinished#1",
        "#unfinished-1",
        "\u4e2d"
      })
  public void keysThatAreNotPlainPathsAreRefused(String key) {
    assertFails(Failure.INVALID_VALUE, BUCKET, key);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "ab",
        "..",
        "a..b",
        "../x",
        "/etc",
        "a/b",
        ".abc",
        "abc.",
        "-abc",
        "abc-",
        "Abc",
        "a_b",
        "127.0.0.1",
        "xn--abc",
        "sthree-a",
        "abc-s3alias",
        "abc--ol-s3",
        "a b c",
        "abc\u0000",
        "abc\n"
      })
  public void bucketsWithAnotherNameAreRefused(String bucket) {
    assertFails(Failure.INVALID_VALUE, bucket, "key");
    assertThatThrownBy(() -> buckets().exists(bucket)).isInstanceOf(CaException.class);
  }

  @Test
  public void namesAreRefusedByLength() {
    assertFails(Failure.INVALID_VALUE, "a".repeat(64), "key");
    assertFails(Failure.INVALID_VALUE, BUCKET, "a".repeat(201));
    assertFails(Failure.INVALID_VALUE, BUCKET, "a/".repeat(512) + "a");
    put("a/".repeat(100) + "a", "deep");
    assertThat(read("a/".repeat(100) + "a")).contains("deep");
  }

  protected final void put(String key, String content) {
    buckets().put(BUCKET, key, ObjectAcl.PUBLIC_READ, out -> out.write(bytes(content)));
  }

  protected final void assertFails(Failure failure, String bucket, String key) {
    assertThatThrownBy(() -> buckets().put(bucket, key, ObjectAcl.PUBLIC_READ, out -> out.write(1)))
        .isInstanceOfSatisfying(CaException.class, e -> assertThat(e.failure()).isEqualTo(failure));
  }

  private static byte[] bytes(String content) {
    return content.getBytes(StandardCharsets.UTF_8);
  }
}
