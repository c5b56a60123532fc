package dev.sealwright.api.shape;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A page of permissions; no token means the last page. */
public record ListPermissionsResponse(
    @Bounds(min = 1, max = 43739) @Nullable String nextToken,
    @Bounds(min = 0) @Nullable List<Permission> permissions) {
  public ListPermissionsResponse {
    permissions = permissions == null ? null : List.copyOf(permissions);
  }
}
