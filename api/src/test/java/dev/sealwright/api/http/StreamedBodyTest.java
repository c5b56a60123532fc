package dev.sealwright.api.http;

import static dev.sealwright.api.http.FrontFixture.BODY_BYTES;
import static dev.sealwright.api.http.FrontFixture.LONG;
import static dev.sealwright.api.http.FrontFixture.PATIENT;
import static dev.sealwright.api.http.FrontFixture.SHORT;
import static dev.sealwright.api.http.FrontFixture.awaitThat;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Answers that are written as they are read: to those who read, who do not, and that break off. */
class StreamedBodyTest {
  private static final String GET = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";
  private static final int LARGE = 64 << 20;

  private final AtomicInteger closed = new AtomicInteger();
  private final AtomicInteger written = new AtomicInteger();

  private final class Letters implements StreamedBody {
    private final int said;
    private final int given;

    Letters(int said, int given) {
      this.said = said;
      this.given = given;
    }

    @Override
    public long length() {
      return said;
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
      written.incrementAndGet();
      byte[] block = new byte[1 << 16];
      for (int done = 0; done < given; done += block.length) {
        out.write(block, 0, Math.min(block.length, given - done));
      }
      if (given < said) {
        throw new IOException("there is no more");
      }
    }

    @Override
    public void close() {
      closed.incrementAndGet();
    }
  }

  private HttpFront front(HttpLimits limits, int status, int said, int given) {
    return FrontFixture.start(
        limits, _ -> HttpResponse.streamed(status, List.of(), new Letters(said, given)));
  }

  @Test
  void isSentWholeAndTheConnectionGoesOn() throws IOException {
    try (HttpFront front = front(PATIENT, 200, 200_000, 200_000);
        RawClient client = new RawClient(front.port())) {
      for (int i = 0; i < 3; i++) {
        RawClient.Answer answer = client.send(GET).answer();
        assertThat(answer.header("content-length")).isEqualTo("200000");
        assertThat(answer.body()).hasSize(200_000);
        assertThat(answer.headers()).doesNotContainKey("transfer-encoding");
      }
      assertThat(closed).hasValue(3);
    }
  }

  @Test
  void isOnlyMeasuredForHeadAndNotModified() throws IOException {
    try (HttpFront front = front(PATIENT, 200, 200_000, 200_000);
        HttpFront unchanged = front(PATIENT, 304, 200_000, 200_000);
        RawClient head = new RawClient(front.port());
        RawClient again = new RawClient(unchanged.port())) {
      for (int i = 0; i < 2; i++) {
        head.send(GET.replace("GET", "HEAD"));
        assertThat(head.answer("HEAD").header("content-length")).isEqualTo("200000");
        assertThat(again.send(GET).answer("HEAD").status()).isEqualTo(304);
      }
      // The last is closed behind its answer.
      awaitThat("a body stayed open", () -> closed.get() == 4);
      assertThat(written).hasValue(0);
    }
  }

  @Test
  void thatBreaksOffEndsTheConnection() throws IOException {
    try (HttpFront front = front(PATIENT, 200, 200_000, 100_000);
        RawClient client = new RawClient(front.port())) {
      assertThat(client.send(GET).answer("HEAD").header("content-length")).isEqualTo("200000");
      assertThat(client.remaining()).isLessThan(200_000);
      awaitThat("the body stayed open", () -> closed.get() == 1);
    }
  }

  @Test
  void whoDoesNotReadIsCutOffAndTheBodyClosed() throws IOException {
    HttpLimits limits =
        new HttpLimits(BODY_BYTES, 16L << 20, 4 << 10, 8, LONG, LONG, LONG, SHORT, LARGE);
    try (HttpFront front = front(limits, 200, LARGE, LARGE);
        RawClient client = new RawClient(front.port())) {
      client.send(GET);
      awaitThat("the body stayed open", () -> closed.get() == 1);
      FrontFixture.awaitNoConnection(front);
      assertThat(client.remaining()).isLessThan(LARGE);
    }
  }

  @Test
  void isClosedWhenTheClientGoesAway() throws IOException {
    try (HttpFront front = front(PATIENT, 200, LARGE, LARGE)) {
      try (RawClient client = new RawClient(front.port())) {
        client.send(GET).answer("HEAD");
      }
      awaitThat("the body stayed open", () -> closed.get() == 1);
      FrontFixture.awaitNoConnection(front);
    }
  }
}
