package dev.sealwright.api.event;

import dev.sealwright.api.wire.CaArn;
import dev.sealwright.engine.audit.AuditEvent;
import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.store.Mutation;
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
import java.util.function.BiFunction;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells of what happened, behind it. Bounded: while the disk is slower than the CA, events are let
 * go and counted, and nothing waits for them.
 *
 * <p>Threads: {@link #applied} and {@link #listMade} from any, they never block; one thread of its
 * own writes.
 */
public final class EventLog implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EventLog.class);
  private static final int WAITING = 20_000;
  private static final Duration LAST = Duration.ofSeconds(2);

  /**
   * What is told where.
   *
   * @param file absent for none
   * @param size of the file, in bytes
   * @param keep files set aside
   * @param records whether the file has a record of each certificate beside its event
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
  private final Sources sources;
  private final Events events;
  private final Counter told;
  private final Counter lost;
  private final Thread thread;
  private volatile boolean closing;

  private EventLog(Settings settings, Sources sources, MeterRegistry metrics) {
    this.sources = sources;
    this.events = new Events(sources);
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

  /** Something is durable. */
  public void applied(Mutation mutation) {
    if (Events.concerns(mutation)) {
      offer(new Happening.Written(mutation));
    }
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

  private void offer(Happening happening) {
    if (closing || !waiting.offer(happening)) {
      lost.increment();
    }
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
    try {
      Optional<Event> event = events.of(happening);
      event.ifPresent(known -> sinks.forEach(sink -> sink.accept(known)));
      event.ifPresentOrElse(_ -> told.increment(), lost::increment);
      recording.ifPresent(file -> record(happening, file));
    } catch (RuntimeException e) {
      // A fault in telling must not end the telling.
      LOG.warn("an event cannot be told", e);
      lost.increment();
    }
  }

  private void record(Happening happening, EventFile file) {
    if (!(happening instanceof Happening.Written(Mutation mutation))
        || !(mutation instanceof Mutation.Seal || mutation instanceof Mutation.Close)) {
      return;
    }
    AuditEvent event =
        mutation instanceof Mutation.Seal seal ? seal.event() : ((Mutation.Close) mutation).event();
    Serial serial = event.serial();
    Optional<Authority> authority = sources.authorities().apply(event.authority());
    Optional<StoredCertificate> stored =
        serial == null ? Optional.empty() : sources.certificates().apply(event.authority(), serial);
    if (authority.isEmpty() || stored.isEmpty()) {
      lost.increment();
      return;
    }
    CaArn arn = sources.arns().apply(authority.get());
    file.line(IssuanceRecords.line(arn, authority.get(), stored.get(), event.at()));
  }

  /** Tells what waits, within a few seconds; to be called while the store can still be read. */
  @Override
  public void close() {
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
