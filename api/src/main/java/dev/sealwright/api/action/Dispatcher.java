package dev.sealwright.api.action;

import dev.sealwright.api.auth.Caller;
import dev.sealwright.api.auth.SigV4Verifier;
import dev.sealwright.api.event.ApiCall;
import dev.sealwright.api.http.ErrorAnswer;
import dev.sealwright.api.http.Header;
import dev.sealwright.api.http.HttpHandler;
import dev.sealwright.api.http.HttpRequest;
import dev.sealwright.api.http.HttpResponse;
import dev.sealwright.api.quota.RateQuotas;
import dev.sealwright.api.wire.ErrorName;
import dev.sealwright.api.wire.Operation;
import dev.sealwright.api.wire.Refusal;
import dev.sealwright.api.wire.WireException;
import dev.sealwright.api.wire.WireReader;
import dev.sealwright.api.wire.WireWriter;
import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Brings a request to its action: authenticate, find the operation, charge the account, parse,
 * check the model's constraints; the action does the rest. The only boundary where exceptions
 * become answers.
 *
 * <p>Threads: shared; each request runs on its own virtual thread.
 */
public final class Dispatcher implements HttpHandler {
  private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);

  private static final Set<Failure> AWAY =
      Set.of(Failure.TOKEN_UNAVAILABLE, Failure.STORE_UNAVAILABLE);
  private static final String OK = "ok";
  private static final byte[] NO_OUTPUT = "{}".getBytes(StandardCharsets.US_ASCII);

  private final SigV4Verifier verifier;
  private final RateQuotas quotas;
  private final ActionTable actions;
  private final MeterRegistry metrics;
  private final Clock clock;
  private final Consumer<ApiCall> told;

  /**
   * @param told hears of each call whose caller is known, on its thread; must not block
   */
  public Dispatcher(
      SigV4Verifier verifier,
      RateQuotas quotas,
      ActionTable actions,
      MeterRegistry metrics,
      Clock clock,
      Consumer<ApiCall> told) {
    this.verifier = verifier;
    this.quotas = quotas;
    this.actions = actions;
    this.metrics = metrics;
    this.clock = clock;
    this.told = told;
  }

  @Override
  public HttpResponse handle(HttpRequest request) {
    long start = System.nanoTime();
    Passage passage = new Passage();
    HttpResponse response;
    String outcome;
    ApiCall.Refusal refused = null;
    try {
      response = answer(request, passage);
      outcome = OK;
    } catch (RuntimeException e) {
      Refusal refusal = Refusal.of(e, passage.operation);
      if (e instanceof CaException away && AWAY.contains(away.failure())) {
        // Each request says it while a token or the store is away; where it went is logged once, by
        // those who keep to it.
        LOG.warn("{} failed: {}", passage.name(), away.getMessage());
        LOG.debug("where {} failed", passage.name(), away);
      } else if (refusal.error().status() >= 500 || isOurs(e)) {
        LOG.error("{} failed", passage.name(), e);
      }
      response = ErrorAnswer.of(refusal.error(), refusal.message());
      outcome = refusal.error().wireName();
      refused = new ApiCall.Refusal(outcome, refusal.message());
    }
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    Timer.builder("sealwright.api.request")
        .description("Requests by operation and answer")
        .tag("operation", passage.name())
        .tag("outcome", outcome)
        .register(metrics)
        .record(took);
    if (!outcome.equals(OK)) {
      LOG.info("{} by {}: {} in {} ms", passage.name(), passage.actor(), outcome, took.toMillis());
    }
    tell(request, passage, refused);
    return response;
  }

  /** Whatever becomes of the telling, the caller gets his answer. */
  private void tell(HttpRequest request, Passage passage, ApiCall.@Nullable Refusal refusal) {
    Caller caller = passage.caller;
    Operation operation = passage.operation;
    if (caller == null || operation == null) {
      return;
    }
    try {
      told.accept(
          new ApiCall(
              operation.wireName(),
              caller.account(),
              caller.arn(),
              caller.principal().service(),
              clock.instant(),
              request.peer(),
              request.header("User-Agent"),
              Optional.ofNullable(MDC.get(HttpRequest.ID_IN_LOGS)),
              passage.request,
              passage.response,
              refusal));
    } catch (RuntimeException e) {
      LOG.error("a call of {} cannot be told", operation.wireName(), e);
    }
  }

  private static boolean isOurs(RuntimeException thrown) {
    return thrown instanceof CaException failed
        && switch (failed.failure().blame()) {
          case CALLER, CAPACITY -> false;
          case DEPENDENCY, SELF -> true;
        };
  }

  private HttpResponse answer(HttpRequest request, Passage passage) {
    Caller caller = verifier.verify(request);
    passage.caller = caller;
    Operation operation = operation(request);
    passage.operation = operation;
    // Before the body is looked at: who is over its rate costs a signature check and no more.
    quotas.charge(caller.account(), operation);
    Record asked = read(operation, request);
    passage.request = asked;
    Record response = actions.run(operation, asked, caller);
    passage.response = response;
    return new HttpResponse(
        200,
        List.of(new Header("Content-Type", ErrorAnswer.CONTENT_TYPE)),
        response == null ? NO_OUTPUT : WireWriter.write(response));
  }

  private static Operation operation(HttpRequest request) {
    String target = request.header("X-Amz-Target").orElse("");
    if (!request.method().equals("POST") || !request.path().equals("/")) {
      throw new WireException(ErrorName.UNKNOWN_OPERATION, "Operations are called by POST to /");
    }
    return Operation.byTarget(target)
        .orElseThrow(() ->
            new WireException(
                ErrorName.UNKNOWN_OPERATION, "X-Amz-Target names no operation on offer"));
  }

  private static Record read(Operation operation, HttpRequest request) {
    String type = request.header("Content-Type").orElse("").toLowerCase(Locale.ROOT);
    if (!type.equals(ErrorAnswer.CONTENT_TYPE)
        && !type.startsWith(ErrorAnswer.CONTENT_TYPE + ";")) {
      throw new WireException(
          ErrorName.SERIALIZATION, "Content-Type must be " + ErrorAnswer.CONTENT_TYPE);
    }
    return WireReader.read(operation.request(), request.body());
  }

  /** What is known of a request so far, for its log line and its record. */
  private static final class Passage {
    private @Nullable Caller caller;
    private @Nullable Operation operation;
    private @Nullable Record request;
    private @Nullable Record response;

    String name() {
      Operation known = operation;
      return known == null ? "unknown" : known.wireName();
    }

    String actor() {
      Caller known = caller;
      return known == null ? "nobody" : known.arn();
    }
  }
}
