package dev.sealwright.api.shape;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Permits a service principal to use a CA. */
public record CreatePermissionRequest(
    @Required @ArnText String certificateAuthorityArn,
    @Required @Bounds(min = 0, max = 128) @Matching("[^*]+") String principal,
    @AccountText @Nullable String sourceAccount,
    @Required @Bounds(min = 1, max = 3) List<ActionType> actions) {
  public CreatePermissionRequest {
    actions = actions == null ? actions : List.copyOf(actions);
  }
}
