package dev.sealwright.api.publish;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealwright.api.http.RawClient;
import dev.sealwright.api.http.RawClient.Answer;
import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.x509.Octets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** OCSP in the forms that clients use it over HTTP; openssl is client and responder. */
class OcspOverHttpTest {
  private static final AuthorityId CA = new AuthorityId(UUID.randomUUID());
  private static final String PATH = "/ocsp/" + CA;
  private static final String POSTED = "Content-Type: application/ocsp-request";

  @TempDir Path folder;
  private TestLists ca;
  private byte[] request;
  private final List<Set<AuthorityId>> asked = Collections.synchronizedList(new ArrayList<>());
  private boolean kept = true;

  @BeforeEach
  void makeCa() throws IOException {
    ca = TestLists.in(folder);
    ca.list(1);
    // Known to the responder, and not revoked.
    Files.writeString(
        ca.folder().resolve("index.txt"), "V\t330101000000Z\t\t1234\tunknown\t/CN=good\n");
    ca.openssl("ocsp", "-issuer", "ca.pem", "-serial", "0x1234", "-no_nonce", "-reqout", "req");
    request = Files.readAllBytes(ca.folder().resolve("req"));
  }

  /** RFC 6960 4.2.1: responseStatus unauthorized, and nothing else. */
  private static final byte[] UNAUTHORIZED = {0x30, 3, 0x0a, 1, 6};

  private OcspReply reply(Set<AuthorityId> authorities, byte[] bytes) {
    asked.add(authorities);
    if (!authorities.contains(CA)) {
      return new OcspReply(Octets.copyOf(UNAUTHORIZED), Optional.empty());
    }
    try {
      Files.write(ca.folder().resolve("came"), bytes);
      ca.openssl(
          "ocsp",
          "-index",
          "index.txt",
          "-CA",
          "ca.pem",
          "-rsigner",
          "ca.pem",
          "-rkey",
          "ca.key",
          "-reqin",
          "came",
          "-respout",
          "went",
          "-ndays",
          "1");
      Instant now = Instant.now();
      return new OcspReply(
          Octets.copyOf(Files.readAllBytes(ca.folder().resolve("went"))),
          kept
              ? Optional.of(new OcspReply.Validity(now, now.plus(Duration.ofDays(1)), "d1"))
              : Optional.empty());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private PublicationFixture fixture(Authority... authorities) {
    return new PublicationFixture(
        folder.resolve("buckets"), 100_000, Optional.of(this::reply), List.of(authorities));
  }

  private String base64() {
    return URLEncoder.encode(
        Base64.getEncoder().encodeToString(request), StandardCharsets.US_ASCII);
  }

  @Test
  void opensslAsksByPost() {
    try (PublicationFixture server = fixture()) {
      assertThat(
              ca.openssl(
                  "ocsp",
                  "-issuer",
                  "ca.pem",
                  "-serial",
                  "0x1234",
                  "-no_nonce",
                  "-CAfile",
                  "ca.pem",
                  "-url",
                  server.url(PATH)))
          .contains("Response verify OK", "0x1234: good");
    }
  }

  @Test
  void getIsForCaches() throws IOException {
    try (PublicationFixture server = fixture()) {
      Path answer = folder.resolve("answer");
      TestLists.run(
          folder,
          List.of(
              "curl", "-sS", "--fail", "-o", answer.toString(), server.url(PATH + "/" + base64())));
      assertThat(
              ca.openssl(
                  "ocsp",
                  "-issuer",
                  "ca.pem",
                  "-serial",
                  "0x1234",
                  "-no_nonce",
                  "-CAfile",
                  "ca.pem",
                  "-respin",
                  answer.toString()))
          .contains("Response verify OK", "0x1234: good");
      Answer head = server.ask("GET", PATH + "/" + base64());
      assertThat(head.header("content-type")).isEqualTo("application/ocsp-response");
      assertThat(head.header("cache-control"))
          .matches("max-age=86[0-9]{3}, public, no-transform, must-revalidate");
      assertThat(head.header("etag")).isEqualTo("\"d1\"");
      assertThat(head.headers()).containsKeys("last-modified", "expires");
    }
  }

  @Test
  void anAnswerThatIsTheSameIsNotSentAgain() throws IOException {
    OcspReply reply = reply(Set.of(CA), request);
    try (PublicationFixture server =
        new PublicationFixture(
            folder.resolve("buckets"), 1_000, Optional.of((_, _) -> reply), List.of())) {
      String tag = server.ask("GET", PATH + "/" + base64()).header("etag");
      assertThat(server.ask("GET", PATH + "/" + base64(), "If-None-Match: " + tag).status())
          .isEqualTo(304);
      assertThat(server.ask("GET", PATH + "/" + base64(), "If-None-Match: \"x\"").status())
          .isEqualTo(200);
    }
  }

  @Test
  void base64ComesInManyForms() throws IOException {
    String plain = Base64.getEncoder().encodeToString(request);
    try (PublicationFixture server = fixture()) {
      for (String form : List.of(plain, base64(), plain.replace("=", ""))) {
        assertThat(server.ask("GET", PATH + "/" + form).status()).as(form).isEqualTo(200);
        assertThat(Files.readAllBytes(ca.folder().resolve("came"))).isEqualTo(request);
      }
      for (String bad : List.of("%", "%zz", "a*b", "MA==MA==", "A")) {
        assertThat(server.ask("GET", PATH + "/" + bad).status()).as(bad).isEqualTo(400);
      }
    }
  }

  @Test
  void whatMustNotBeKeptIsNot() throws IOException {
    kept = false;
    try (PublicationFixture server = fixture()) {
      Answer answer = server.ask("GET", PATH + "/" + base64());
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.header("cache-control")).isEqualTo("no-store");
      assertThat(answer.headers()).doesNotContainKeys("etag", "expires");
    }
  }

  @Test
  void underACustomNameTheAnswerIsAboutThoseWhoHaveIt() throws IOException {
    Authority one = Published.authority(null, "", "ocsp.example.com");
    Authority two = Published.authority("ocsp.example.com", "lists-1", "ocsp.example.com");
    Authority other = Published.authority(null, "", "other.example.com");
    try (PublicationFixture server = fixture(one, two, other)) {
      post(server, "/", "Host: OCSP.example.com");
      server.ask("GET", "/" + base64(), "Host: ocsp.example.com");
      assertThat(asked).containsExactly(Set.of(one.id(), two.id()), Set.of(one.id(), two.id()));
      asked.clear();
      assertThat(post(server, "/", "Host: nobody.example.com").status()).isEqualTo(405);
      assertThat(asked).isEmpty();
      server.buckets.put(
          "lists-1",
          "crl/x.crl",
          dev.sealwright.engine.bucket.ObjectAcl.PUBLIC_READ,
          out -> out.write(ca.list(1)));
      assertThat(server.ask("GET", "/crl/x.crl", "Host: ocsp.example.com").status()).isEqualTo(200);
    }
  }

  private Answer post(PublicationFixture server, String path, String host) throws IOException {
    return post(server, path, host, POSTED, request);
  }

  private static Answer post(
      PublicationFixture server, String path, String host, String type, byte[] body)
      throws IOException {
    try (RawClient client = new RawClient(server.port())) {
      client.send(
          "POST %s HTTP/1.1\r\n%s\r\n%s\r\nContent-Length: %d\r\n\r\n"
              .formatted(path, host, type, body.length));
      return client.send(body).answer("HEAD");
    }
  }

  @Test
  void otherThanRequestsAreRefused() throws IOException {
    String host = "Host: h";
    try (PublicationFixture server = fixture()) {
      assertThat(post(server, PATH, host, "Content-Type: text/plain", request).status())
          .isEqualTo(415);
      assertThat(post(server, PATH, host, "X-Y: z", request).status()).isEqualTo(415);
      assertThat(post(server, PATH + "/more", host).status()).isEqualTo(404);
      assertThat(server.ask("GET", PATH).status()).isEqualTo(404);
      assertThat(server.ask("GET", PATH + "/").status()).isEqualTo(404);
      Answer put = server.ask("PUT", PATH);
      assertThat(put.status()).isEqualTo(405);
      assertThat(put.header("allow")).isEqualTo("GET, HEAD, POST");
      assertThat(post(server, PATH, host, POSTED, new byte[(16 << 10) + 1]).status())
          .isEqualTo(413);
      assertThat(asked).isEmpty();
      Answer other = post(server, "/ocsp/" + UUID.randomUUID(), host, POSTED, request);
      assertThat(other.status()).isEqualTo(200);
      assertThat(other.header("cache-control")).isEqualTo("no-store");
      assertThat(post(server, PATH, host, POSTED + "; charset=x", request).status()).isEqualTo(200);
    }
  }

  @Test
  void aResponderHasOnePathAlone() throws IOException {
    String id = CA.toString();
    try (PublicationFixture server = fixture()) {
      for (String other :
          List.of(
              "/ocsp",
              "/ocsp/",
              "/ocsp/" + id.toUpperCase(Locale.ROOT).replace('0', 'A'),
              "/ocsp/" + id.substring(1),
              "/ocsp/" + id + "0",
              "/ocsp/" + id.replace('-', '0'),
              "/ocsp/0" + id.substring(1).replaceFirst("-", "") + "-",
              "/ocsp/000000000-0000-0000-0000-00000000000",
              "/ocsp/00000000-0000-0000-0000-00000000000g",
              "/OCSP/" + id,
              "/x/ocsp/" + id)) {
        assertThat(server.ask("GET", other + "/" + base64()).status()).as(other).isEqualTo(404);
      }
      assertThat(asked).isEmpty();
      assertThat(server.ask("GET", PATH + "/" + base64()).status()).isEqualTo(200);
    }
  }

  @Test
  void aBucketMayBeCalledOcsp() throws IOException {
    byte[] list = ca.list(1);
    try (PublicationFixture server = fixture()) {
      server.buckets.put(
          "ocsp",
          CA + "/x.crl",
          dev.sealwright.engine.bucket.ObjectAcl.PUBLIC_READ,
          out -> out.write(list));
      assertThat(server.ask("GET", PATH + "/x.crl").header("content-type"))
          .isEqualTo("application/pkix-crl");
    }
  }
}
