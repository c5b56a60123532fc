package dev.sealwright.engine.ocsp;

import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.authority.CountLimits;
import dev.sealwright.engine.authority.InstalledCertificate;
import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.issue.Draft;
import dev.sealwright.engine.lint.Intent;
import dev.sealwright.engine.lint.Lint;
import dev.sealwright.engine.store.Reservation;
import dev.sealwright.engine.x509.Attribute;
import dev.sealwright.engine.x509.Der;
import dev.sealwright.engine.x509.Extension;
import dev.sealwright.engine.x509.KeyPurpose;
import dev.sealwright.engine.x509.KeyUsage;
import dev.sealwright.engine.x509.Octets;
import dev.sealwright.engine.x509.Serial;
import dev.sealwright.engine.x509.SignatureAlgorithm;
import dev.sealwright.engine.x509.SubjectPublicKey;
import dev.sealwright.engine.x509.TbsCertificate;
import dev.sealwright.engine.x509.Validity;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** The certificate of a signer of OCSP answers (RFC 6960 4.2.2.2). Pure. */
final class SignerCertificate {
  /** The name on record in place of a template's; callers cannot ask for it. */
  static final String TEMPLATE = "OcspSigner/V1";

  static final String REQUESTER = "engine";

  /** The longest that a CA for short-lived certificates issues. */
  private static final Duration SHORT_LIFE = Duration.ofDays(7);

  /** For readers whose clock is behind. */
  private static final Duration SKEW = Duration.ofHours(1);

  private SignerCertificate() {}

  /**
   * A draft for the line.
   *
   * @param authority with a certificate
   * @param life of the certificate, unless the CA's end comes first
   * @throws CaException INTERNAL when lint finds something
   */
  static Draft draft(
      Authority authority, SubjectPublicKey key, Duration life, Instant now, SecureRandom random) {
    InstalledCertificate issuer = authority.installed();
    if (issuer == null) {
      throw new CaException(Failure.INVALID_STATE, "the certificate authority has no certificate");
    }
    SignatureAlgorithm algorithm = authority.settings().signingAlgorithm();
    Serial serial = Serial.draw(now, random);
    Validity validity = validity(authority, issuer, life, now);
    Octets tbs =
        TbsCertificate.encode(
            serial,
            algorithm,
            issuer.subject(),
            validity,
            // Below the name of its CA, where name constraints above would want it.
            issuer.subject().with(new Attribute(Attribute.COMMON_NAME, "OCSP Signer")),
            key,
            extensions(issuer, key));
    Lint.check(
        tbs,
        new Intent(
            serial,
            algorithm,
            key,
            Intent.Role.END_ENTITY,
            new Intent.Signer(
                issuer.subject(),
                authority.signingKey().publicKey(),
                issuer.keyIdentifier(),
                issuer.validity().notAfter())));
    return new Draft(
        new Reservation(
            authority.id(),
            authority.version(),
            serial,
            tbs,
            algorithm,
            TEMPLATE,
            REQUESTER,
            now,
            validity),
        authority.signingKey(),
        null,
        null,
        CountLimits.UNLIMITED);
  }

  private static Validity validity(
      Authority authority, InstalledCertificate issuer, Duration wanted, Instant now) {
    Duration life =
        switch (authority.settings().usageMode()) {
          case GENERAL_PURPOSE -> wanted;
          case SHORT_LIVED_CERTIFICATE -> wanted.compareTo(SHORT_LIFE) < 0 ? wanted : SHORT_LIFE;
        };
    Instant from = now.minus(SKEW);
    Instant to = from.plus(life);
    Validity above = issuer.validity();
    return new Validity(
        from.isBefore(above.notBefore()) ? above.notBefore() : from,
        to.isAfter(above.notAfter()) ? above.notAfter() : to);
  }

  private static List<Extension> extensions(InstalledCertificate issuer, SubjectPublicKey key) {
    return List.of(
        new Extension(
            Extension.AUTHORITY_KEY_IDENTIFIER,
            false,
            // keyIdentifier is [0] IMPLICIT OCTET STRING.
            Octets.copyOf(Der.sequence(Der.element(0x80, issuer.keyIdentifier().toArray())))),
        new Extension(
            Extension.SUBJECT_KEY_IDENTIFIER,
            false,
            Octets.copyOf(Der.octetString(key.identifier().toArray()))),
        new Extension(
            Extension.KEY_USAGE, true, KeyUsage.encode(Set.of(KeyUsage.DIGITAL_SIGNATURE))),
        new Extension(
            Extension.EXTENDED_KEY_USAGE,
            false,
            KeyPurpose.encode(List.of(KeyPurpose.OCSP_SIGNING.oid()))),
        new Extension(Extension.OCSP_NO_CHECK, false, Octets.copyOf(new byte[] {Der.NULL, 0})));
  }
}
