package dev.sealwright.api.action;

import dev.sealwright.api.auth.Caller;
import dev.sealwright.api.shape.ActionType;
import dev.sealwright.api.shape.ListPermissionsRequest;
import dev.sealwright.api.shape.ListPermissionsResponse;
import dev.sealwright.api.wire.ErrorName;
import dev.sealwright.api.wire.Operation;
import dev.sealwright.engine.CaEngine;
import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.authority.Permission;

/** Lists what services may do with a CA, by principal and account. */
final class ListPermissions implements Action<ListPermissionsRequest> {
  private final CaEngine engine;
  private final Authorities authorities;
  private final PageTokens tokens;

  ListPermissions(CaEngine engine, Authorities authorities, PageTokens tokens) {
    this.engine = engine;
    this.authorities = authorities;
    this.tokens = tokens;
  }

  @Override
  public Record run(ListPermissionsRequest request, Caller caller) {
    String arn = request.certificateAuthorityArn();
    Authority authority = authorities.find(Operation.LIST_PERMISSIONS, arn, caller);
    Page<Permission> page =
        Page.of(
            engine.permits().of(authority.id()),
            // No principal has a line feed in it, and none sorts before one.
            permission -> permission.principal() + "\n" + permission.sourceAccount(),
            tokens,
            new PageTokens.Listing(Operation.LIST_PERMISSIONS, caller.account(), arn),
            new Page.Asked(request.maxResults(), request.nextToken()),
            ErrorName.INVALID_NEXT_TOKEN);
    return new ListPermissionsResponse(
        page.next(), page.items().stream().map(permission -> shown(arn, permission)).toList());
  }

  private static dev.sealwright.api.shape.Permission shown(String arn, Permission permission) {
    return new dev.sealwright.api.shape.Permission(
        arn,
        permission.createdAt(),
        permission.principal(),
        permission.sourceAccount(),
        permission.actions().stream()
            .sorted()
            .map(action -> ActionType.valueOf(action.name()))
            .toList(),
        null);
  }
}
