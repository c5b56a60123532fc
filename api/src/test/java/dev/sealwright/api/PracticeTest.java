package dev.sealwright.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sealwright.api.http.HttpFront;
import dev.sealwright.api.http.HttpLimits;
import dev.sealwright.api.http.HttpResponse;
import dev.sealwright.engine.WarmUp;
import dev.sealwright.engine.key.soft.SoftVault;
import dev.sealwright.engine.store.embedded.SqliteStore;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PracticeTest {
  @Test
  void eachCallerIsAnsweredOverHttp(@TempDir Path folder) throws InterruptedException {
    var practice = new Practice(folder.resolve("buckets"), Duration.ZERO);
    Path file = folder.resolve("scratch.db");
    WarmUp.practise(
        SqliteStore.open(file), new SoftVault("practice", 2, new SecureRandom()), practice);
    assertThat(practice.answered()).isEqualTo(Practice.CALLERS);
    try (var store = SqliteStore.open(file)) {
      var ca = store.authorities(WarmUp.OWNER, null, 1).getFirst();
      // Its own certificate too.
      assertThat(store.issued(ca.id())).isEqualTo(Practice.CALLERS + 1);
    }
  }

  @Test
  void aRefusalEndsThePractice() throws IOException {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    try (var front =
            HttpFront.start(
                loopback,
                0,
                HttpLimits.small(),
                request -> new HttpResponse(503, List.of(), new byte[] {1}));
        var connection = new PracticeConnection(loopback, front.port())) {
      byte[] request = "GET / HTTP/1.1\r\nhost: here\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
      assertThatThrownBy(() -> connection.call(request))
          .isInstanceOf(ProtocolException.class)
          .hasMessageContaining("503");
    }
  }
}
