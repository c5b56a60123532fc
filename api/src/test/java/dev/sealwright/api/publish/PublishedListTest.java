package dev.sealwright.api.publish;

import static dev.sealwright.api.publish.PublicationFixture.BUCKET;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sealwright.api.auth.HandClock;
import dev.sealwright.api.http.RawClient;
import dev.sealwright.api.http.RawClient.Answer;
import dev.sealwright.engine.bucket.ObjectAcl;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Lists as relying parties fetch them, read by curl, openssl and the JDK. */
class PublishedListTest {
  private static final String KEY = "crl/a.crl";
  private static final String PATH = "/" + BUCKET + "/" + KEY;

  @TempDir Path folder;
  private TestLists lists;

  @BeforeEach
  void makeCa() {
    lists = TestLists.in(folder);
  }

  private PublicationFixture fixture() {
    return new PublicationFixture(folder.resolve("buckets"));
  }

  private byte[] fetched(PublicationFixture server, String... options) throws IOException {
    Path file = folder.resolve("fetched");
    List<String> command = new ArrayList<>(List.of("curl", "-sS", "--fail", "-o", file.toString()));
    command.addAll(List.of(options));
    command.add(server.url(PATH));
    TestLists.run(folder, command);
    return Files.readAllBytes(file);
  }

  @Test
  void curlFetchesWhatWasPutAndOpensslVerifiesIt() throws IOException, GeneralSecurityException {
    byte[] list = lists.list(100);
    try (PublicationFixture server = fixture()) {
      server.put(KEY, list);
      assertThat(fetched(server)).isEqualTo(list);
      lists.verify(folder.resolve("fetched"));
      X509CRL read =
          (X509CRL)
              CertificateFactory.getInstance("X.509")
                  .generateCRL(new ByteArrayInputStream(fetched(server)));
      assertThat(read.getRevokedCertificates()).hasSize(100);
      Answer answer = server.ask("HEAD", PATH);
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.header("content-type")).isEqualTo("application/pkix-crl");
      assertThat(answer.header("content-length")).isEqualTo(Integer.toString(list.length));
      assertThat(answer.header("etag")).matches("\"[0-9a-f]{32}\"");
      assertThat(answer.header("accept-ranges")).isEqualTo("bytes");
      assertThat(answer.header("vary")).isEqualTo("Accept-Encoding");
      long age = Long.parseLong(answer.header("cache-control").replace("public, max-age=", ""));
      long left = Duration.between(Instant.now(), read.getNextUpdate().toInstant()).toSeconds();
      assertThat(age).isBetween(left - 1, left + 60).isGreaterThan(600_000);
    }
  }

  @Test
  void clientsOfOldAreServed() throws IOException {
    byte[] list = lists.list(1_000);
    try (PublicationFixture server = fixture();
        RawClient client = new RawClient(server.port())) {
      server.put(KEY, list);
      assertThat(fetched(server, "--http1.0")).isEqualTo(list);
      String request = "GET " + PATH + " HTTP/1.0\r\nHost: localhost\r\n\r\n";
      for (int i = 0; i < request.length(); i++) {
        client.send(request.substring(i, i + 1));
      }
      Answer answer = client.answer();
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.header("connection")).isEqualToIgnoringCase("close");
      assertThat(client.closed()).isTrue();
    }
  }

  @Test
  void aListOfMegabytesPassesWhole() throws IOException {
    byte[] list = lists.list(60_000);
    assertThat(list.length).isGreaterThan(2 << 20);
    try (PublicationFixture server = fixture()) {
      server.put(KEY, list);
      assertThat(fetched(server)).isEqualTo(list);
      assertThat(fetched(server, "-r", "1000000-1999999"))
          .isEqualTo(Arrays.copyOfRange(list, 1_000_000, 2_000_000));
      // Too large to be compressed on request.
      assertThat(server.ask("GET", PATH, "Accept-Encoding: gzip").headers())
          .doesNotContainKey("content-encoding");
    }
  }

  @Test
  void whoHasItAlreadyIsToldSo() throws IOException {
    try (PublicationFixture server = fixture()) {
      server.put(KEY, lists.list(1));
      Answer first = server.ask("GET", PATH);
      String tag = first.header("etag");
      for (String have : List.of(tag, "W/" + tag, "*", "\"other\", " + tag)) {
        Answer answer = server.ask("GET", PATH, "If-None-Match: " + have);
        assertThat(answer.status()).as(have).isEqualTo(304);
        assertThat(answer.header("etag")).isEqualTo(tag);
        assertThat(answer.header("cache-control")).startsWith("public, max-age=");
      }
      assertThat(server.ask("GET", PATH, "If-None-Match: \"other\"").status()).isEqualTo(200);
      server.put(KEY, lists.list(2));
      Answer renewed = server.ask("GET", PATH, "If-None-Match: " + tag);
      assertThat(renewed.status()).isEqualTo(200);
      assertThat(renewed.header("etag")).isNotEqualTo(tag);
    }
  }

  @Test
  void aConnectionIsGoodForMoreAfterA304() throws IOException {
    try (PublicationFixture server = fixture();
        RawClient client = new RawClient(server.port())) {
      server.put(KEY, lists.list(1));
      String head = " " + PATH + " HTTP/1.1\r\nHost: h\r\n";
      String tag = client.send("HEAD" + head + "\r\n").answer("HEAD").header("etag");
      for (int i = 0; i < 3; i++) {
        client.send("GET" + head + "If-None-Match: " + tag + "\r\n\r\n");
        assertThat(client.answer("HEAD").status()).isEqualTo(304);
      }
    }
  }

  @Test
  void datesAreSaidOnceTheirSecondIsOver() throws IOException {
    HandClock clock = new HandClock(Instant.now());
    try (PublicationFixture server =
        new PublicationFixture(
            folder.resolve("buckets"), 1_000, Optional.empty(), List.of(), clock)) {
      server.put(KEY, lists.list(1));
      assertThat(server.ask("GET", PATH).headers()).doesNotContainKey("last-modified");
      clock.advance(Duration.ofHours(1));
      String date = server.ask("GET", PATH).header("last-modified");
      assertThat(server.ask("GET", PATH, "If-Modified-Since: " + date).status()).isEqualTo(304);
      assertThat(
              server.ask("GET", PATH, "If-Modified-Since: Sat, 01 Jan 2022 00:00:00 GMT").status())
          .isEqualTo(200);
      assertThat(server.ask("GET", PATH, "If-Modified-Since: yesterday").status()).isEqualTo(200);
      // The tag wins over the date.
      assertThat(
              server
                  .ask("GET", PATH, "If-None-Match: \"x\"", "If-Modified-Since: " + date)
                  .status())
          .isEqualTo(200);
      clock.advance(Duration.ofDays(8));
      assertThat(server.ask("GET", PATH).header("cache-control"))
          .isEqualTo("public, max-age=0, must-revalidate");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          bytes=0-9             | 206 | bytes 0-9/
          bytes=5-              | 206 | bytes 5-
          bytes=-7              | 206 | bytes
          bytes=0-999999999     | 206 | bytes 0-
          bytes=999999999-      | 416 | bytes */
          bytes=-0              | 416 | bytes */
          bytes=9-5             | 200 |
          bytes=0-1,3-4         | 200 |
          lines=0-1             | 200 |
          bytes=--1             | 200 |
          bytes=                | 200 |
          bytes=-               | 200 |
          bytes=99999999999999999999999- | 200 |
          """)
  void oneRangeIsServed(String range, int status, String said) throws IOException {
    byte[] list = lists.list(3);
    try (PublicationFixture server = fixture()) {
      server.put(KEY, list);
      Answer answer = server.ask("GET", PATH, "Range: " + range);
      assertThat(answer.status()).isEqualTo(status);
      if (said != null) {
        assertThat(answer.header("content-range"))
            .startsWith(said.strip())
            .endsWith("/" + list.length);
      }
      if (status == 206) {
        assertThat(fetched(server, "-H", "Range: " + range))
            .hasSize(Integer.parseInt(answer.header("content-length")));
      }
      assertThat(server.ask("HEAD", PATH, "Range: " + range).status()).isEqualTo(200);
    }
  }

  @Test
  void partsFitTogetherOnlyIfTheyAreOfOneVersion() throws IOException {
    byte[] list = lists.list(3);
    try (PublicationFixture server = fixture()) {
      server.put(KEY, list);
      String tag = server.ask("HEAD", PATH).header("etag");
      byte[] end = fetched(server, "-H", "Range: bytes=-100", "-H", "If-Range: " + tag);
      assertThat(end).isEqualTo(Arrays.copyOfRange(list, list.length - 100, list.length));
      server.put(KEY, lists.list(4));
      assertThat(server.ask("GET", PATH, "Range: bytes=-100", "If-Range: " + tag).status())
          .isEqualTo(200);
    }
  }

  @Test
  void smallListsAreCompressedForWhoAsks() throws IOException {
    byte[] list = lists.list(1_000);
    try (PublicationFixture server = fixture()) {
      server.put(KEY, list);
      Answer zipped = server.ask("GET", PATH, "Accept-Encoding: br, gzip;q=0.5");
      assertThat(zipped.header("content-encoding")).isEqualTo("gzip");
      assertThat(Integer.parseInt(zipped.header("content-length"))).isLessThan(list.length * 3 / 4);
      String tag = zipped.header("etag");
      assertThat(tag).endsWith("-gzip\"");
      assertThat(server.ask("GET", PATH, "Accept-Encoding: gzip", "If-None-Match: " + tag).status())
          .isEqualTo(304);
      // Under this tag nobody has the plain one.
      assertThat(server.ask("GET", PATH, "If-None-Match: " + tag).status()).isEqualTo(200);
      assertThat(fetched(server, "--compressed")).isEqualTo(list);
      for (String other : List.of("gzip;q=0", "gzip; q=0.0", "identity", "*", "xgzip", "")) {
        assertThat(server.ask("GET", PATH, "Accept-Encoding: " + other).headers())
            .as(other)
            .doesNotContainKey("content-encoding");
      }
      assertThat(server.ask("GET", PATH, "Accept-Encoding: gzip", "Range: bytes=0-9").status())
          .isEqualTo(206);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "PATCH", "PROPFIND", "TRACE"})
  void nothingButReadingIsAllowed(String method) throws IOException {
    try (PublicationFixture server = fixture()) {
      server.put(KEY, lists.list(1));
      Answer answer = server.ask(method, PATH);
      assertThat(answer.status()).isEqualTo(405);
      assertThat(answer.header("allow")).isEqualTo("GET, HEAD");
    }
  }

  @Test
  void whatIsNoListOrNotForEveryoneIsNotThere() throws IOException {
    byte[] list = lists.list(1);
    byte[] report = "[{\"serial\":\"01\"}]".getBytes(StandardCharsets.UTF_8);
    try (PublicationFixture server = fixture()) {
      server.put(KEY, list);
      server.put("audit-report/r.json", ObjectAcl.BUCKET_OWNER_FULL_CONTROL, report);
      server.put("audit-report/p.json", ObjectAcl.PUBLIC_READ, report);
      server.put("audit-report/p.crl", ObjectAcl.PUBLIC_READ, report);
      server.put("private.crl", ObjectAcl.BUCKET_OWNER_FULL_CONTROL, list);
      server.put("list.der", list);
      server.put("short.crl", Arrays.copyOf(list, list.length - 1));
      server.put("long.crl", Arrays.copyOf(list, list.length + 1));
      server.put("empty.crl", new byte[0]);
      server.put("cert.crl", certificate());
      Path bucket = folder.resolve("buckets").resolve(BUCKET);
      Path outside = Files.write(folder.resolve("outside.crl"), list);
      Files.createSymbolicLink(bucket.resolve("link.crl"), outside);
      Files.createSymbolicLink(bucket.resolve("linked"), folder);
      Files.createDirectory(bucket.resolve("folder.crl"));
      for (String path :
          List.of(
              "/",
              "",
              "*",
              "//",
              "/" + BUCKET,
              "/" + BUCKET + "/",
              "/" + BUCKET + "/crl",
              "/" + BUCKET + "/crl/",
              "/" + BUCKET + "/audit-report/r.json",
              "/" + BUCKET + "/audit-report/p.json",
              "/" + BUCKET + "/audit-report/p.crl",
              "/" + BUCKET + "/private.crl",
              "/" + BUCKET + "/list.der",
              "/" + BUCKET + "/short.crl",
              "/" + BUCKET + "/long.crl",
              "/" + BUCKET + "/empty.crl",
              "/" + BUCKET + "/cert.crl",
              "/" + BUCKET + "/link.crl",
              "/" + BUCKET + "/linked/outside.crl",
              "/" + BUCKET + "/folder.crl",
              "/" + BUCKET + "/../outside.crl",
              "/" + BUCKET + "/../../outside.crl",
              "/" + BUCKET + "/%2e%2e/%2e%2e/outside.crl",
              "/" + BUCKET + "/..%2f..%2foutside.crl",
              "/" + BUCKET + "/%252e%252e/outside.crl",
              "/" + BUCKET + "/crl/..%5ca.crl",
              "/" + BUCKET + "/crl/a.crl%00.crl",
              "/" + BUCKET + "/crl%2",
              "/" + BUCKET + "//crl/a.crl",
              "/" + BUCKET + "/./crl/a.crl",
              "/" + BUCKET + "/crl/" + "a".repeat(3_000) + ".crl",
              "/../" + BUCKET + "/" + KEY,
              "/%2e%2e/outside.crl",
              "/other-bucket/" + KEY,
              "/LISTS-1/" + KEY,
              "/ocsp",
              "/ocsp/",
              "/ocsp/00000000-0000-0000-0000-000000000000",
              "/ocsp/00000000-0000-0000-0000-000000000000/MAA=",
              "/metrics",
              "/health/live")) {
        for (String method : List.of("GET", "HEAD")) {
          Answer answer = server.ask(method, path);
          assertThat(answer.status()).as(path).isIn(404, 400);
          assertThat(answer.headers()).doesNotContainKey("etag");
        }
      }
      assertThat(server.ask("GET", PATH).status()).isEqualTo(200);
      assertThat(server.ask("GET", "/" + BUCKET + "/%63rl%2fa.crl").status()).isEqualTo(200);
    }
  }

  private byte[] certificate() throws IOException {
    lists.openssl("x509", "-in", "ca.pem", "-outform", "DER", "-out", "ca.der");
    return Files.readAllBytes(lists.folder().resolve("ca.der"));
  }

  @Test
  void aListThatIsReplacedWhileItIsFetchedIsNeverMixed() throws IOException {
    byte[] one = lists.list(20_000);
    byte[] two = lists.list(20_001);
    try (PublicationFixture server = fixture()) {
      server.put(KEY, one);
      Thread writer =
          Thread.ofVirtual()
              .start(() -> {
                for (int i = 0; i < 40; i++) {
                  server.put(KEY, i % 2 == 0 ? two : one);
                }
              });
      do {
        byte[] got = fetched(server);
        assertThat(Arrays.equals(got, one) || Arrays.equals(got, two)).isTrue();
      } while (writer.isAlive());
    }
  }

  @Test
  void requestsAreCountedByWhatTheyWereFor() throws IOException {
    try (PublicationFixture server = fixture()) {
      server.put(KEY, lists.list(1));
      server.ask("GET", PATH);
      server.ask("GET", "/" + BUCKET + "/crl/b.crl");
      server.ask("GET", "/favicon.ico");
      assertThat(count(server, "crl", "200")).isEqualTo(1);
      assertThat(count(server, "crl", "404")).isEqualTo(1);
      assertThat(count(server, "other", "404")).isEqualTo(1);
    }
  }

  private static double count(PublicationFixture server, String kind, String status) {
    return server
        .metrics
        .get("sealwright.publication.requests")
        .tags("kind", kind, "status", status)
        .counter()
        .count();
  }

  @Test
  void whoAsksTooOftenIsToldToWait() throws IOException {
    try (PublicationFixture server =
        new PublicationFixture(folder.resolve("buckets"), 1, Optional.empty(), List.of())) {
      server.put(KEY, lists.list(1));
      Answer answer = server.ask("GET", PATH);
      assertThat(answer.status()).isEqualTo(200);
      for (int i = 0; i < 200 && answer.status() != 429; i++) {
        answer = server.ask("GET", PATH);
      }
      assertThat(answer.status()).isEqualTo(429);
      assertThat(answer.header("retry-after")).isEqualTo("1");
      assertThat(answer.header("cache-control")).isEqualTo("no-store");
    }
  }
}
