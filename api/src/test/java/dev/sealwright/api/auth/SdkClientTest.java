package dev.sealwright.api.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sealwright.api.http.ErrorAnswer;
import dev.sealwright.api.http.HttpFront;
import dev.sealwright.api.http.HttpLimits;
import dev.sealwright.api.http.HttpRequest;
import dev.sealwright.api.http.HttpResponse;
import java.net.InetAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.acmpca.AcmPcaClient;
import software.amazon.awssdk.services.acmpca.model.AcmPcaException;

/** The client of the AWS SDK for Java against front and verifier together. */
class SdkClientTest {
  private static final String ARN =
      "arn:aws:acm-pca:eu-central-1:123456789012:certificate-authority/x";
  private static final String SECRET = "the secret of the operator";
  private static final Caller CALLER =
      new Caller("123456789012", "arn:aws:iam::123456789012:user/operator");

  private final AtomicReference<Caller> caller = new AtomicReference<>();
  private final SigV4Verifier verifier =
      new SigV4Verifier(
          AccessKeys.of(List.of(new AccessKey("AKIAOPERATOR", SECRET, CALLER))),
          "eu-central-1",
          "acm-pca",
          Clock.systemUTC());
  private final HttpFront front =
      HttpFront.start(InetAddress.getLoopbackAddress(), 0, HttpLimits.standard(), this::answer);

  @AfterEach
  void close() {
    front.close();
  }

  private HttpResponse answer(HttpRequest request) {
    caller.set(verifier.verify(request));
    byte[] body = "{\"Tags\":[{\"Key\":\"k\",\"Value\":\"v\"}]}".getBytes(StandardCharsets.UTF_8);
    return HttpResponse.of(200, ErrorAnswer.CONTENT_TYPE, body);
  }

  private AcmPcaClient client(String secret) {
    return AcmPcaClient.builder()
        .region(Region.EU_CENTRAL_1)
        .endpointOverride(URI.create("http://127.0.0.1:" + front.port()))
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("AKIAOPERATOR", secret)))
        .httpClient(UrlConnectionHttpClient.create())
        .build();
  }

  @Test
  void servesTheSdk() {
    try (AcmPcaClient client = client(SECRET)) {
      for (int i = 0; i < 3; i++) {
        var tags = client.listTags(request -> request.certificateAuthorityArn(ARN));
        assertThat(tags.tags()).singleElement().extracting(tag -> tag.value()).isEqualTo("v");
        assertThat(tags.responseMetadata().requestId()).hasSize(36);
      }
      assertThat(caller).hasValue(CALLER.from("127.0.0.1"));
    }
  }

  @Test
  void refusesTheSdkWithAnotherSecret() {
    try (AcmPcaClient client = client(SECRET + "!")) {
      assertThatThrownBy(() -> client.listTags(request -> request.certificateAuthorityArn(ARN)))
          .isInstanceOfSatisfying(
              AcmPcaException.class,
              e -> {
                assertThat(e.statusCode()).isEqualTo(403);
                assertThat(e.awsErrorDetails().errorCode()).isEqualTo("InvalidSignatureException");
                assertThat(e.requestId()).hasSize(36);
              });
      assertThat(caller).hasNullValue();
    }
  }
}
