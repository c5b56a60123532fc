package dev.sealwright.api.event;

import dev.sealwright.api.wire.CaArn;
import dev.sealwright.engine.audit.AuditEvent;
import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.store.Committer;
import dev.sealwright.engine.store.Mutation;
import dev.sealwright.engine.store.Outcome;
import dev.sealwright.engine.store.StoredCertificate;
import dev.sealwright.engine.x509.Serial;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells of what happened, behind it: it follows every commit, through which everything passes, also
 * what a start finishes after a crash. Bounded: while the disk is slower than the CA, events are
 * let go and counted, and nothing waits for them.
 *
 * <p>Threads: told of commits on the committer's, of lists from any, it never blocks them; one
 * thread of its own writes.
 */
public final class EventLog implements Committer.Observer, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EventLog.class);
  private static final int WAITING = 20_000;
  private static final Duration LAST = Duration.ofSeconds(2);

  /** Characters of records of calls that may wait: a call has more of them than other news. */
  private static final long MOST_CALLS = 8L << 20;

  /**
   * What is told where.
   *
   * @param file absent for none
   * @param size of the file, in bytes
   * @param keep files set aside
   * @param records whether the file has records beside the events, of what CAs did by themselves
   *     and of the calls of the API
   * @param url absent for none
   */
  public record Settings(
      Optional<Path> file, long size, int keep, boolean records, Optional<URI> url) {}

  /**
   * Finds what must be said; asked on the thread of the log.
   *
   * @param certificates issued or failed
   */
  public record Sources(
      Function<AuthorityId, Optional<Authority>> authorities,
      BiFunction<AuthorityId, Serial, Optional<StoredCertificate>> certificates,
      Function<Authority, CaArn> arns) {}

  private final BlockingQueue<Happening> waiting = new ArrayBlockingQueue<>(WAITING);
  private final List<EventSink> sinks = new ArrayList<>();
  private final Optional<EventFile> recording;
  private final Events events;
  private final TrailRecords trail;
  private final Counter told;
  private final Counter lost;
  private final Thread thread;
  private final AtomicLong waitingCalls = new AtomicLong();
  private volatile long lastAnswer = Long.MIN_VALUE;
  private volatile boolean closing;

  private EventLog(Settings settings, Sources sources, MeterRegistry metrics) {
    this.events = new Events(sources);
    this.trail = new TrailRecords(sources);
    this.told =
        Counter.builder("sealwright.events").description("Events that were told").register(metrics);
    this.lost =
        Counter.builder("sealwright.events.lost")
            .description("Events that were let go, by the log or on the way to one of its places")
            .register(metrics);
    Gauge.builder("sealwright.events.waiting", waiting, BlockingQueue::size)
        .description("Events to be told")
        .register(metrics);
    Optional<EventFile> file =
        settings
            .file()
            .map(path ->
                new EventFile(
                    path, settings.size(), settings.keep(), lost::increment, System::nanoTime));
    file.ifPresent(sinks::add);
    this.recording = file.filter(_ -> settings.records());
    settings
        .url()
        .ifPresent(
            url -> sinks.add(new CloudEvents(url, CloudEvents.Pace.STANDARD, lost::increment)));
    this.thread = Thread.ofPlatform().daemon().name("sealwright-events").unstarted(this::run);
  }

  /** Starts, unless there is nowhere to tell anything. */
  public static Optional<EventLog> start(
      Settings settings, Sources sources, MeterRegistry metrics) {
    if (settings.file().isEmpty() && settings.url().isEmpty()) {
      return Optional.empty();
    }
    EventLog log = new EventLog(settings, sources, metrics);
    log.thread.start();
    return Optional.of(log);
  }

  @Override
  public void committed(Mutation mutation, Outcome outcome) {
    if (outcome instanceof Outcome.Applied
        && (Events.concerns(mutation)
            || (recording.isPresent() && TrailRecords.concerns(mutation) && !repeats(mutation)))) {
      offer(new Happening.Written(mutation));
    }
  }

  /**
   * Anybody can have the CA key sign answers, where it does, so a second has one record of them at
   * most; the audit trail of the store has each.
   */
  private boolean repeats(Mutation mutation) {
    if (!(mutation instanceof Mutation.Note(AuditEvent event))
        || event.kind() != AuditEvent.Kind.OCSP_ANSWER_SIGNED) {
      return false;
    }
    long second = event.at().getEpochSecond();
    boolean again = second == lastAnswer;
    lastAnswer = second;
    return again;
  }

  /** What is on record after all is not told: nobody here knows of it. */
  @Override
  public void uncertain() {}

  @Override
  public void ended() {
    close();
  }

  /**
   * A list was made, or was to be made.
   *
   * @param url under which it is published
   * @param failure why it is not there, in words for its owner; absent when it is
   */
  public void listMade(AuthorityId authority, Instant at, URI url, Optional<String> failure) {
    offer(new Happening.ListMade(authority, at, url, failure));
  }

  /** Somebody called the API; it is recorded if records are wanted. */
  public void called(ApiCall call, String region) {
    if (recording.isPresent()) {
      String line = CallRecords.line(call, region);
      if (waitingCalls.addAndGet(line.length()) > MOST_CALLS) {
        waitingCalls.addAndGet(-line.length());
        lost.increment();
      } else if (!offer(new Happening.Called(line))) {
        waitingCalls.addAndGet(-line.length());
      }
    }
  }

  private boolean offer(Happening happening) {
    boolean taken = !closing && waiting.offer(happening);
    if (!taken) {
      lost.increment();
    }
    return taken;
  }

  private void run() {
    try {
      while (!closing || !waiting.isEmpty()) {
        Happening next = waiting.poll(closing ? 0 : 200, TimeUnit.MILLISECONDS);
        if (next == null) {
          sinks.forEach(EventSink::idle);
        } else {
          tell(next);
          if (waiting.isEmpty()) {
            sinks.forEach(EventSink::idle);
          }
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void tell(Happening happening) {
    if (happening instanceof Happening.Called(String line)) {
      waitingCalls.addAndGet(-line.length());
    }
    try {
      if (Events.concerns(happening)) {
        Optional<Event> event = events.of(happening);
        event.ifPresent(known -> sinks.forEach(sink -> sink.accept(known)));
        event.ifPresentOrElse(_ -> told.increment(), lost::increment);
      }
      recording.ifPresent(file ->
          trail.of(happening).ifPresentOrElse(lines -> lines.forEach(file::line), lost::increment));
    } catch (RuntimeException e) {
      // A fault in telling must not end the telling.
      LOG.warn("an event cannot be told", e);
      lost.increment();
    }
  }

  /**
   * Tells what waits, within a few seconds; to be called while the store can still be read. Once is
   * enough: the engine that it follows does so at its end.
   */
  @Override
  public void close() {
    if (closing) {
      return;
    }
    closing = true;
    try {
      if (!thread.join(LAST)) {
        LOG.warn("{} events are not told", waiting.size());
        thread.interrupt();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    sinks.forEach(EventSink::close);
  }
}
