package dev.sealwright.engine.authority;

import dev.sealwright.engine.x509.Octets;
import java.io.IOException;
import java.math.BigInteger;
import java.security.KeyPair;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/**
 * A CA certificate of someone else, made by Bouncy Castle, with every property open to be wrong.
 *
 * @param constraints absent for none
 */
record Issued(
    Party subject,
    Party issuer,
    Instant notAfter,
    @Nullable BasicConstraints constraints,
    boolean constraintsCritical,
    @Nullable String criticalExtension,
    ASN1Encodable content,
    @Nullable GeneralName alternative) {

  /** A name with a key. */
  record Party(String name, KeyPair key) {}

  static Issued to(Party subject, Party issuer) {
    return new Issued(
        subject,
        issuer,
        Instant.parse("2036-01-01T00:00:00Z"),
        new BasicConstraints(true),
        true,
        null,
        DERNull.INSTANCE,
        null);
  }

  Issued until(String end) {
    return new Issued(
        subject,
        issuer,
        Instant.parse(end),
        constraints,
        constraintsCritical,
        criticalExtension,
        content,
        alternative);
  }

  Issued constrained(@Nullable BasicConstraints other, boolean critical) {
    return new Issued(
        subject, issuer, notAfter, other, critical, criticalExtension, content, alternative);
  }

  Issued pathLength(int length) {
    return constrained(new BasicConstraints(length), true);
  }

  Issued critical(String oid) {
    return critical(oid, DERNull.INSTANCE);
  }

  Issued critical(String oid, ASN1Encodable value) {
    return new Issued(
        subject, issuer, notAfter, constraints, constraintsCritical, oid, value, alternative);
  }

  Issued called(GeneralName name) {
    return new Issued(
        subject,
        issuer,
        notAfter,
        constraints,
        constraintsCritical,
        criticalExtension,
        content,
        name);
  }

  /** Signed by {@code signer}, whoever is named as the issuer. */
  Octets signedBy(KeyPair signer) {
    var builder =
        new X509v3CertificateBuilder(
            new X500Name(issuer.name()),
            BigInteger.valueOf(4711),
            Date.from(Instant.parse("2026-01-01T00:00:00Z")),
            Date.from(notAfter),
            new X500Name(subject.name()),
            SubjectPublicKeyInfo.getInstance(subject.key().getPublic().getEncoded()));
    try {
      if (constraints != null) {
        builder.addExtension(Extension.basicConstraints, constraintsCritical, constraints);
      }
      if (criticalExtension != null) {
        builder.addExtension(new ASN1ObjectIdentifier(criticalExtension), true, content);
      }
      if (alternative != null) {
        builder.addExtension(
            Extension.subjectAlternativeName, false, new GeneralNames(alternative));
      }
      String algorithm =
          signer.getPrivate().getAlgorithm().equals("EC") ? "SHA256withECDSA" : "SHA256withRSA";
      return Octets.copyOf(
          builder
              .build(new JcaContentSignerBuilder(algorithm).build(signer.getPrivate()))
              .getEncoded());
    } catch (IOException | OperatorCreationException e) {
      throw new IllegalStateException(e);
    }
  }

  Octets der() {
    return signedBy(issuer.key());
  }
}
