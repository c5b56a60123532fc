package dev.sealwright.api.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Buckets, events and the publication listener, as they are configured. */
class BucketsSectionTest {
  @TempDir Path folder;

  private Configuration read(String yaml, String... variables) throws Exception {
    return Configuration.from(environment(yaml, variables));
  }

  private Map<String, String> environment(String yaml, String... variables) throws IOException {
    Path file = Files.writeString(folder.resolve("sealwright.yaml"), yaml);
    Map<String, String> environment = new HashMap<>();
    environment.put("SEALWRIGHT_CONFIG", file.toString());
    for (int i = 0; i < variables.length; i += 2) {
      environment.put(variables[i], variables[i + 1]);
    }
    return environment;
  }

  private String refused(String yaml, String... variables) throws IOException {
    Map<String, String> environment = environment(yaml, variables);
    return String.valueOf(
        catchThrowableOfType(InvalidConfiguration.class, () -> Configuration.from(environment))
            .getMessage());
  }

  @Test
  void foldersInTheHomeAreTheDefault() throws Exception {
    Configuration configuration = read("server: {home: /srv/home}\n");
    assertThat(configuration.buckets())
        .isEqualTo(new Buckets.Folders(Path.of("/srv/home/buckets")));
    assertThat(configuration.events().file()).isEmpty();
    assertThat(configuration.events().url()).isEmpty();
    assertThat(configuration.publication())
        .isEqualTo(
            new Configuration.Publication(
                Optional.empty(), InetAddress.ofLiteral("127.0.0.1"), 1000));
  }

  @Test
  void s3IsReadWhole() throws Exception {
    Configuration configuration =
        read(
            """
            server: {region: eu-west-3}
            buckets:
              kind: s3
              s3:
                endpoint: http://127.0.0.1:9000
                pathStyle: true
                accessKeyId: AKIATEST
                secretFile: /etc/secret
                encryption: sse-kms
                kmsKey: alias/lists
                timeout: 5
            publication: {address: "::"}
            events: {url: "https://example.com/in?x=y", size: 1, records: true}
            """,
            "SEALWRIGHT_EVENTS_FILE",
            "/var/log/events");
    assertThat(configuration.buckets())
        .isEqualTo(
            new Buckets.S3(
                Optional.of(URI.create("http://127.0.0.1:9000")),
                "eu-west-3",
                true,
                Optional.of(new Buckets.Key("AKIATEST", Path.of("/etc/secret"))),
                new Buckets.Encryption.SseKms("alias/lists"),
                Duration.ofSeconds(5)));
    assertThat(configuration.events())
        .isEqualTo(
            new Configuration.Events(
                Optional.of(Path.of("/var/log/events")),
                1 << 20,
                8,
                true,
                Optional.of(URI.create("https://example.com/in?x=y"))));
    assertThat(configuration.publication().address()).isEqualTo(InetAddress.ofLiteral("::"));
  }

  @Test
  void theRegionMayDifferFromTheServers() throws Exception {
    assertThat(
            read(
                    "server: {region: eu-west-3}\n",
                    "SEALWRIGHT_BUCKETS_KIND",
                    "s3",
                    "SEALWRIGHT_BUCKETS_S3_REGION",
                    "us-west-2",
                    "SEALWRIGHT_BUCKETS_S3_ENCRYPTION",
                    "sse-s3")
                .buckets())
        .isEqualTo(
            new Buckets.S3(
                Optional.empty(),
                "us-west-2",
                false,
                Optional.empty(),
                new Buckets.Encryption.SseS3(),
                Duration.ofSeconds(30)));
  }

  @Test
  void everythingWrongIsSaidAtOnce() throws IOException {
    assertThat(
            refused(
                """
                buckets:
                  kind: s3
                  s3:
                    endpoint: https://user:secret@example.com
                    accessKeyId: AKIATEST
                    encryption: sse-kms
                    timeout: 0
                events:
                  url: ftp://example.com
                publication:
                  address: localhost
                  requestsPerSecond: 0
                """))
        .contains(
            ":4: buckets.s3.endpoint: ",
            ":5: buckets.s3.accessKeyId: goes with buckets.s3.secretFile",
            ":6: buckets.s3.encryption: sse-kms needs buckets.s3.kmsKey",
            ":7: buckets.s3.timeout: ",
            ":9: events.url: ",
            ":11: publication.address: expected an IP address",
            ":12: publication.requestsPerSecond: ");
    assertThat(refused("buckets: {kind: s3, s3: {kmsKey: alias/x}}\n"))
        .contains("buckets.s3.kmsKey: is for buckets.s3.encryption sse-kms alone");
    assertThat(refused("buckets: {kind: tape}\n")).contains("expected folder or s3");
    assertThat(refused("buckets: {s3: {endpoint: \"https://example.com/path\"}, kind: s3}\n"))
        .contains("buckets.s3.endpoint: ");
  }
}
