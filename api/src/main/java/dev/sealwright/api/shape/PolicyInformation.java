package dev.sealwright.api.shape;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One certificate policy and its qualifiers (RFC 5280 4.2.1.4). */
public record PolicyInformation(
    @Required @ObjectIdentifierText String certPolicyId,
    @Bounds(min = 1, max = 20) @Nullable List<PolicyQualifierInfo> policyQualifiers) {
  public PolicyInformation {
    policyQualifiers = policyQualifiers == null ? null : List.copyOf(policyQualifiers);
  }
}
