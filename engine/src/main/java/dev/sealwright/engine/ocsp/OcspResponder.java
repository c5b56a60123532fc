package dev.sealwright.engine.ocsp;

import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.fault.Blame;
import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.ocsp.ResponseWriter.Single;
import dev.sealwright.engine.ocsp.ResponseWriter.Span;
import dev.sealwright.engine.x509.DerException;
import dev.sealwright.engine.x509.Octets;
import dev.sealwright.engine.x509.Serial;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers requests for the status of certificates (RFC 6960, RFC 5019, RFC 9654).
 *
 * <p>An answer without a nonce about one certificate on record is signed once and kept until it is
 * old or the certificate is revoked; every other is signed for the one who asks. No answer that a
 * certificate is good is released after its revocation was answered (INVARIANT I10).
 *
 * <p>Threads: shared; blocks the calling (virtual) thread while an answer is being signed.
 */
public final class OcspResponder {
  private static final Logger LOG = LoggerFactory.getLogger(OcspResponder.class);

  /** A revocation that comes while an answer is being made is rare; more in a row is a storm. */
  private static final int ATTEMPTS = 3;

  private final Served served;
  private final Function<Authority, @Nullable ResponseKey> keys;
  private final States states;
  private final AnswerCache cache;
  private final SigningDesk desk;
  private final Clock clock;
  private final OcspSettings settings;
  private final Map<OcspStatus, Counter> answered = new EnumMap<>(OcspStatus.class);

  /** Where an answer comes from. */
  record Sources(
      Served served,
      Function<Authority, @Nullable ResponseKey> keys,
      States states,
      AnswerCache cache,
      SigningDesk desk) {}

  OcspResponder(Sources sources, Clock clock, OcspSettings settings, MeterRegistry metrics) {
    this.served = sources.served();
    this.keys = sources.keys();
    this.states = sources.states();
    this.cache = sources.cache();
    this.desk = sources.desk();
    this.clock = clock;
    this.settings = settings;
    for (OcspStatus status : OcspStatus.values()) {
      answered.put(
          status,
          Counter.builder("sealwright.ocsp.answers")
              .description("OCSP answers by their status")
              .tag("status", status.name())
              .register(metrics));
    }
  }

  /** The authority that answers are asked for, and the key that signs them now. */
  private record Desk(Authority authority, ResponseKey key) {
    AuthorityId id() {
      return authority.id();
    }
  }

  /**
   * Answers a request. Never throws: what goes wrong is an answer too.
   *
   * @param of the authority that the URL names; absent when it names none, and then the request
   *     says by its hashes which one is meant
   * @param request as it came from anybody
   */
  public OcspAnswer answer(@Nullable AuthorityId of, byte[] request) {
    OcspAnswer answer = attempt(of, request);
    Counter counter = answered.get(answer.status());
    if (counter != null) {
      counter.increment();
    }
    return answer;
  }

  private OcspAnswer attempt(@Nullable AuthorityId of, byte[] request) {
    try {
      return answer(of, OcspRequest.read(request));
    } catch (DerException e) {
      return error(OcspStatus.MALFORMED_REQUEST);
    } catch (CaException e) {
      Blame blame = e.failure().blame();
      boolean late = e.failure() == Failure.IN_PROGRESS;
      if (late || blame == Blame.CAPACITY || blame == Blame.DEPENDENCY) {
        LOG.debug("no OCSP answer for now: {}", e.getMessage());
        return error(OcspStatus.TRY_LATER);
      }
      LOG.error("no OCSP answer", e);
      return error(OcspStatus.INTERNAL_ERROR);
    } catch (RuntimeException e) {
      LOG.error("no OCSP answer", e);
      return error(OcspStatus.INTERNAL_ERROR);
    }
  }

  private OcspAnswer answer(@Nullable AuthorityId of, OcspRequest request) {
    AuthorityId id = meant(of, request);
    Authority authority = id == null ? null : served.get(id, clock.instant()).orElse(null);
    if (authority == null) {
      return error(OcspStatus.UNAUTHORIZED);
    }
    ResponseKey key = keys.apply(authority);
    if (key == null) {
      return error(OcspStatus.TRY_LATER);
    }
    Desk at = new Desk(authority, key);
    CertId first = request.certificates().getFirst();
    Serial serial = first.serial();
    return request.certificates().size() == 1 && request.nonce() == null && serial != null
        ? kept(at, first, serial)
        : fresh(at, request);
  }

  /** One answer has one signer, so it speaks for the first issuer in the request that is served. */
  private @Nullable AuthorityId meant(@Nullable AuthorityId of, OcspRequest request) {
    for (CertId certificate : request.certificates()) {
      AuthorityId named = served.named(certificate);
      if (named != null && (of == null || of.equals(named))) {
        return named;
      }
    }
    return null;
  }

  /** The answer that is kept, made when there is none. */
  private OcspAnswer kept(Desk at, CertId certificate, Serial serial) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      AnswerCache.Entry entry = cache.find(at.id(), serial, certificate);
      if (entry == null) {
        if (states.of(at.id(), serial).equals(new State.Unknown())) {
          // Anybody can ask for such serials without end: they take no place among the answers.
          break;
        }
        entry = cache.enter(at.id(), serial, certificate);
      }
      OcspAnswer answer = from(entry, at, certificate, serial);
      if (answer != null && !entry.dropped()) {
        return answer;
      }
    }
    return fresh(at, new OcspRequest(List.of(certificate), null));
  }

  /** Nothing when the entry is of no use any more. */
  private @Nullable OcspAnswer from(
      AnswerCache.Entry entry, Desk at, CertId certificate, Serial serial) {
    OcspAnswer answer = entry.answer();
    Instant now = clock.instant();
    if (answer != null && isPast(answer, now, 1)) {
      cache.drop(at.id(), serial, entry);
      return null;
    }
    if (answer != null && !isPast(answer, now, 2)) {
      return answer;
    }
    if (!entry.claim()) {
      return answer != null ? answer : entry.first().await(settings.patience());
    }
    try {
      return answer == null
          ? first(entry, at, certificate, serial)
          : refreshed(entry, at, certificate, answer);
    } finally {
      entry.giveBack();
    }
  }

  /** Whether the given part of an answer's time, as one over so many, has passed. */
  private static boolean isPast(OcspAnswer answer, Instant now, int part) {
    OcspAnswer.Caching times = answer.caching();
    if (times == null) {
      return true;
    }
    Duration whole = Duration.between(times.thisUpdate(), times.nextUpdate());
    return !now.isBefore(times.thisUpdate().plus(whole.dividedBy(part)));
  }

  private @Nullable OcspAnswer first(
      AnswerCache.Entry entry, Desk at, CertId certificate, Serial serial) {
    OcspAnswer there = entry.answer();
    if (there != null || entry.dropped()) {
      return there;
    }
    try {
      OcspAnswer made = made(at, certificate);
      cache.fill(entry, made);
      return made;
    } catch (RuntimeException e) {
      cache.drop(at.id(), serial, entry);
      entry
          .first()
          .fail(
              e instanceof CaException failure
                  ? failure
                  : new CaException(Failure.INTERNAL, "an OCSP answer could not be made", e));
      throw e;
    }
  }

  /** Half its time has passed: whoever comes first has it made anew, the others get the old one. */
  private OcspAnswer refreshed(
      AnswerCache.Entry entry, Desk at, CertId certificate, OcspAnswer old) {
    OcspAnswer there = entry.answer();
    if (there != null && !there.equals(old)) {
      return there;
    }
    try {
      OcspAnswer made = made(at, certificate);
      cache.fill(entry, made);
      return made;
    } catch (CaException e) {
      LOG.debug("an OCSP answer could not be renewed yet: {}", e.getMessage());
      return old;
    }
  }

  /** An answer to keep. The record is read after its entry is there (INVARIANT I10). */
  private OcspAnswer made(Desk at, CertId certificate) {
    Span span = span(at);
    State state = states.of(at.id(), certificate.serial());
    if (state.equals(new State.Unknown())) {
      throw new CaException(Failure.BUSY, "the certificate authority is being removed");
    }
    return signed(at, List.of(new Single(certificate, state)), span, null);
  }

  /**
   * An answer for one caller. The record is read again when it is signed: what it says was so then,
   * or it is signed anew (INVARIANT I10).
   */
  private OcspAnswer fresh(Desk at, OcspRequest request) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      Span span = span(at);
      List<Single> singles = singles(at, request);
      OcspAnswer answer = signed(at, singles, span, request.nonce());
      if (singles.equals(singles(at, request))) {
        return answer;
      }
    }
    throw new CaException(Failure.BUSY, "revocations keep overtaking an OCSP answer");
  }

  private List<Single> singles(Desk at, OcspRequest request) {
    List<Single> singles = new ArrayList<>(request.certificates().size());
    for (CertId certificate : request.certificates()) {
      singles.add(
          new Single(
              certificate,
              at.id().equals(served.named(certificate))
                  ? states.of(at.id(), certificate.serial())
                  : new State.Unknown()));
    }
    return singles;
  }

  private Span span(Desk at) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    Instant next = now.plus(settings.validity());
    ResponseKey.Delegate delegate = at.key().delegate();
    return new Span(
        now,
        delegate != null && delegate.validity().notAfter().isBefore(next)
            ? delegate.validity().notAfter()
            : next);
  }

  private OcspAnswer signed(Desk at, List<Single> singles, Span span, @Nullable Octets nonce) {
    boolean known =
        singles.stream().anyMatch(single -> !single.state().equals(new State.Unknown()));
    Octets response;
    try {
      response = signed(at.key(), singles, span, nonce, known);
    } catch (CaException e) {
      ResponseKey now = keys.apply(at.authority());
      if (now == null || now.equals(at.key())) {
        throw e;
      }
      // The key was renewed, and the old one destroyed, under us.
      response = signed(now, singles, span, nonce, known);
    }
    boolean same = singles.size() == 1 && nonce == null && known;
    return new OcspAnswer(
        OcspStatus.SUCCESSFUL,
        response,
        same
            ? new OcspAnswer.Caching(
                span.thisUpdate(),
                span.nextUpdate(),
                HexFormat.of().formatHex(HashKind.SHA256.digest(response.toArray())))
            : null);
  }

  private Octets signed(
      ResponseKey key, List<Single> singles, Span span, @Nullable Octets nonce, boolean known) {
    Octets data = ResponseWriter.data(key, singles, span, nonce);
    return ResponseWriter.response(key, data, desk.sign(key, data, known));
  }

  private static OcspAnswer error(OcspStatus status) {
    return new OcspAnswer(status, ResponseWriter.error(status), null);
  }
}
