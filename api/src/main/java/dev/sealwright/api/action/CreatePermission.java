package dev.sealwright.api.action;

import dev.sealwright.api.auth.Caller;
import dev.sealwright.api.shape.CreatePermissionRequest;
import dev.sealwright.api.wire.ErrorName;
import dev.sealwright.api.wire.Operation;
import dev.sealwright.api.wire.WireException;
import dev.sealwright.engine.CaEngine;
import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.authority.Permission;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Permits ACM to use a CA on behalf of the caller's account.
 *
 * <p>The model declares no InvalidArgsException here; a principal or account of another kind is a
 * ValidationException.
 */
final class CreatePermission implements Action<CreatePermissionRequest> {
  private static final String ACM = "acm.amazonaws.com";

  /** For one CA; more than one service and its accounts come to. */
  private static final int MOST = 20;

  private final CaEngine engine;
  private final Authorities authorities;

  CreatePermission(CaEngine engine, Authorities authorities) {
    this.engine = engine;
    this.authorities = authorities;
  }

  @Override
  public @Nullable Record run(CreatePermissionRequest request, Caller caller) {
    Authority authority =
        authorities.find(Operation.CREATE_PERMISSION, request.certificateAuthorityArn(), caller);
    if (!request.principal().equals(ACM)) {
      throw invalid("The only valid Principal is " + ACM);
    }
    String account = Objects.requireNonNullElse(request.sourceAccount(), caller.account());
    if (!account.equals(caller.account())) {
      throw invalid("SourceAccount must be the calling account, " + caller.account());
    }
    engine
        .permits()
        .permit(
            authority.id(),
            request.principal(),
            account,
            request.actions().stream()
                .map(action -> Permission.Action.valueOf(action.name()))
                .collect(Collectors.toSet()),
            MOST,
            caller.arn());
    return null;
  }

  private static WireException invalid(String message) {
    return new WireException(ErrorName.VALIDATION, message);
  }
}
