package dev.sealwright.api.action;

import dev.sealwright.api.auth.Caller;
import dev.sealwright.api.shape.ListTagsRequest;
import dev.sealwright.api.shape.ListTagsResponse;
import dev.sealwright.api.wire.ErrorName;
import dev.sealwright.api.wire.Operation;
import dev.sealwright.engine.CaEngine;
import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.authority.Tag;

/**
 * Lists the tags of a CA by key. The model declares no error for a bad NextToken here, so it is a
 * ValidationException.
 */
final class ListTags implements Action<ListTagsRequest> {
  private final CaEngine engine;
  private final Authorities authorities;
  private final PageTokens tokens;

  ListTags(CaEngine engine, Authorities authorities, PageTokens tokens) {
    this.engine = engine;
    this.authorities = authorities;
    this.tokens = tokens;
  }

  @Override
  public Record run(ListTagsRequest request, Caller caller) {
    String arn = request.certificateAuthorityArn();
    Authority authority = authorities.find(Operation.LIST_TAGS, arn, caller);
    Page<Tag> page =
        Page.of(
            engine.tags(authority.id()).all(),
            Tag::key,
            tokens,
            new PageTokens.Listing(Operation.LIST_TAGS, caller.account(), arn),
            new Page.Asked(request.maxResults(), request.nextToken()),
            ErrorName.VALIDATION);
    return new ListTagsResponse(page.next(), TagList.write(page.items()));
  }
}
