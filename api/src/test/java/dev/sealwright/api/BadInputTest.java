package dev.sealwright.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealwright.api.http.Header;
import dev.sealwright.api.http.RawClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.acmpca.AcmPcaClient;
import software.amazon.awssdk.services.acmpca.model.CertificateAuthority;

/**
 * Everything a signed request can get wrong: refused by its name, and nothing half-made is left.
 *
 * <p>One server for all; after each test its store has the rows it had before.
 */
class BadInputTest {
  private static final String TOKEN = "the token of these tests";

  @TempDir static Path folder;

  private static ServerProcess server;
  private static HandMade hand;
  private static AcmPcaClient pca;
  private static Estate estate;
  private static Path store;
  private static List<CertificateAuthority> authorities;
  private static SortedMap<String, Integer> rows;

  @BeforeAll
  static void serve() throws IOException {
    Path home = folder.resolve("home");
    server = ServerProcess.start(home);
    hand = new HandMade(server);
    pca = server.client();
    estate = Estate.found(pca, new OpenSsl(folder));
    store = home.resolve("var").resolve("store.db");
    // The very requests that are spoilt below, unspoilt. A CA may import its certificate again.
    served("IssueCertificate", BadInput.with(estate.order(), "IdempotencyToken", TOKEN));
    served(
        "CreateCertificateAuthority",
        BadInput.with(Requests.create("ROOT"), "IdempotencyToken", TOKEN));
    served(
        "ImportCertificateAuthorityCertificate",
        Map.of(
            "CertificateAuthorityArn",
            estate.root(),
            "Certificate",
            BadInput.base64(estate.ca().certificateOf(estate.root()))));
    awaitKeys();
    authorities = pca.listCertificateAuthorities(list -> {}).certificateAuthorities();
    rows = StoreRows.count(store);
    assertThat(rows).containsEntry("authority", 5).containsEntry("certificate", 5);
  }

  /** The CA that was made by hand gets its key behind the answer. */
  private static void awaitKeys() {
    try (var waiter = estate.ca().waiter()) {
      for (var authority : pca.listCertificateAuthorities(list -> {}).certificateAuthorities()) {
        waiter.waitUntilCertificateAuthorityCSRCreated(
            csr -> csr.certificateAuthorityArn(authority.arn()));
      }
    }
  }

  @AfterEach
  void nothingWasMade() {
    assertThat(StoreRows.count(store)).isEqualTo(rows);
    assertThat(pca.listCertificateAuthorities(list -> {}).certificateAuthorities())
        .isEqualTo(authorities);
  }

  @AfterAll
  static void end() throws IOException {
    pca.close();
    server.terminate();
    assertThat(StoreRows.count(store)).isEqualTo(rows);
    Path home = store.resolveSibling("");
    assertThat(server.log())
        .contains("MalformedCSRException", "MalformedCertificateException")
        .doesNotContain("ERROR", "WARN", "\tat ")
        .doesNotContain(ServerProcess.SECRET, TOKEN)
        .doesNotContain(Files.readString(home.resolve("token").resolve("sealwright.pin")).strip())
        .doesNotContain(
            HexFormat.of().formatHex(Files.readAllBytes(home.resolve("page-token.key"))));
  }

  static List<BadInput> documents() {
    return BadDocuments.documents();
  }

  static List<BadInput> tokens() {
    String token = pca.listCertificateAuthorities(list -> list.maxResults(1)).nextToken();
    return BadDocuments.tokens(token);
  }

  static List<BadInput> members() {
    return BadDocuments.members(estate);
  }

  static List<BadInput> names() {
    return BadDocuments.names(estate);
  }

  static List<BadInput> requests() {
    return BadOrders.requests(estate);
  }

  static List<BadInput> orders() {
    return BadOrders.orders(estate, TOKEN);
  }

  static List<BadInput> imports() {
    return BadOrders.imports(estate);
  }

  static List<BadInput> charters() {
    return BadOrders.charters(TOKEN);
  }

  static List<BadInput> nulTexts() {
    return NulTexts.all(estate);
  }

  @ParameterizedTest
  @MethodSource({
    "documents",
    "tokens",
    "members",
    "names",
    "requests",
    "orders",
    "imports",
    "charters",
    "nulTexts"
  })
  void isRefusedByName(BadInput input) throws IOException {
    ErrorForm.check(hand.call(input.operation(), input.body()), 400, input.error());
  }

  @Test
  void aBodyThatIsNotUtf8() throws IOException {
    byte[] latin1 = "{\"NextToken\":\"\u00e4\"}".getBytes(StandardCharsets.ISO_8859_1);
    List<Header> headers = hand.headers("ListCertificateAuthorities");
    ErrorForm.check(hand.send(hand.signer().sign(headers, latin1)), 400, "SerializationException");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/json",
        "application/x-amz-json-1.0",
        "application/x-amz-json-1.10",
        "text/plain",
        "application/x-www-form-urlencoded",
        ""
      })
  void anotherContentType(String type) throws IOException {
    List<Header> headers =
        hand.headers("ListCertificateAuthorities").stream()
            .map(header ->
                header.name().equals("Content-Type") ? new Header("Content-Type", type) : header)
            .toList();
    ErrorForm.check(hand.send(hand.signer().sign(headers, "{}")), 400, "SerializationException");
  }

  @Test
  void aRequestWithAnyBitOfItTurnedOver() throws IOException {
    byte[] der = PemSurgery.der(estate.csr());
    for (int at = 0; at < der.length; at++) {
      SdkBytes csr = PemSurgery.flipped("CERTIFICATE REQUEST", der, at, 1 << (at % 8));
      Map<String, Object> order = BadInput.with(estate.order(), "Csr", BadInput.base64(csr));
      ErrorForm.check(
          hand.call("IssueCertificate", BadInput.json(order)), 400, "MalformedCSRException");
    }
  }

  @Test
  void aCertificateWithAnyBitOfItTurnedOver() throws IOException {
    byte[] der = PemSurgery.der(estate.pendingRootCertificate());
    for (int at = 0; at < der.length; at++) {
      SdkBytes certificate = PemSurgery.flipped("CERTIFICATE", der, at, 1 << (at % 8));
      RawClient.Answer answer =
          hand.call(
              "ImportCertificateAuthorityCertificate",
              BadInput.json(
                  Map.of(
                      "CertificateAuthorityArn",
                      estate.pendingRoot(),
                      "Certificate",
                      BadInput.base64(certificate))));
      assertThat(answer.header("x-amzn-errortype"))
          .isIn(
              Set.of(
                  "MalformedCertificateException",
                  "CertificateMismatchException",
                  "InvalidRequestException"));
      ErrorForm.check(answer, 400, answer.header("x-amzn-errortype"));
    }
  }

  @Test
  void aBodyTooLarge() throws IOException {
    byte[] body = new byte[(4 << 20) + 1];
    Arrays.fill(body, (byte) ' ');
    List<Header> headers = hand.headers("ListCertificateAuthorities");
    ErrorForm.check(
        hand.send(hand.signer().sign(headers, body)), 413, "RequestEntityTooLargeException");
  }

  @Test
  void aBodyThatTrickles() throws IOException {
    byte[] request =
        HandMade.bytes(
            hand.signer().sign(hand.headers("ListCertificateAuthorities"), " ".repeat(1000)));
    try (RawClient client = new RawClient(server.endpoint().getPort())) {
      client.send(Arrays.copyOf(request, request.length - 1000));
      for (int sent = 0; sent < 60; sent++) {
        client.send(" ");
        if (client.somethingWithin(1_000)) {
          ErrorForm.check(client.answer(), 408, "RequestTimeoutException");
          assertThat(client.closed()).isTrue();
          return;
        }
      }
      throw new AssertionError("a minute is not too long for this server");
    }
  }

  private static void served(String operation, Map<String, Object> body) throws IOException {
    RawClient.Answer answer = hand.call(operation, BadInput.json(body));
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
  }
}
