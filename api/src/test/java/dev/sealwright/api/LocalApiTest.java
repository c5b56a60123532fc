package dev.sealwright.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The fixture itself: a root comes to life in memory and grows old by hand. */
class LocalApiTest {
  @Test
  void aRootLivesAndExpires() {
    try (LocalApi api = new LocalApi()) {
      String root = api.activeRoot();
      assertThat(status(api, root)).isEqualTo("ACTIVE");
      api.clock().advance(Duration.ofDays(3651));
      assertThat(status(api, root)).isEqualTo("EXPIRED");
    }
  }

  private static String status(LocalApi api, String arn) {
    return api.ok("DescribeCertificateAuthority", Requests.ca(arn))
        .at("/CertificateAuthority/Status")
        .asText();
  }
}
