package dev.sealwright.api.action;

import dev.sealwright.api.auth.Caller;
import dev.sealwright.api.shape.DescribeCertificateAuthorityRequest;
import dev.sealwright.api.shape.DescribeCertificateAuthorityResponse;
import dev.sealwright.api.wire.Operation;

/** Shows one CA in any state. */
final class DescribeCertificateAuthority implements Action<DescribeCertificateAuthorityRequest> {
  private final Authorities authorities;
  private final AuthorityView view;

  DescribeCertificateAuthority(Authorities authorities, AuthorityView view) {
    this.authorities = authorities;
    this.view = view;
  }

  @Override
  public Record run(DescribeCertificateAuthorityRequest request, Caller caller) {
    return new DescribeCertificateAuthorityResponse(
        view.of(
            authorities.find(
                Operation.DESCRIBE_CERTIFICATE_AUTHORITY,
                request.certificateAuthorityArn(),
                caller)));
  }
}
