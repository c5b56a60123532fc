package dev.sealwright.api.shape;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Asks for a new CA; it starts as CREATING. */
public record CreateCertificateAuthorityRequest(
    @Required CertificateAuthorityConfiguration certificateAuthorityConfiguration,
    @Nullable RevocationConfiguration revocationConfiguration,
    @Required CertificateAuthorityType certificateAuthorityType,
    @IdempotencyTokenText @Nullable String idempotencyToken,
    @Nullable KeyStorageSecurityStandard keyStorageSecurityStandard,
    @Bounds(min = 1, max = 50) @Nullable List<Tag> tags,
    @Nullable CertificateAuthorityUsageMode usageMode) {
  public CreateCertificateAuthorityRequest {
    tags = tags == null ? null : List.copyOf(tags);
  }
}
