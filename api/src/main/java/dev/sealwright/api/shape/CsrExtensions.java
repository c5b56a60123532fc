package dev.sealwright.api.shape;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a CA asks for in its own signing request, besides basic constraints. */
public record CsrExtensions(
    @Nullable KeyUsage keyUsage, @Nullable List<AccessDescription> subjectInformationAccess) {
  public CsrExtensions {
    subjectInformationAccess =
        subjectInformationAccess == null ? null : List.copyOf(subjectInformationAccess);
  }
}
