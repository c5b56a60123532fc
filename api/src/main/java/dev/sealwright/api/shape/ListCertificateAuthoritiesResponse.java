package dev.sealwright.api.shape;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A page of CAs; no token means the last page. */
public record ListCertificateAuthoritiesResponse(
    @Bounds(min = 1, max = 43739) @Nullable String nextToken,
    @Nullable List<CertificateAuthority> certificateAuthorities) {
  public ListCertificateAuthoritiesResponse {
    certificateAuthorities =
        certificateAuthorities == null ? null : List.copyOf(certificateAuthorities);
  }
}
