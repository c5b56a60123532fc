package dev.sealwright.api.publish;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.sealwright.api.http.Header;
import dev.sealwright.api.http.HttpRequest;
import dev.sealwright.api.http.HttpResponse;
import dev.sealwright.api.http.StreamedBody;
import dev.sealwright.engine.bucket.PublicObject;
import dev.sealwright.engine.bucket.PublicObjects;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives out revocation lists. An object is one when everyone may read it, its name ends in {@link
 * #SUFFIX} and it begins as a CertificateList that is as long as it says: reports, objects of proof
 * and whatever else lies in a bucket are not there.
 *
 * <p>Threads: shared. A version that nobody has asked for yet is read through once, to know its
 * tag; who asks for it at that time waits.
 */
final class ListDesk {
  static final String SUFFIX = ".crl";

  /** RFC 5280 4.2.1.13, registered by RFC 2585 4.2. */
  private static final String CONTENT_TYPE = "application/pkix-crl";

  private static final Logger LOG = LoggerFactory.getLogger(ListDesk.class);
  private static final int MOST_VERSIONS = 20_000;

  private final PublicObjects objects;
  private final Clock clock;
  private final SmallLists zipped = new SmallLists();
  private final Cache<String, Optional<ListFacts>> facts =
      Caffeine.newBuilder().maximumSize(MOST_VERSIONS).executor(Runnable::run).build();

  ListDesk(PublicObjects objects, Clock clock) {
    this.objects = objects;
    this.clock = clock;
  }

  /** Nothing when there is no list. */
  Optional<HttpResponse> answer(ListPlace place, HttpRequest request) {
    PublicObject open = null;
    try {
      open = objects.open(place.bucket(), place.key()).orElse(null);
      if (open == null) {
        return Optional.empty();
      }
      Optional<ListFacts> known = facts(open);
      if (known.isEmpty()) {
        return Optional.empty();
      }
      HttpResponse answer = answer(open, known.get(), request);
      if (answer.streamed().isPresent()) {
        open = null; // closed by the front
      }
      return Optional.of(answer);
    } catch (IOException | UncheckedIOException e) {
      LOG.warn("cannot read {} of bucket {}", place.key(), place.bucket(), e);
      return Optional.of(Answers.unavailable());
    } finally {
      if (open != null) {
        open.close();
      }
    }
  }

  private Optional<ListFacts> facts(PublicObject object) {
    return facts.get(
        object.version(),
        _ -> {
          try {
            return ListFacts.of(object);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  private HttpResponse answer(PublicObject object, ListFacts known, HttpRequest request)
      throws IOException {
    Optional<Instant> modified = modified(object);
    Optional<String> range =
        request.method().equals("GET") ? request.header("range") : Optional.empty();
    if (range.isEmpty() && AcceptedCoding.gzip(request)) {
      Optional<byte[]> small = zipped.of(object, known);
      if (small.isPresent()) {
        String tag = "\"" + known.digest() + "-gzip\"";
        List<Header> headers = headers(tag, known, modified);
        headers.add(new Header("Content-Encoding", "gzip"));
        return Conditions.unchanged(request, tag, modified)
            ? new HttpResponse(304, headers, small.get())
            : new HttpResponse(200, headers, small.get());
      }
    }
    String tag = "\"" + known.digest() + "\"";
    List<Header> headers = headers(tag, known, modified);
    headers.add(new Header("Accept-Ranges", "bytes"));
    StreamedBody whole = new ObjectBody(object, 0, object.size());
    if (Conditions.unchanged(request, tag, modified)) {
      return HttpResponse.streamed(304, headers, whole);
    }
    Optional<ByteRange> part =
        range
            .filter(_ -> Conditions.rangeHolds(request, tag, modified))
            .flatMap(header -> ByteRange.of(header, object.size()));
    return part.isPresent()
        ? partial(object, part.get(), headers)
        : HttpResponse.streamed(200, headers, whole);
  }

  private static HttpResponse partial(PublicObject object, ByteRange part, List<Header> headers) {
    if (part.length() == 0) {
      return new HttpResponse(
          416, List.of(new Header("Content-Range", "bytes */" + object.size())), new byte[0]);
    }
    long last = part.from() + part.length() - 1;
    headers.add(
        new Header("Content-Range", "bytes " + part.from() + "-" + last + "/" + object.size()));
    return HttpResponse.streamed(206, headers, new ObjectBody(object, part.from(), part.length()));
  }

  private List<Header> headers(String tag, ListFacts known, Optional<Instant> modified) {
    List<Header> headers = new ArrayList<>();
    headers.add(new Header("Content-Type", CONTENT_TYPE));
    headers.add(new Header("ETag", tag));
    headers.add(new Header("Vary", "Accept-Encoding"));
    modified.ifPresent(time -> headers.add(new Header("Last-Modified", HttpDates.text(time))));
    headers.add(new Header("Cache-Control", lifetime(known)));
    return headers;
  }

  private String lifetime(ListFacts known) {
    Duration left =
        known
            .head()
            .nextUpdate()
            .map(next -> Duration.between(clock.instant(), next))
            .orElse(Duration.ZERO);
    return left.isPositive()
        ? "public, max-age=" + left.toSeconds()
        : "public, max-age=0, must-revalidate";
  }

  /**
   * Dates count seconds, so a list that is replaced within one would pass for the older one. None
   * is said until its second is over.
   */
  private Optional<Instant> modified(PublicObject object) {
    Instant second = object.modified().truncatedTo(ChronoUnit.SECONDS);
    return Optional.of(second).filter(s -> clock.instant().isAfter(s.plusSeconds(1)));
  }
}
