package dev.sealwright.api.http;

import static dev.sealwright.api.http.FrontFixture.BODY_BYTES;
import static dev.sealwright.api.http.FrontFixture.CHUNKED;
import static dev.sealwright.api.http.FrontFixture.LONG;
import static dev.sealwright.api.http.FrontFixture.PATIENT;
import static dev.sealwright.api.http.FrontFixture.SHORT;
import static dev.sealwright.api.http.FrontFixture.assertError;
import static dev.sealwright.api.http.FrontFixture.await;
import static dev.sealwright.api.http.FrontFixture.awaitNoConnection;
import static dev.sealwright.api.http.FrontFixture.awaitThat;
import static dev.sealwright.api.http.FrontFixture.echo;
import static dev.sealwright.api.http.FrontFixture.limits;
import static dev.sealwright.api.http.FrontFixture.post;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sealwright.api.tls.TlsCertificates;
import dev.sealwright.api.tls.TlsCertificates.Made;
import dev.sealwright.api.tls.TlsFiles;
import dev.sealwright.api.tls.TlsRotation;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The front over TLS: who gets in, and that every bound of plain connections holds. */
@Timeout(60)
@SuppressWarnings("NullAway.Init") // set before each test
class TlsFrontTest {
  @TempDir Path folder;

  private TlsCertificates openssl;
  private Made other;
  private SSLContext trusting;
  private TlsFiles files;
  private TlsRotation rotation;

  @BeforeEach
  void certificates() throws IOException {
    openssl = new TlsCertificates(folder);
    Made root = openssl.root("root");
    Made middle = openssl.intermediate("middle", root);
    Made server = openssl.server("server", middle);
    other = openssl.server("other", root);
    trusting = TlsCertificates.trusting(root);
    files =
        new TlsFiles(
            openssl.chain("served.pem", server, middle),
            Files.copy(
                server.key(), folder.resolve("served.key"), StandardCopyOption.COPY_ATTRIBUTES));
    rotation = new TlsRotation(files, Clock.systemUTC(), new SimpleMeterRegistry());
    rotation.start();
  }

  @AfterEach
  void end() {
    rotation.close();
  }

  private HttpFront start(HttpLimits limits, HttpHandler handler) {
    return HttpFront.startTls(
        InetAddress.getLoopbackAddress(), 0, limits, rotation::engine, handler);
  }

  private static HttpLimits impatient() {
    HttpLimits usual = limits(64, LONG, LONG, LONG);
    return new HttpLimits(
        usual.bodyBytes(),
        usual.bodiesBytes(),
        usual.headerBytes(),
        2,
        SHORT,
        usual.idleTimeout(),
        usual.bodyDeadline(),
        usual.answerDeadline());
  }

  private SSLSocket socket(HttpFront front, String... protocols) throws IOException {
    SSLSocket socket =
        (SSLSocket)
            trusting
                .getSocketFactory()
                .createSocket(RawClient.connected(front.port()), "localhost", front.port(), true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    if (protocols.length > 0) {
      parameters.setProtocols(protocols);
    }
    socket.setSSLParameters(parameters);
    return socket;
  }

  private RawClient client(HttpFront front) throws IOException {
    SSLSocket socket = socket(front);
    socket.startHandshake();
    return new RawClient(socket);
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void servesWithForwardSecrecyAndAuthenticatedEncryption(String protocol) throws IOException {
    try (HttpFront front = start(PATIENT, FrontFixture::echo);
        SSLSocket socket = socket(front, protocol)) {
      socket.startHandshake();
      assertThat(socket.getSession().getProtocol()).isEqualTo(protocol);
      assertThat(socket.getSession().getCipherSuite())
          .matches("(TLS_AES|TLS_CHACHA20|TLS_ECDHE).*(GCM|POLY1305).*");
      assertThat(socket.getSession().getPeerCertificates()).hasSize(2);
      RawClient client = new RawClient(socket);
      for (int length : new int[] {0, 5, BODY_BYTES}) {
        client.send(post("x".repeat(length)));
        assertThat(client.answer().body()).endsWith("|" + length);
      }
      client.send(CHUNKED + "5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n");
      assertThat(client.answer().body()).endsWith("|11");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "-tls1_1 -cipher DEFAULT@SECLEVEL=0, alert protocol version",
    "-tls1 -cipher DEFAULT@SECLEVEL=0, alert protocol version",
    "-tls1_2 -cipher AES128-GCM-SHA256:AES256-GCM-SHA384, alert handshake failure",
    "-tls1_2 -cipher ECDHE-ECDSA-AES128-SHA256:ECDHE-RSA-AES128-SHA256, alert handshake failure",
    "-tls1_2 -cipher DHE-RSA-AES128-GCM-SHA256, alert handshake failure",
    "-tls1_3 -groups ffdhe2048, alert unexpected message",
    "-alpn h2, alert no application protocol",
  })
  void refusesWhatIsOld(String options, String alert) {
    try (HttpFront front = start(PATIENT, FrontFixture::echo)) {
      String said = connect(front, "", options.split(" ", -1)).text();
      assertThat(said).contains(alert).doesNotContain("BEGIN SSL SESSION");
      awaitNoConnection(front);
    }
  }

  private TlsCertificates.Said connect(HttpFront front, String input, String... options) {
    List<String> command =
        new ArrayList<>(
            List.of("s_client", "-connect", "127.0.0.1:" + front.port(), "-CAfile", "root.crt"));
    command.addAll(Arrays.asList(options));
    return openssl.run(input, command.toArray(String[]::new));
  }

  @Test
  void speaksHttp11AloneInAlpn() {
    try (HttpFront front = start(PATIENT, FrontFixture::echo)) {
      TlsCertificates.Said said =
          connect(front, "", "-alpn", "h2,http/1.1", "-verify_return_error", "-brief");
      assertThat(said.text()).contains("Verification: OK");
      assertThat(connect(front, "", "-alpn", "h2,http/1.1").text())
          .contains("ALPN protocol: http/1.1")
          .contains("Verify return code: 0 (ok)")
          .contains("No client certificate CA names sent");
    }
  }

  /** A letter that its openssl takes for an order, then a request. */
  private String converse(HttpFront front, String protocol, String order, String mark)
      throws IOException {
    Process process =
        new ProcessBuilder(
                "openssl",
                "s_client",
                "-connect",
                "127.0.0.1:" + front.port(),
                protocol,
                "-CAfile",
                folder.resolve("root.crt").toString())
            .redirectErrorStream(true)
            .start();
    StringBuilder said = new StringBuilder();
    try (var input = process.outputWriter();
        var output = process.inputReader()) {
      input.write(order + "\n");
      input.flush();
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        said.append(line).append('\n');
        if (line.contains(mark)) {
          input.write("GET /after HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
          input.flush();
        }
      }
    } catch (IOException e) {
      said.append(e); // It ended before it had read the request.
    } finally {
      process.destroy();
    }
    return said.toString();
  }

  @Test
  void takesNewKeysWhenTheClientAsksForThem() throws IOException {
    try (HttpFront front = start(PATIENT, FrontFixture::echo)) {
      assertThat(converse(front, "-tls1_3", "K", "KEYUPDATE"))
          .contains("HTTP/1.1 200", "GET|/after|");
      awaitNoConnection(front);
    }
  }

  @Test
  void endsAConnectionThatOpensslRenegotiates() throws IOException {
    try (HttpFront front = start(PATIENT, FrontFixture::echo)) {
      assertThat(converse(front, "-tls1_2", "R", "RENEGOTIATING"))
          .contains("RENEGOTIATING")
          .doesNotContain("HTTP/1.1 200");
      awaitNoConnection(front);
    }
  }

  /** Records in pieces, and a request in many records. */
  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
  void putsTogetherWhatComesByteByByte(String protocol) throws IOException {
    try (HttpFront front = start(PATIENT, FrontFixture::echo);
        Socket trickling =
            new Socket(InetAddress.getLoopbackAddress(), front.port()) {
              @Override
              public OutputStream getOutputStream() throws IOException {
                return new FilterOutputStream(super.getOutputStream());
              }
            };
        SSLSocket socket =
            (SSLSocket)
                trusting
                    .getSocketFactory()
                    .createSocket(trickling, "localhost", front.port(), true)) {
      trickling.setTcpNoDelay(true);
      socket.setEnabledProtocols(new String[] {protocol});
      RawClient client = new RawClient(socket);
      client.send(post("x".repeat(20_000)));
      assertThat(client.answer().body()).endsWith("|20000");
      for (char one : post("hello").toCharArray()) {
        client.send(String.valueOf(one));
      }
      assertThat(client.answer().body()).endsWith("|5");
      client.send(post("hello") + post("hello!") + post("hello!!"));
      for (int length = 5; length <= 7; length++) {
        assertThat(client.answer().body()).endsWith("|" + length);
      }
    }
  }

  @Test
  void offersNoRenegotiation() throws IOException {
    try (HttpFront front = start(PATIENT, FrontFixture::echo);
        SSLSocket socket = socket(front, "TLSv1.2")) {
      socket.startHandshake();
      RawClient client = new RawClient(socket);
      client.send(post("hello"));
      assertThat(client.answer().status()).isEqualTo(200);
      assertThatThrownBy(
              () -> {
                socket.startHandshake();
                client.send(post("hello"));
                client.answer();
              })
          .isInstanceOf(IOException.class);
      awaitNoConnection(front);
    }
  }

  @Test
  void givesNewConnectionsTheNewCertificateAndKeepsOldConnections() throws IOException {
    try (HttpFront front = start(PATIENT, FrontFixture::echo);
        RawClient old = client(front)) {
      assertThat(subject(front)).isEqualTo("CN=server");
      openssl.replace(files, other.certificate(), other.key());
      awaitThat("no new certificate", () -> subject(front).equals("CN=other"));
      old.send(post("hello"));
      assertThat(old.answer().status()).isEqualTo(200);
      openssl.replace(files, openssl.write("bad.pem", "nothing"), other.key());
      try (LogCapture log = new LogCapture(TlsRotation.class)) {
        awaitThat("no complaint", () -> !log.messages().isEmpty());
        assertThat(log.messages().getFirst()).contains("served.pem: no certificate chain");
      }
      assertThat(subject(front)).isEqualTo("CN=other");
    }
  }

  /** Of what a new client gets that may resume an earlier session. */
  private String subject(HttpFront front) {
    try (SSLSocket socket = socket(front)) {
      socket.startHandshake();
      return ((X509Certificate) socket.getSession().getPeerCertificates()[0])
          .getSubjectX500Principal()
          .getName();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void closesWhoSaysNothing() throws IOException {
    try (HttpFront front = start(impatient(), FrontFixture::echo);
        RawClient first = new RawClient(front.port());
        RawClient second = new RawClient(front.port())) {
      assertThat(first.closed()).isTrue();
      assertThat(second.closed()).isTrue();
      try (RawClient served = client(front)) { // Both places are free again.
        served.send(post("hello"));
        assertThat(served.answer().status()).isEqualTo(200);
      }
      awaitNoConnection(front);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 40})
  void closesWhoTricklesItsClientHello(int begun) throws IOException {
    byte[] hello = clientHello();
    try (HttpFront front = start(impatient(), FrontFixture::echo);
        RawClient client = new RawClient(front.port())) {
      client.send(Arrays.copyOf(hello, begun));
      assertThatThrownBy(
              () -> {
                for (int i = begun; i < hello.length - 1; i++) {
                  client.send(Arrays.copyOfRange(hello, i, i + 1));
                  if (client.somethingWithin(10)) {
                    throw new IOException("it was ended: " + client.closed());
                  }
                }
              })
          .isInstanceOf(IOException.class);
      awaitNoConnection(front);
    }
  }

  @Test
  void closesWhoStopsInTheMiddleOfTheHandshake() throws IOException {
    try (HttpFront front = start(impatient(), FrontFixture::echo);
        RawClient client = new RawClient(front.port())) {
      client.send(clientHello());
      assertThat(client.remaining()).as("the server's part of the handshake").isPositive();
      awaitNoConnection(front);
    }
  }

  /** What the JDK's client sends first. */
  private byte[] clientHello() throws SSLException {
    var engine = trusting.createSSLEngine("localhost", 443);
    engine.setUseClientMode(true);
    ByteBuffer out = ByteBuffer.allocate(1 << 15);
    engine.beginHandshake();
    engine.wrap(ByteBuffer.allocate(0), out);
    return Arrays.copyOf(out.array(), out.position());
  }

  @Test
  void tellsAPlainClientWhatToDo() throws IOException {
    try (HttpFront front = start(PATIENT, FrontFixture::echo);
        RawClient client = new RawClient(front.port())) {
      client.send(post("hello"));
      RawClient.Answer answer = client.answer();
      assertError(answer, 400, "MalformedHttpRequestException");
      assertThat(answer.body()).contains("https://");
      assertThat(client.closed()).isTrue();
      awaitNoConnection(front);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "00",
        "80",
        "16",
        "1603",
        "160301ffff",
        "16030100020000",
        "1703030001aa",
        "150301000201",
        "1503010002022a",
        "16030100050100000100",
        "160301000401ffffff",
        "ffffffffffffffff"
      })
  void endsWhatIsNoTls(String hexadecimal) throws IOException {
    try (LogCapture log = new LogCapture(HttpFront.class);
        HttpFront front = start(impatient(), FrontFixture::echo);
        RawClient client = new RawClient(front.port())) {
      client.send(HexFormat.of().parseHex(hexadecimal));
      assertThat(client.remaining()).as("alerts at most").isLessThanOrEqualTo(14);
      awaitNoConnection(front);
      assertThat(log.messages()).isEmpty();
    }
  }

  @Test
  void endsAConnectionWithARecordThatIsNotAuthentic() throws IOException {
    try (HttpFront front = start(PATIENT, FrontFixture::echo);
        Socket raw = RawClient.connected(front.port());
        SSLSocket socket =
            (SSLSocket)
                trusting.getSocketFactory().createSocket(raw, "localhost", front.port(), true)) {
      socket.startHandshake();
      raw.getOutputStream().write(new byte[] {23, 3, 3, 0, 32});
      raw.getOutputStream().write(new byte[32]);
      assertThat(new RawClient(raw).remaining()).as("tickets and an alert").isLessThan(8 << 10);
      awaitNoConnection(front);
    }
  }

  @Test
  void refusesALargerBody() throws IOException {
    try (HttpFront front = start(PATIENT, FrontFixture::echo)) {
      for (String request :
          List.of(
              post("x".repeat(BODY_BYTES + 1)),
              "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 99999999999\r\n\r\n",
              CHUNKED + "20000\r\n" + "x".repeat(0x20000) + "\r\n0\r\n\r\n")) {
        try (RawClient client = client(front)) {
          client.send(request);
          assertError(client.answer(), 413, "RequestEntityTooLargeException");
          assertThat(client.closed()).isTrue();
        }
      }
      awaitNoConnection(front);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5000\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n800\r\n",
        "P",
      })
  void endsARequestThatIsTrickledIn(String beginning) throws IOException {
    try (HttpFront front = start(limits(64, LONG, SHORT, LONG), FrontFixture::echo);
        RawClient client = client(front)) {
      client.send(beginning);
      assertError(client.trickle('a'), 408, "RequestTimeoutException");
      assertThat(client.closed()).isTrue();
      awaitNoConnection(front);
    }
  }

  /** The record is never complete, so that HTTP sees nothing of it. */
  @Test
  void endsAConnectionAtRestWhoseNextRecordIsTrickledIn() throws IOException {
    try (HttpFront front = start(limits(64, SHORT, LONG, LONG), FrontFixture::echo);
        Socket raw = RawClient.connected(front.port());
        SSLSocket socket =
            (SSLSocket)
                trusting.getSocketFactory().createSocket(raw, "localhost", front.port(), true)) {
      socket.startHandshake();
      RawClient trickling = new RawClient(raw);
      trickling.send(new byte[] {23, 3, 3, 64, 0});
      assertThatThrownBy(
              () -> {
                for (int i = 0; i < 5_000; i++) {
                  trickling.send(new byte[] {7});
                  Thread.sleep(1);
                }
              })
          .isInstanceOf(IOException.class);
      awaitNoConnection(front);
    }
  }

  @Test
  void cutsAClientThatDoesNotRead() throws IOException {
    byte[] large = new byte[32 << 20];
    try (HttpFront front =
            start(
                limits(64, LONG, LONG, SHORT),
                request -> HttpResponse.of(200, "text/plain", large));
        RawClient client = client(front)) {
      client.send(post(""));
      assertThat(client.somethingWithin(20_000)).isTrue();
      awaitNoConnection(front);
      assertThat(client.remaining()).isLessThan(large.length);
    }
  }

  @Test
  void givesALargeAnswerWhole() throws IOException {
    byte[] large = "0123456789abcdef".repeat(1 << 16).getBytes(StandardCharsets.US_ASCII);
    try (HttpFront front = start(PATIENT, request -> HttpResponse.of(200, "text/plain", large));
        RawClient client = client(front)) {
      client.send(post(""));
      assertThat(client.answer().body()).isEqualTo(new String(large, StandardCharsets.US_ASCII));
    }
  }

  @Test
  void closesIdleConnectionsAndKeepsTheCap() throws IOException {
    try (HttpFront front = start(limits(1, SHORT, LONG, LONG), FrontFixture::echo);
        RawClient first = client(front)) {
      first.send(post("hello"));
      assertThat(first.answer().status()).isEqualTo(200);
      try (SSLSocket second = socket(front)) { // Waits in the backlog for the first to be idle.
        second.startHandshake();
        assertThat(first.closed()).isTrue();
      }
      awaitNoConnection(front);
    }
  }

  @Test
  void saysGoodbyeAndUnderstandsIt() throws IOException {
    try (HttpFront front = start(PATIENT, FrontFixture::echo)) {
      try (SSLSocket socket = socket(front)) {
        socket.startHandshake();
        RawClient client = new RawClient(socket);
        client.send("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
        assertThat(client.answer().status()).isEqualTo(200);
        // Without close_notify the JDK would throw.
        assertThat(socket.getInputStream().read()).isEqualTo(-1);
      }
      try (SSLSocket socket = socket(front)) {
        socket.startHandshake();
        socket.shutdownOutput();
        assertThat(socket.getInputStream().read()).isEqualTo(-1);
      }
      awaitNoConnection(front);
    }
  }

  @Test
  void forgetsWhoIsGoneWithoutAWord() throws IOException {
    try (HttpFront front = start(PATIENT, FrontFixture::echo)) {
      for (String sent : List.of("", "POST", post("hello"), "POST / HTTP/1.1\r\nA: b\r\n")) {
        Socket raw = RawClient.connected(front.port());
        SSLSocket socket =
            (SSLSocket)
                trusting.getSocketFactory().createSocket(raw, "localhost", front.port(), false);
        socket.startHandshake();
        socket.getOutputStream().write(sent.getBytes(StandardCharsets.US_ASCII));
        raw.close();
      }
      Socket half = RawClient.connected(front.port());
      half.getOutputStream().write(Arrays.copyOf(clientHello(), 20));
      half.close();
      awaitNoConnection(front);
    }
  }

  @Test
  void finishesRequestsInFlightWhenClosed() throws Exception {
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    HttpFront front =
        start(
            PATIENT,
            request -> {
              entered.countDown();
              await(release);
              return echo(request);
            });
    try (RawClient idle = client(front);
        RawClient silent = new RawClient(front.port());
        RawClient busy = client(front);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      busy.send(post("hello"));
      await(entered);
      Future<?> closing = threads.submit(front::close);
      assertThat(idle.closed()).isTrue();
      assertThat(silent.closed()).isTrue();
      release.countDown();
      RawClient.Answer answer = busy.answer();
      assertThat(answer.status()).as("nobody else was waited for").isEqualTo(200);
      assertThat(answer.header("connection")).isEqualTo("close");
      assertThat(closing.get()).isNull();
    } finally {
      front.close();
    }
  }

  @Test
  void servesManyAtOnce() throws Exception {
    try (HttpFront front = start(PATIENT, FrontFixture::echo);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Integer>> results = new ArrayList<>();
      for (int i = 0; i < 32; i++) {
        String body = "x".repeat(1_000 * i);
        results.add(
            threads.submit(() -> {
              int good = 0;
              try (RawClient client = client(front)) {
                for (int round = 0; round < 20; round++) {
                  client.send(post(body));
                  good += client.answer().body().endsWith("|" + body.length()) ? 1 : 0;
                }
              }
              return good;
            }));
      }
      for (Future<Integer> result : results) {
        assertThat(result.get()).isEqualTo(20);
      }
      awaitNoConnection(front);
    }
  }

  @Test
  void tenSecondsIsTheBoundOfTheApi() {
    assertThat(HttpLimits.standard().handshakeDeadline()).isEqualTo(Duration.ofSeconds(10));
  }
}
