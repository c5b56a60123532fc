package dev.sealwright.api.shape;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A distinguished name by attribute, or as {@code customAttributes} alone in the order given.
 *
 * <p>One attribute per RDN; the OIDs are those of RFC 5280 A.1.
 */
public record Asn1Subject(
    @Bounds(min = 2, max = 2) @Matching("[A-Za-z]{2}") @Nullable String country,
    @Bounds(min = 0, max = 64) @Nullable String organization,
    @Bounds(min = 0, max = 64) @Nullable String organizationalUnit,
    @PrintableText @Nullable String distinguishedNameQualifier,
    @Bounds(min = 0, max = 128) @Nullable String state,
    @Bounds(min = 0, max = 64) @Nullable String commonName,
    @PrintableText @Nullable String serialNumber,
    @Bounds(min = 0, max = 128) @Nullable String locality,
    @Bounds(min = 0, max = 64) @Nullable String title,
    @Bounds(min = 0, max = 40) @Nullable String surname,
    @Bounds(min = 0, max = 16) @Nullable String givenName,
    @Bounds(min = 0, max = 5) @Nullable String initials,
    @Bounds(min = 0, max = 128) @Nullable String pseudonym,
    @Bounds(min = 0, max = 3) @Nullable String generationQualifier,
    @Bounds(min = 1, max = 150) @Nullable List<CustomAttribute> customAttributes) {
  public Asn1Subject {
    customAttributes = customAttributes == null ? null : List.copyOf(customAttributes);
  }
}
