package dev.sealwright.api.shape;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The extensions that a call may give. */
public record Extensions(
    @Bounds(min = 1, max = 20) @Nullable List<PolicyInformation> certificatePolicies,
    @Bounds(min = 1, max = 20) @Nullable List<ExtendedKeyUsage> extendedKeyUsage,
    @Nullable KeyUsage keyUsage,
    @Bounds(min = 1, max = 150) @Nullable List<GeneralName> subjectAlternativeNames,
    @Bounds(min = 1, max = 150) @Nullable List<CustomExtension> customExtensions) {
  public Extensions {
    certificatePolicies = certificatePolicies == null ? null : List.copyOf(certificatePolicies);
    extendedKeyUsage = extendedKeyUsage == null ? null : List.copyOf(extendedKeyUsage);
    subjectAlternativeNames =
        subjectAlternativeNames == null ? null : List.copyOf(subjectAlternativeNames);
    customExtensions = customExtensions == null ? null : List.copyOf(customExtensions);
  }
}
