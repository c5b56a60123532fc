package dev.sealwright.api.publish;

import dev.sealwright.api.http.HttpResponse;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Requests by kind and status; both come from us, so that nobody can make labels.
 *
 * <p>Threads: shared.
 */
final class RequestCounts {
  /** What was asked for; OTHER is nothing that is there. */
  enum Kind {
    CRL,
    OCSP,
    OTHER
  }

  private record Label(Kind kind, int status) {}

  private final MeterRegistry metrics;
  private final Map<Label, Counter> counters = new ConcurrentHashMap<>();

  RequestCounts(MeterRegistry metrics) {
    this.metrics = metrics;
  }

  /** Gives the answer back. */
  HttpResponse counted(Kind kind, HttpResponse answer) {
    counters.computeIfAbsent(new Label(kind, answer.status()), this::counter).increment();
    return answer;
  }

  private Counter counter(Label label) {
    return Counter.builder("sealwright.publication.requests")
        .description("Requests to the publication listener")
        .tag("kind", label.kind().name().toLowerCase(Locale.ROOT))
        .tag("status", Integer.toString(label.status()))
        .register(metrics);
  }
}
