package dev.sealwright.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sealwright.api.http.RawClient;
import dev.sealwright.api.publish.TestLists;
import dev.sealwright.engine.bucket.ObjectAcl;
import dev.sealwright.engine.bucket.folder.FolderBuckets;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.acmpca.AcmPcaClient;
import software.amazon.awssdk.services.acmpca.model.AcmPcaException;
import software.amazon.awssdk.services.acmpca.model.KeyAlgorithm;
import software.amazon.awssdk.services.acmpca.model.SigningAlgorithm;

/** How the process starts, what it says when it cannot, and how it ends. */
@MostlyWaits
@Timeout(120)
class ProcessTest {
  private static final int CALLERS = 8;
  private static final int BEFORE_THE_SIGNAL = 40;

  @TempDir Path folder;

  @Test
  void sigtermUnderLoadLosesNothingThatWasAnswered() throws InterruptedException {
    Path home = folder.resolve("home");
    SdkBytes csr = new OpenSsl(folder).request("/CN=load", Estate.EC);
    Queue<String> issued = new ConcurrentLinkedQueue<>();
    Queue<AcmPcaException> refusals = new ConcurrentLinkedQueue<>();
    String root;
    try (ServerProcess server = ServerProcess.start(home);
        AcmPcaClient pca = server.client();
        ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      CaClient ca = new CaClient(pca);
      root =
          ca.activeRoot(
              KeyAlgorithm.EC_PRIME256_V1, SigningAlgorithm.SHA256_WITHECDSA, "Load Root");
      CountDownLatch underWay = new CountDownLatch(BEFORE_THE_SIGNAL);
      for (int i = 0; i < CALLERS; i++) {
        callers.execute(() -> {
          try {
            while (true) {
              issued.add(ca.issue(root, csr, Estate.ALGORITHM, Estate.END_ENTITY_TEMPLATE, 30));
              underWay.countDown();
            }
          } catch (AcmPcaException e) {
            refusals.add(e);
          } catch (SdkClientException e) {
            assertThat(e).hasRootCauseInstanceOf(IOException.class);
          }
        });
      }
      underWay.await();
      server.terminate();
      assertThat(server.log()).doesNotContain("ERROR");
    }
    assertThat(refusals)
        .allSatisfy(refusal ->
            assertThat(refusal.awsErrorDetails().errorCode()).isEqualTo("ServiceUnavailable"));
    assertThat(StoreRows.count(home.resolve("var").resolve("store.db")))
        .containsEntry("open_reservation", 0)
        .containsEntry("closure", 0)
        .hasEntrySatisfying(
            "seal", seals -> assertThat(seals).isGreaterThanOrEqualTo(issued.size() + 1));
    try (ServerProcess server = ServerProcess.start(home);
        AcmPcaClient pca = server.client()) {
      CaClient ca = new CaClient(pca);
      assertThat(issued)
          .hasSizeGreaterThanOrEqualTo(BEFORE_THE_SIGNAL)
          .doesNotHaveDuplicates()
          .allSatisfy(arn -> assertThat(ca.certificate(root, arn).certificate()).isNotBlank());
    }
  }

  @Test
  void aRequestHalfSentAtSigtermIsAnswered() throws IOException {
    ServerProcess server = ServerProcess.start(folder.resolve("home"));
    int port = server.endpoint().getPort();
    HandMade hand = new HandMade(server);
    byte[] request =
        HandMade.bytes(hand.signer().sign(hand.headers("ListCertificateAuthorities"), "{}"));
    try (RawClient idle = new RawClient(port);
        RawClient client = new RawClient(port)) {
      client.send(Arrays.copyOf(request, request.length - 1));
      // The server has read the half once it has answered another that came later.
      assertThat(hand.call("ListCertificateAuthorities", "{}").status()).isEqualTo(200);
      server.signal();
      awaitRefusedConnections(port);
      RawClient.Answer answer = client.send("}").answer();
      assertThat(answer.body()).isEqualTo("{\"CertificateAuthorities\":[]}");
      assertThat(answer.header("connection")).isEqualToIgnoringCase("close");
      assertThat(client.closed()).isTrue();
      assertThat(idle.closed()).isTrue();
    }
    server.awaitEnd();
    assertThat(server.log()).doesNotContain("ERROR");
  }

  @Test
  void aRequestThatNeverEndsDoesNotSpoilTheEnd() throws IOException {
    ServerProcess server = ServerProcess.start(folder.resolve("home"));
    try (RawClient client = new RawClient(server.endpoint().getPort());
        RawClient reader = new RawClient(server.publicationPort())) {
      client.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 100\r\n\r\n{");
      reader.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 100\r\n\r\n{");
      assertThat(new HandMade(server).call("ListCertificateAuthorities", "{}").status())
          .isEqualTo(200);
      server.terminate();
      assertThat(client.closed()).isTrue();
      assertThat(reader.closed()).isTrue();
    }
    assertThat(server.log()).doesNotContain("ERROR");
  }

  @Test
  void aListInItsBucketIsServedToAnyoneAtThePlaceInTheCertificate() throws IOException {
    Path home = folder.resolve("home");
    ServerProcess server = ServerProcess.start(home);
    try (AcmPcaClient pca = server.client()) {
      String root =
          new CaClient(pca)
              .activeRoot(
                  KeyAlgorithm.EC_PRIME256_V1, SigningAlgorithm.SHA256_WITHECDSA, "Listed Root");
      pca.updateCertificateAuthority(update ->
          update
              .certificateAuthorityArn(root)
              .revocationConfiguration(revocation ->
                  revocation.crlConfiguration(
                      crl -> crl.enabled(true).expirationInDays(3).s3BucketName("listed-bucket"))));
      CaClient ca = new CaClient(pca);
      String issued =
          ca.issue(
              root,
              new OpenSsl(folder).request("/CN=leaf", Estate.EC),
              Estate.ALGORITHM,
              Estate.END_ENTITY_TEMPLATE,
              30);
      String place =
          "http://127.0.0.1:"
              + server.publicationPort()
              + "/listed-bucket/crl/"
              + root.substring(root.lastIndexOf('/') + 1)
              + ".crl";
      assertThat(new OpenSsl(folder).text(ca.certificate(root, issued).certificate()))
          .contains("URI:" + place);
      byte[] list = TestLists.in(folder).list(3);
      new FolderBuckets(home.resolve("var/buckets"), true)
          .put(
              "listed-bucket",
              URI.create(place).getPath().substring("/listed-bucket/".length()),
              ObjectAcl.PUBLIC_READ,
              out -> out.write(list));
      try (RawClient client = new RawClient(server.publicationPort())) {
        RawClient.Answer answer =
            client
                .send("HEAD " + URI.create(place).getPath() + " HTTP/1.1\r\nHost: h\r\n\r\n")
                .answer("HEAD");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("content-length")).isEqualTo(Integer.toString(list.length));
        RawClient.Answer proof =
            client
                .send("GET /listed-bucket/acm-pca-permission-test-key HTTP/1.1\r\nHost: h\r\n\r\n")
                .answer();
        assertThat(proof.status()).isEqualTo(404);
      }
      assertThat(ask(server, "/metrics").body())
          .contains("sealwright_publication_requests_total{kind=\"crl\",status=\"200\"} 1");
    }
    server.terminate();
  }

  /** A way to start that must fail, and what must be said about it. */
  record Misfit(String name, Map<String, String> environment, int status, List<String> said) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Misfit> misfits() {
    return List.of(
        new Misfit(
            "many wrong settings at once",
            Map.of(
                "SEALWRIGHT_PROT", "80",
                "SEALWRIGHT_PORT", "eighty",
                "SEALWRIGHT_MANAGEMENT_PORT", "65536",
                "SEALWRIGHT_LANES", "0",
                "SEALWRIGHT_DB", "jdbc:mysql://db/ca",
                "SEALWRIGHT_DRIVER", "wind",
                "AWS_REGION", "EU West",
                "AWS_SECRET_ACCESS_KEY", ""),
            2,
            List.of(
                "SEALWRIGHT_PROT: ",
                "SEALWRIGHT_PORT: ",
                "SEALWRIGHT_MANAGEMENT_PORT: ",
                "SEALWRIGHT_LANES: ",
                "SEALWRIGHT_DB: ",
                "SEALWRIGHT_DRIVER: ",
                "AWS_REGION: ",
                "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY: ")),
        new Misfit(
            "half a key pair",
            Map.of("AWS_ACCESS_KEY_ID", ""),
            2,
            List.of("AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY: ")),
        new Misfit(
            "an access key that cannot be one",
            Map.of("AWS_ACCESS_KEY_ID", "me and you", "AWS_SECRET_ACCESS_KEY", "tooshort"),
            2,
            List.of("AWS_ACCESS_KEY_ID: ", "AWS_SECRET_ACCESS_KEY: ")),
        new Misfit(
            "a module that is not there",
            Map.of("SEALWRIGHT_PKCS11_MODULE", "/nowhere/libpkcs11.so"),
            1,
            List.of("error: ", "/nowhere/libpkcs11.so")),
        new Misfit(
            "a home that is a file",
            Map.of("SEALWRIGHT_HOME", "/etc/passwd"),
            1,
            List.of("error: /etc/passwd is there and not a folder")),
        new Misfit(
            "a home below a file",
            Map.of("SEALWRIGHT_HOME", "/etc/passwd/var"),
            1,
            List.of("error: ", "/etc/passwd")),
        new Misfit(
            "a store that is something else",
            Map.of("SEALWRIGHT_DB", "jdbc:sqlite:/etc"),
            1,
            List.of("error: ", "/etc")));
  }

  @ParameterizedTest
  @MethodSource("misfits")
  void saysWhyItCannotStart(Misfit misfit) {
    ServerProcess.Refused refused =
        ServerProcess.refused(folder.resolve("home"), misfit.environment());
    assertThat(refused.status()).as(refused.output()).isEqualTo(misfit.status());
    assertThat(refused.output()).contains(misfit.said());
    assertBrief(refused.output());
  }

  @Test
  void aTokenThatIsAFileIsNamed() throws IOException {
    Path home = folder.resolve("home");
    Path token = Files.createDirectories(home.resolve("var")).resolve("token");
    Files.writeString(token, "in the way");
    ServerProcess.Refused refused = ServerProcess.refused(home, Map.of());
    assertThat(refused.status()).as(refused.output()).isEqualTo(1);
    assertThat(refused.output()).contains("error: " + token);
    assertBrief(refused.output());
  }

  @Test
  void theFileInTheHomeCountsAndItsProblemsAreShown() throws IOException {
    Path home = folder.resolve("home");
    Path file = Files.createDirectories(home.resolve("var")).resolve("sealwright.yaml");
    Files.writeString(file, "server:\n  region: eu-west-3\n  prot: 1\ntoken: {lanes: 0}\n");
    ServerProcess.Refused refused = ServerProcess.refused(home, Map.of());
    assertThat(refused.status()).as(refused.output()).isEqualTo(2);
    assertThat(refused.output()).contains(file + ":3: server.prot: ", file + ":4: token.lanes: ");
    assertBrief(refused.output());
    Files.writeString(file, "server:\n  region: eu-west-3\ntoken: {lanes: 2}\n");
    ServerProcess server = ServerProcess.start(home);
    try (AcmPcaClient pca =
        server.client(ServerProcess.KEY_ID, ServerProcess.SECRET, Region.EU_WEST_3)) {
      assertThat(pca.listCertificateAuthorities(list -> {}).certificateAuthorities()).isEmpty();
    }
    server.terminate();
  }

  @Test
  void aSecondServerOverTheSameHomeIsRefused() {
    Path home = folder.resolve("home");
    try (ServerProcess first = ServerProcess.start(home);
        AcmPcaClient pca = first.client()) {
      ServerProcess.Refused second = ServerProcess.refused(home, Map.of());
      assertThat(second.status()).as(second.output()).isEqualTo(1);
      assertThat(second.output())
          .contains("error: the store is in use by another process", "store.db.lock");
      assertBrief(second.output());
      new CaClient(pca)
          .activeRoot(
              KeyAlgorithm.EC_PRIME256_V1, SigningAlgorithm.SHA256_WITHECDSA, "Undisturbed");
      first.terminate();
    }
  }

  @Test
  void aPortInUseIsNamed() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(taken.getLocalPort());
      for (String setting :
          List.of("SEALWRIGHT_PORT", "SEALWRIGHT_MANAGEMENT_PORT", "SEALWRIGHT_PUBLICATION_PORT")) {
        ServerProcess.Refused refused =
            ServerProcess.refused(folder.resolve(setting), Map.of(setting, port));
        assertThat(refused.status()).as(refused.output()).isEqualTo(1);
        assertThat(refused.output()).contains("error: cannot listen on", "port " + port);
        assertBrief(refused.output());
      }
    }
  }

  @Test
  void theMadeCredentialsAreTheOwnersAloneAndWork() throws IOException {
    Path home = folder.resolve("home");
    ServerProcess server =
        ServerProcess.start(home, Map.of("AWS_ACCESS_KEY_ID", "", "AWS_SECRET_ACCESS_KEY", ""));
    Path file = home.resolve("var").resolve("credentials");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    List<String> lines = Files.readAllLines(file);
    String id = valueOf("aws_access_key_id", lines);
    String secret = valueOf("aws_secret_access_key", lines);
    try (AcmPcaClient pca = server.client(id, secret, Region.US_EAST_1);
        AcmPcaClient stranger = server.client()) {
      assertThat(pca.listCertificateAuthorities(list -> {}).certificateAuthorities()).isEmpty();
      assertThatThrownBy(() -> stranger.listCertificateAuthorities(list -> {}))
          .isInstanceOf(AcmPcaException.class);
    }
    server.terminate();
    assertThat(server.log()).doesNotContain(secret);
  }

  @Test
  void operatorsAskOnAListenerOfTheirOwn() throws IOException {
    ServerProcess server = ServerProcess.start(folder.resolve("home"));
    assertThat(ask(server, "/health/live").body()).isEqualTo("{\"live\":true}");
    assertThat(ask(server, "/health/ready").body()).isEqualTo("{\"ready\":true,\"reasons\":{}}");
    assertThat(new HandMade(server).call("ListCertificateAuthorities", "{}").status())
        .isEqualTo(200);
    RawClient.Answer metrics = ask(server, "/metrics");
    assertThat(metrics.status()).isEqualTo(200);
    assertThat(metrics.body())
        .contains(
            "sealwright_api_request_seconds_count{operation=\"ListCertificateAuthorities\","
                + "outcome=\"ok\"} 1")
        .doesNotContain(ServerProcess.SECRET, ServerProcess.KEY_ID);
    assertThat(ask(server, "/").status()).isEqualTo(404);
    server.terminate();
  }

  private static RawClient.Answer ask(ServerProcess server, String path) throws IOException {
    try (RawClient client = new RawClient(server.management().getPort())) {
      return client
          .send("GET " + path + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
          .answer();
    }
  }

  /** Each try takes a connection, so there is nothing to sleep for. */
  private static void awaitRefusedConnections(int port) throws IOException {
    while (true) {
      try (RawClient _ = new RawClient(port)) {
        Thread.onSpinWait();
      } catch (ConnectException e) {
        return;
      } catch (SocketException e) {
        // Reset: the listener closed while this try stood in its backlog. The next one is refused.
        Thread.onSpinWait();
      }
    }
  }

  /** Words for an operator: no stack trace, no secret. */
  private static void assertBrief(String output) {
    assertThat(output)
        .doesNotContain("\tat ", "Exception", ServerProcess.SECRET, "ready http")
        .hasSizeLessThan(8192);
  }

  private static String valueOf(String name, List<String> lines) {
    return lines.stream()
        .filter(line -> line.startsWith(name))
        .map(line -> line.substring(line.indexOf('=') + 1).strip())
        .findFirst()
        .orElseThrow();
  }
}
