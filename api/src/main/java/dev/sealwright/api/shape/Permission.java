package dev.sealwright.api.shape;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a service principal may do with a CA. */
public record Permission(
    @ArnText @Nullable String certificateAuthorityArn,
    @Nullable Instant createdAt,
    @Bounds(min = 0, max = 128) @Matching("[^*]+") @Nullable String principal,
    @AccountText @Nullable String sourceAccount,
    @Bounds(min = 1, max = 3) @Nullable List<ActionType> actions,
    @PolicyText @Nullable String policy) {
  public Permission {
    actions = actions == null ? null : List.copyOf(actions);
  }
}
