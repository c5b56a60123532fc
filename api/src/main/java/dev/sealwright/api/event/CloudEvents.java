package dev.sealwright.api.event;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends events as CloudEvents 1.0 over HTTP, one after the other, each until it is taken: at least
 * once, and in order. What is refused for good, or not taken after all tries, is let go.
 *
 * <p>Threads: one of its own sends; {@link #accept} only puts into its bounded queue.
 */
final class CloudEvents implements EventSink {
  /** How often, and how long between. */
  record Pace(int tries, Duration first, Duration longest, Duration timeout) {
    /** About seven minutes. */
    static final Pace STANDARD =
        new Pace(12, Duration.ofMillis(500), Duration.ofMinutes(1), Duration.ofSeconds(10));
  }

  private static final Logger LOG = LoggerFactory.getLogger(CloudEvents.class);
  private static final String TYPE = "application/cloudevents+json; charset=UTF-8";
  private static final int WAITING = 10_000;
  private static final Duration LAST = Duration.ofSeconds(1);

  private final URI url;
  private final Pace pace;
  private final Runnable lost;
  private final BlockingQueue<Event> waiting = new ArrayBlockingQueue<>(WAITING);
  private final CountDownLatch closing = new CountDownLatch(1);
  private final HttpClient client;
  private final Thread thread;
  private boolean complained;

  /**
   * @param lost called for each event that is let go
   */
  CloudEvents(URI url, Pace pace, Runnable lost) {
    this.url = url;
    this.pace = pace;
    this.lost = lost;
    this.client =
        HttpClient.newBuilder()
            .connectTimeout(pace.timeout())
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    this.thread = Thread.ofPlatform().daemon().name("sealwright-event-sender").start(this::run);
  }

  @Override
  public void accept(Event event) {
    if (!waiting.offer(event)) {
      lost.run();
    }
  }

  @Override
  public void idle() {}

  private void run() {
    try {
      while (true) {
        Event event = waiting.poll(200, TimeUnit.MILLISECONDS);
        if (event == null) {
          if (closing.getCount() == 0) {
            return;
          }
        } else if (!deliver(event)) {
          lost.run();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean deliver(Event event) throws InterruptedException {
    byte[] body = EventJson.cloudEvent(event);
    Duration pause = pace.first();
    for (int attempt = 1; attempt <= pace.tries(); attempt++) {
      switch (send(body)) {
        case TAKEN -> {
          complained = false;
          return true;
        }
        case REFUSED -> {
          return false;
        }
        case AGAIN -> {
          long millis = pause.toMillis();
          long jittered = millis / 2 + ThreadLocalRandom.current().nextLong(millis / 2 + 1);
          if (attempt == pace.tries() || closing.await(jittered, TimeUnit.MILLISECONDS)) {
            return false;
          }
          pause =
              pause.multipliedBy(2).compareTo(pace.longest()) < 0
                  ? pause.multipliedBy(2)
                  : pace.longest();
        }
      }
    }
    return false;
  }

  private enum Answer {
    TAKEN,
    REFUSED,
    AGAIN
  }

  private Answer send(byte[] body) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(url)
            .timeout(pace.timeout())
            .header("Content-Type", TYPE)
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build();
    try {
      int status = client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
      if (status >= 200 && status < 300) {
        return Answer.TAKEN;
      }
      complain("status " + status);
      return status == 408 || status == 429 || status >= 500 ? Answer.AGAIN : Answer.REFUSED;
    } catch (IOException e) {
      complain(e.toString());
      return Answer.AGAIN;
    }
  }

  /** Once until it works again: a receiver that is away must not fill the log. */
  private void complain(String what) {
    if (!complained) {
      LOG.warn("the receiver of events does not take them: {}", what);
      complained = true;
    }
  }

  /** What can be sent within a second is. */
  @Override
  public void close() {
    closing.countDown();
    try {
      if (!thread.join(LAST)) {
        thread.interrupt();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    client.shutdownNow();
    waiting.forEach(_ -> lost.run());
  }
}
