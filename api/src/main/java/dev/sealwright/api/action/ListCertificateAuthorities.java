package dev.sealwright.api.action;

import dev.sealwright.api.auth.Caller;
import dev.sealwright.api.shape.ListCertificateAuthoritiesRequest;
import dev.sealwright.api.shape.ListCertificateAuthoritiesResponse;
import dev.sealwright.api.shape.ResourceOwner;
import dev.sealwright.engine.CaEngine;
import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.store.AuthorityCursor;
import java.util.List;
import java.util.Objects;

/** Lists the caller's CAs in order of creation, at most 100 a page whatever was asked. */
final class ListCertificateAuthorities implements Action<ListCertificateAuthoritiesRequest> {
  private static final int PAGE = 100;

  private final CaEngine engine;
  private final AuthorityView view;
  private final PageTokens tokens;

  ListCertificateAuthorities(CaEngine engine, AuthorityView view, PageTokens tokens) {
    this.engine = engine;
    this.view = view;
    this.tokens = tokens;
  }

  @Override
  public Record run(ListCertificateAuthoritiesRequest request, Caller caller) {
    if (request.resourceOwner() == ResourceOwner.OTHER_ACCOUNTS) {
      // Nothing can be shared yet, so this listing has no second page either.
      if (request.nextToken() != null) {
        throw PageTokens.invalid();
      }
      return new ListCertificateAuthoritiesResponse(null, List.of());
    }
    String token = request.nextToken();
    AuthorityCursor after = token == null ? null : tokens.open(token, caller.account());
    int limit = Math.min(PAGE, Objects.requireNonNullElse(request.maxResults(), PAGE));
    // One more than the page tells whether there is another.
    List<Authority> found = engine.authorities(caller.account(), after, limit + 1);
    List<Authority> page = found.subList(0, Math.min(limit, found.size()));
    String next =
        found.size() > limit
            ? tokens.seal(
                new AuthorityCursor(page.getLast().createdAt(), page.getLast().id()),
                caller.account())
            : null;
    return new ListCertificateAuthoritiesResponse(next, page.stream().map(view::of).toList());
  }
}
