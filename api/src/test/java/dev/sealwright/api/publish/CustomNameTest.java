package dev.sealwright.api.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.bucket.ObjectAcl;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lists under the CustomCname of a CA. */
class CustomNameTest {
  @TempDir Path folder;

  @Test
  void theWholePathIsTheKeyInTheBucketsOfWhoHasTheName() throws IOException {
    List<Authority> authorities =
        List.of(
            Published.authority("crl.Example.com", "bucket-one", null),
            Published.authority("crl.example.com", "bucket-two", null),
            Published.authority("other.example.com:8081", "bucket-three", null),
            Published.authority(null, "bucket-four", null));
    byte[] list = TestLists.in(folder).list(1);
    try (PublicationFixture server =
        new PublicationFixture(folder.resolve("buckets"), 100_000, Optional.empty(), authorities)) {
      for (String bucket : List.of("bucket-one", "bucket-two", "bucket-three", "bucket-four")) {
        server.buckets.put(
            bucket, "crl/" + bucket + ".crl", ObjectAcl.PUBLIC_READ, out -> out.write(list));
      }
      assertFound(server, "crl.example.com", "/crl/bucket-one.crl", 200);
      assertFound(server, "CRL.EXAMPLE.COM", "/crl/bucket-two.crl", 200);
      assertFound(server, "crl.example.com.", "/crl/bucket-two.crl", 200);
      assertFound(server, "crl.example.com:80", "/crl/bucket-two.crl", 200);
      assertFound(server, "other.example.com:8081", "/crl/bucket-three.crl", 200);
      assertFound(server, "other.example.com", "/crl/bucket-three.crl", 200);
      // Neither another's bucket, nor a name that is none of theirs.
      assertFound(server, "crl.example.com", "/crl/bucket-three.crl", 404);
      assertFound(server, "evil.example.com", "/crl/bucket-one.crl", 404);
      assertFound(server, "", "/crl/bucket-one.crl", 400);
      // By bucket path it is there under any name: whoever has the address needs no name.
      assertFound(server, "evil.example.com", "/bucket-four/crl/bucket-four.crl", 200);
      assertThat(
              server
                  .ask("GET", "/crl/bucket-one.crl", "Host: crl.example.com", "Host: x.example")
                  .status())
          .isIn(400, 404);
    }
  }

  private static void assertFound(PublicationFixture server, String host, String path, int status)
      throws IOException {
    assertThat(server.ask("GET", path, "Host: " + host).status()).as(host + path).isEqualTo(status);
  }

  @Test
  void theRecordIsReadAgainAfterAWhileHoweverManyAsk() {
    AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
    AtomicInteger reads = new AtomicInteger();
    List<Authority> authorities = new ArrayList<>();
    CustomNames names =
        new CustomNames(
            () -> {
              reads.incrementAndGet();
              return authorities;
            },
            now::get);
    for (int i = 0; i < 1_000; i++) {
      assertThat(names.buckets("host-" + i)).isEmpty();
    }
    assertThat(reads).hasValue(1);
    authorities.add(Published.authority("late.example.com", "late-bucket", "ocsp.example.com"));
    now.addAndGet(Duration.ofSeconds(3).toNanos());
    assertThat(names.buckets("late.example.com")).containsExactly("late-bucket");
    assertThat(names.responders("ocsp.example.com")).hasSize(1);
    assertThat(reads).hasValue(2);
  }
}
