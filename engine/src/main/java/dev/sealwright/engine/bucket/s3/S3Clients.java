package dev.sealwright.engine.bucket.s3;

import java.time.Duration;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProviderChain;
import software.amazon.awssdk.auth.credentials.ContainerCredentialsProvider;
import software.amazon.awssdk.auth.credentials.InstanceProfileCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.StandardRetryStrategy;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.S3Configuration;

/** Clients of S3 as the settings want them. */
final class S3Clients {
  private static final int TRIES = 3;

  private S3Clients() {}

  static S3Client of(S3Settings settings) {
    Duration timeout = settings.timeout();
    S3ClientBuilder builder =
        S3Client.builder()
            .region(Region.of(settings.region()))
            .credentialsProvider(credentials(settings))
            .httpClientBuilder(
                UrlConnectionHttpClient.builder().connectionTimeout(timeout).socketTimeout(timeout))
            .overrideConfiguration(override ->
                override
                    .apiCallAttemptTimeout(timeout.multipliedBy(2))
                    .apiCallTimeout(timeout.multipliedBy(2L * TRIES + 1))
                    .retryStrategy(StandardRetryStrategy.builder().maxAttempts(TRIES).build()))
            // A digest of ours goes with each object; trailers are not known to every store.
            .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
            .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
            .serviceConfiguration(
                S3Configuration.builder()
                    .pathStyleAccessEnabled(settings.pathStyle())
                    .chunkedEncodingEnabled(false)
                    .build());
    settings.endpoint().ifPresent(builder::endpointOverride);
    return builder.build();
  }

  /**
   * Not the SDK's own chain, which begins with AWS_ACCESS_KEY_ID: in this process that is the
   * administrator of our API, and nothing to show to another service.
   */
  private static AwsCredentialsProvider credentials(S3Settings settings) {
    if (settings.key().isPresent()) {
      S3Key key = settings.key().get();
      return StaticCredentialsProvider.create(
          AwsBasicCredentials.create(key.accessKeyId(), key.secretAccessKey()));
    }
    return AwsCredentialsProviderChain.of(
        ProfileCredentialsProvider.create(),
        ContainerCredentialsProvider.create(),
        InstanceProfileCredentialsProvider.create());
  }
}
