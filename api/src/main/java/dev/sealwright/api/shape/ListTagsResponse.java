package dev.sealwright.api.shape;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A page of tags; no token means the last page. */
public record ListTagsResponse(
    @Bounds(min = 1, max = 43739) @Nullable String nextToken,
    @Bounds(min = 1, max = 50) @Nullable List<Tag> tags) {
  public ListTagsResponse {
    tags = tags == null ? null : List.copyOf(tags);
  }
}
