package dev.sealwright.api.publish;

import dev.sealwright.api.http.HttpHandler;
import dev.sealwright.api.http.HttpRequest;
import dev.sealwright.api.http.HttpResponse;
import dev.sealwright.api.publish.RequestCounts.Kind;
import dev.sealwright.engine.authority.AuthorityId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Finds out what a request is for. Whatever is neither a list nor OCSP is not there.
 *
 * <p>Threads: shared.
 */
final class Desk implements HttpHandler {
  private static final String OWN_OCSP = "/ocsp/";

  /** Where the id of a CA ends that begins behind {@link #OWN_OCSP}. */
  private static final int END = OWN_OCSP.length() + 36;

  private final Optional<ListDesk> lists;
  private final Optional<OcspDesk> ocsp;
  private final CustomNames names;
  private final AddressRates rates;
  private final RequestCounts counts;

  Desk(
      Optional<ListDesk> lists,
      Optional<OcspDesk> ocsp,
      CustomNames names,
      AddressRates rates,
      RequestCounts counts) {
    this.lists = lists;
    this.ocsp = ocsp;
    this.names = names;
    this.rates = rates;
    this.counts = counts;
  }

  @Override
  public HttpResponse handle(HttpRequest request) {
    if (!rates.admit(request.peer())) {
      return counts.counted(Kind.OTHER, Answers.tooMany());
    }
    String path = request.path();
    Optional<AuthorityId> own = own(path);
    // No base64 has a dot in it, while the name of every list has: a bucket may be called ocsp too.
    if (own.isPresent() && !path.endsWith(ListDesk.SUFFIX)) {
      return ocsp(Set.of(own.get()), request, path.substring(END));
    }
    String host = CustomNames.normal(request.all("host"));
    Set<AuthorityId> responders = names.responders(host);
    if (!responders.isEmpty() && !path.endsWith(ListDesk.SUFFIX)) {
      return ocsp(responders, request, path);
    }
    return list(host, path, request);
  }

  /** The CA whose responder is at this path. By hand, for every request comes by here. */
  private static Optional<AuthorityId> own(String path) {
    if (!path.startsWith(OWN_OCSP)
        || path.length() < END
        || (path.length() > END && path.charAt(END) != '/')) {
      return Optional.empty();
    }
    String text = path.substring(OWN_OCSP.length(), END);
    try {
      UUID id = UUID.fromString(text);
      // It reads other forms too.
      return id.toString().equals(text) ? Optional.of(new AuthorityId(id)) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private HttpResponse ocsp(Set<AuthorityId> authorities, HttpRequest request, String rest) {
    return counts.counted(
        Kind.OCSP,
        ocsp.map(desk -> desk.answer(authorities, request, rest)).orElseGet(Answers::notFound));
  }

  private HttpResponse list(String host, String path, HttpRequest request) {
    if (!request.method().equals("GET") && !request.method().equals("HEAD")) {
      return counts.counted(Kind.OTHER, Answers.methodNotAllowed("GET, HEAD"));
    }
    Optional<String> key = UriPath.decoded(path);
    if (lists.isEmpty() || key.isEmpty() || !key.get().endsWith(ListDesk.SUFFIX)) {
      return counts.counted(Kind.OTHER, Answers.notFound());
    }
    for (ListPlace place : places(host, key.get())) {
      Optional<HttpResponse> answer = lists.get().answer(place, request);
      if (answer.isPresent()) {
        return counts.counted(Kind.CRL, answer.get());
      }
    }
    return counts.counted(Kind.CRL, Answers.notFound());
  }

  /** Under a custom name the whole path is the key; else the bucket comes first. */
  private List<ListPlace> places(String host, String path) {
    List<ListPlace> places = new ArrayList<>();
    names.buckets(host).forEach(bucket -> places.add(new ListPlace(bucket, path)));
    int slash = path.indexOf('/');
    if (slash > 0) {
      places.add(new ListPlace(path.substring(0, slash), path.substring(slash + 1)));
    }
    return places;
  }
}
