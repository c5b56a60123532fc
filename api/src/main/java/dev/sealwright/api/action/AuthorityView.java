package dev.sealwright.api.action;

import dev.sealwright.api.shape.CertificateAuthority;
import dev.sealwright.api.shape.CertificateAuthorityStatus;
import dev.sealwright.api.shape.CertificateAuthorityType;
import dev.sealwright.api.shape.CertificateAuthorityUsageMode;
import dev.sealwright.api.shape.FailureReason;
import dev.sealwright.api.wire.StoredForm;
import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.authority.InstalledCertificate;
import java.time.Clock;

/** How Describe and List show an authority. */
final class AuthorityView {
  private final Realm realm;
  private final Clock clock;

  AuthorityView(Realm realm, Clock clock) {
    this.realm = realm;
    this.clock = clock;
  }

  CertificateAuthority of(Authority authority) {
    StoredForm form = StoredForm.read(authority.settings().annotation());
    InstalledCertificate installed = authority.installed();
    var failure = authority.failure();
    var deletion = authority.deletion();
    return new CertificateAuthority(
        realm.arnOf(authority).toString(),
        authority.owner(),
        authority.createdAt(),
        authority.lastStateChange(),
        CertificateAuthorityType.valueOf(authority.settings().type().name()),
        installed == null ? null : installed.serial().toString(),
        CertificateAuthorityStatus.valueOf(authority.shownStatus(clock.instant()).name()),
        installed == null ? null : installed.validity().notBefore(),
        installed == null ? null : installed.validity().notAfter(),
        failure == null ? null : FailureReason.valueOf(failure.name()),
        form.configuration(),
        Revocations.shown(authority.revocation()),
        deletion == null ? null : deletion.restorableUntil(),
        form.keyStorageSecurityStandard(),
        CertificateAuthorityUsageMode.valueOf(authority.settings().usageMode().name()));
  }
}
