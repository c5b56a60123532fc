package dev.sealwright.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sealwright.api.config.Configuration;
import dev.sealwright.api.http.HttpFront;
import dev.sealwright.api.http.HttpLimits;
import dev.sealwright.api.http.HttpRequest;
import dev.sealwright.api.http.HttpResponse;
import dev.sealwright.engine.bucket.ObjectAcl;
import dev.sealwright.engine.fault.CaException;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.acmpca.AcmPcaClient;
import software.amazon.awssdk.services.acmpca.model.AcmPcaException;
import software.amazon.awssdk.services.acmpca.model.KeyAlgorithm;
import software.amazon.awssdk.services.acmpca.model.SigningAlgorithm;

/** From the configuration of buckets to buckets, and a server whose buckets are in S3. */
@Timeout(120)
class BucketChoiceTest {
  private static final String SECRET = "the secret of the store";

  @TempDir Path folder;
  private final List<HttpRequest> came = Collections.synchronizedList(new ArrayList<>());

  /** A store that blocks public access, and else takes everything. */
  private HttpFront store() {
    return HttpFront.start(
        InetAddress.getLoopbackAddress(),
        0,
        HttpLimits.standard(),
        request -> {
          came.add(request);
          boolean blocked = request.header("x-amz-acl").orElse("").equals("public-read");
          return HttpResponse.of(
              blocked ? 403 : 200,
              "application/xml",
              (blocked ? "<Error><Code>AccessDenied</Code></Error>" : "")
                  .getBytes(StandardCharsets.UTF_8));
        });
  }

  private Map<String, String> environment(int port, Path secret) {
    Map<String, String> environment = new HashMap<>();
    environment.put("SEALWRIGHT_BUCKETS_KIND", "s3");
    environment.put("SEALWRIGHT_BUCKETS_S3_ENDPOINT", "http://127.0.0.1:" + port);
    environment.put("SEALWRIGHT_BUCKETS_S3_PATH_STYLE", "true");
    environment.put("SEALWRIGHT_BUCKETS_S3_ACCESS_KEY_ID", "AKIATHESTORE");
    environment.put("SEALWRIGHT_BUCKETS_S3_SECRET_FILE", secret.toString());
    environment.put("SEALWRIGHT_BUCKETS_S3_ENCRYPTION", "sse-s3");
    return environment;
  }

  private Path secret(String text, String mode) throws IOException {
    Path file = Files.writeString(Files.createTempFile(folder, "s3", ".secret"), text);
    return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
  }

  private BucketChoice choice(int port, Path secret) throws Exception {
    Map<String, String> environment = environment(port, secret);
    environment.put("SEALWRIGHT_HOME", folder.resolve("home").toString());
    return BucketChoice.of(Configuration.from(environment));
  }

  @Test
  void foldersAreServedHereAndS3IsNot() throws Exception {
    Configuration folders =
        Configuration.from(Map.of("SEALWRIGHT_HOME", folder.resolve("home").toString()));
    assertThat(BucketChoice.of(folders).served()).isPresent();
    assertThat(choice(1, secret(SECRET, "rw-------")).served()).isEmpty();
  }

  @Test
  void theStoreIsSpokenToAsConfigured() throws Exception {
    try (HttpFront store = store()) {
      choice(store.port(), secret(SECRET + "\n", "rw-r-----"))
          .buckets()
          .put("a-bucket", "report.json", ObjectAcl.BUCKET_OWNER_FULL_CONTROL, out -> out.write(1));
      HttpRequest put = came.getFirst();
      assertThat(put.method() + " " + put.path()).isEqualTo("PUT /a-bucket/report.json");
      assertThat(put.header("authorization").orElse(""))
          .contains("Credential=AKIATHESTORE/", "/us-east-1/s3/aws4_request");
      assertThat(put.header("x-amz-server-side-encryption")).contains("AES256");
    }
  }

  @Test
  void aSecretThatOthersMayReadOrThatIsNoneIsRefused() throws Exception {
    for (Path file :
        List.of(
            secret(SECRET, "rw-r--r--"),
            secret(" \n", "rw-------"),
            secret("x".repeat(5_000), "rw-------"),
            folder,
            folder.resolve("absent"))) {
      assertThatThrownBy(() -> choice(1, file))
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith(file.toString())
          .hasMessageNotContaining(SECRET);
    }
  }

  @Test
  void aServerProvesItsBucketsInS3() throws IOException {
    try (HttpFront store = store();
        ServerProcess server =
            ServerProcess.start(
                folder.resolve("home"), environment(store.port(), secret(SECRET, "rw-------")));
        AcmPcaClient pca = server.client()) {
      String root =
          new CaClient(pca)
              .activeRoot(
                  KeyAlgorithm.EC_PRIME256_V1, SigningAlgorithm.SHA256_WITHECDSA, "Root in S3");
      assertThatThrownBy(() -> publish(pca, root, "PUBLIC_READ"))
          .isInstanceOf(AcmPcaException.class)
          .hasMessageContaining("blocks public access")
          .hasMessageContaining("Check your S3 bucket permissions and try again");
      publish(pca, root, "BUCKET_OWNER_FULL_CONTROL");
      assertThat(came.stream().map(HttpRequest::path))
          .containsExactly(
              "/a-bucket/acm-pca-permission-test-key",
              "/a-bucket/acm-pca-permission-test-key-private");
      assertThat(came)
          .allSatisfy(request ->
              assertThat(request.header("authorization").orElse(""))
                  .contains("Credential=AKIATHESTORE/")
                  .doesNotContain(ServerProcess.KEY_ID));
      server.terminate();
      assertThat(server.log()).doesNotContain(SECRET, "ERROR");
    }
  }

  private static void publish(AcmPcaClient pca, String root, String acl) {
    pca.updateCertificateAuthority(update ->
        update
            .certificateAuthorityArn(root)
            .revocationConfiguration(revocation ->
                revocation.crlConfiguration(crl ->
                    crl.enabled(true)
                        .expirationInDays(3)
                        .s3BucketName("a-bucket")
                        .s3ObjectAcl(acl))));
  }

  @Test
  void aStoreThatIsAwayIsSaidSo() throws Exception {
    assertThatThrownBy(() ->
            choice(1, secret(SECRET, "rw-------"))
                .buckets()
                .put("a-bucket", "key", ObjectAcl.PUBLIC_READ, out -> out.write(1)))
        .isInstanceOf(CaException.class)
        .hasMessageContaining("cannot be reached");
  }
}
