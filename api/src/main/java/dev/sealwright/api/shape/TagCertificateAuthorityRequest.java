package dev.sealwright.api.shape;

import java.util.List;

/** Attaches tags to a CA; a key that is there gets the new value. */
public record TagCertificateAuthorityRequest(
    @Required @ArnText String certificateAuthorityArn,
    @Required @Bounds(min = 1, max = 50) List<Tag> tags) {
  public TagCertificateAuthorityRequest {
    tags = tags == null ? tags : List.copyOf(tags);
  }
}
