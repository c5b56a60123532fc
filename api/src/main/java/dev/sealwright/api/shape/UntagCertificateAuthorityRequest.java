package dev.sealwright.api.shape;

import java.util.List;

/** Takes tags off a CA, by key or by key and value. */
public record UntagCertificateAuthorityRequest(
    @Required @ArnText String certificateAuthorityArn,
    @Required @Bounds(min = 1, max = 50) List<Tag> tags) {
  public UntagCertificateAuthorityRequest {
    tags = tags == null ? tags : List.copyOf(tags);
  }
}
