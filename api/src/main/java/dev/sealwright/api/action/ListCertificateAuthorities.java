package dev.sealwright.api.action;

import dev.sealwright.api.auth.Authorizer;
import dev.sealwright.api.auth.CallDetails;
import dev.sealwright.api.auth.Caller;
import dev.sealwright.api.shape.ListCertificateAuthoritiesRequest;
import dev.sealwright.api.shape.ListCertificateAuthoritiesResponse;
import dev.sealwright.api.shape.ResourceOwner;
import dev.sealwright.api.wire.ErrorName;
import dev.sealwright.api.wire.Operation;
import dev.sealwright.engine.CaEngine;
import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.store.AuthorityCursor;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Lists the caller's CAs, or those that others share with it, in order of creation; at most 100 a
 * page whatever was asked. A page of shared ones may hold fewer than there were named on it.
 */
final class ListCertificateAuthorities implements Action<ListCertificateAuthoritiesRequest> {
  private static final int PAGE = 100;
  private static final int PLACE = 3 * Long.BYTES;

  private final CaEngine engine;
  private final Authorities authorities;
  private final Authorizer authorizer;
  private final AuthorityView view;
  private final PageTokens tokens;

  ListCertificateAuthorities(
      CaEngine engine,
      Authorities authorities,
      Authorizer authorizer,
      AuthorityView view,
      PageTokens tokens) {
    this.engine = engine;
    this.authorities = authorities;
    this.authorizer = authorizer;
    this.view = view;
    this.tokens = tokens;
  }

  @Override
  public Record run(ListCertificateAuthoritiesRequest request, Caller caller) {
    authorizer.require(Operation.LIST_CERTIFICATE_AUTHORITIES, caller, CallDetails.NONE);
    ResourceOwner owner = Objects.requireNonNullElse(request.resourceOwner(), ResourceOwner.SELF);
    PageTokens.Listing listing =
        new PageTokens.Listing(
            Operation.LIST_CERTIFICATE_AUTHORITIES, caller.account(), owner.name());
    String token = request.nextToken();
    AuthorityCursor after = token == null ? null : cursor(tokens.open(listing, token));
    int limit = Math.min(PAGE, Objects.requireNonNullElse(request.maxResults(), PAGE));
    // One more than the page tells whether there is another.
    List<Authority> found = found(owner, caller, after, limit + 1);
    List<Authority> page = found.subList(0, Math.min(limit, found.size()));
    String next = found.size() > limit ? tokens.seal(listing, place(page.getLast())) : null;
    return new ListCertificateAuthoritiesResponse(
        next, page.stream().filter(one -> shows(owner, one, caller)).map(view::of).toList());
  }

  private List<Authority> found(
      ResourceOwner owner, Caller caller, @Nullable AuthorityCursor after, int limit) {
    return switch (owner) {
      case SELF -> engine.authorities(caller.account(), after, limit);
      case OTHER_ACCOUNTS -> {
        String organization = caller.principal().organization();
        yield engine
            .sharing()
            .with(
                caller.account(),
                organization == null ? caller.account() : organization,
                after,
                limit);
      }
    };
  }

  /** A policy that names the caller is no promise yet: it may bind the grant to conditions. */
  private boolean shows(ResourceOwner owner, Authority authority, Caller caller) {
    return switch (owner) {
      case SELF -> true;
      case OTHER_ACCOUNTS ->
          !authority.owner().equals(caller.account()) && authorities.shows(authority, caller);
    };
  }

  private static byte[] place(Authority last) {
    return ByteBuffer.allocate(PLACE)
        .putLong(last.createdAt().toEpochMilli())
        .putLong(last.id().value().getMostSignificantBits())
        .putLong(last.id().value().getLeastSignificantBits())
        .array();
  }

  private static AuthorityCursor cursor(Optional<byte[]> opened) {
    ByteBuffer place =
        ByteBuffer.wrap(opened.orElseThrow(() -> Page.notOurs(ErrorName.INVALID_NEXT_TOKEN)));
    return new AuthorityCursor(
        Instant.ofEpochMilli(place.getLong()),
        new AuthorityId(new UUID(place.getLong(), place.getLong())));
  }
}
