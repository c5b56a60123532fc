package dev.sealwright.engine.x509;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.ASN1IA5String;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1UTF8String;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.OtherName;
import org.bouncycastle.asn1.x509.TBSCertificate;
import org.jspecify.annotations.Nullable;

/**
 * The names that a certificate gives its subject, as name constraints see them (RFC 5280 4.2.1.10):
 * the subject if it is not empty, every alternative name, and the mailboxes in the subject when no
 * alternative name is an rfc822Name. A SmtpUTF8Mailbox counts as a mailbox too (RFC 9598 section
 * 6).
 */
public final class CertificateNames {
  /** Two labels or more, the last with a letter in it; one is more likely somebody's name. */
  private static final Pattern HOST =
      Pattern.compile("(\\*\\.)?([A-Za-z0-9_-]+\\.)+[A-Za-z0-9-]*[A-Za-z][A-Za-z0-9-]*\\.?");

  private static final ASN1ObjectIdentifier SMTP_UTF8_MAILBOX =
      new ASN1ObjectIdentifier("1.3.6.1.5.5.7.8.9");

  private final List<ConstrainedName> names;

  private CertificateNames(List<ConstrainedName> names) {
    this.names = List.copyOf(names);
  }

  /**
   * Reads them; IllegalArgumentException when the extension is malformed.
   *
   * @param alternative the value of the subject alternative name extension
   */
  public static CertificateNames of(Name subject, @Nullable Octets alternative) {
    List<ConstrainedName> names = new ArrayList<>();
    List<ConstrainedName> international = new ArrayList<>();
    X500Name distinguished = X500Name.getInstance(subject.der().toArray());
    if (!subject.isEmpty()) {
      names.add(new ConstrainedName.Directory(Rdns.of(distinguished)));
    }
    if (alternative != null) {
      Der.requireStrict(alternative.toArray());
      for (GeneralName name : GeneralNames.getInstance(alternative.toArray()).getNames()) {
        names.add(of(name));
        smtpUtf8(name).ifPresent(international::add);
      }
    }
    if (names.stream().noneMatch(ConstrainedName.Mailbox.class::isInstance)) {
      for (var rdn : distinguished.getRDNs(BCStyle.E)) {
        for (var attribute : rdn.getTypesAndValues()) {
          if (attribute.getType().equals(BCStyle.E)) {
            names.add(new ConstrainedName.Mailbox(Rdns.text(attribute.getValue())));
          }
        }
      }
    }
    names.addAll(international);
    return new CertificateNames(names);
  }

  /**
   * The names in a TBSCertificate that is known to be well formed, and in one for an end entity the
   * common names that readers take for its host when no alternative name is a dNSName.
   */
  public static CertificateNames ofCertificate(Octets tbs) {
    TBSCertificate content = TBSCertificate.getInstance(tbs.toArray());
    Extensions extensions = content.getExtensions();
    Extension alternative =
        extensions == null ? null : extensions.getExtension(Extension.subjectAlternativeName);
    try {
      CertificateNames names =
          of(
              new Name(Octets.copyOf(content.getSubject().getEncoded("DER"))),
              alternative == null ? null : Octets.copyOf(alternative.getExtnValue().getOctets()));
      return isAuthority(extensions) ? names : names.withHosts(content.getSubject());
    } catch (IOException e) {
      throw new DerException("the subject does not encode", e);
    }
  }

  private static boolean isAuthority(@Nullable Extensions extensions) {
    return extensions != null
        && Optional.ofNullable(BasicConstraints.fromExtensions(extensions))
            .filter(BasicConstraints::isCA)
            .isPresent();
  }

  private CertificateNames withHosts(X500Name subject) {
    if (names.stream().anyMatch(ConstrainedName.Dns.class::isInstance)) {
      return this;
    }
    List<ConstrainedName> more = new ArrayList<>(names);
    for (var rdn : subject.getRDNs(BCStyle.CN)) {
      for (var attribute : rdn.getTypesAndValues()) {
        // What stands behind a NUL some readers do not see.
        String text = Rdns.text(attribute.getValue()).split("\0", 2)[0];
        if (attribute.getType().equals(BCStyle.CN) && HOST.matcher(text).matches()) {
          more.add(new ConstrainedName.Dns(text));
        }
      }
    }
    return new CertificateNames(more);
  }

  List<ConstrainedName> names() {
    return names;
  }

  /** A name, or the base of a subtree: the two have one form. */
  static ConstrainedName of(GeneralName name) {
    return switch (name.getTagNo()) {
      case GeneralName.rfc822Name -> new ConstrainedName.Mailbox(ia5(name));
      case GeneralName.dNSName -> new ConstrainedName.Dns(ia5(name));
      case GeneralName.directoryName ->
          new ConstrainedName.Directory(Rdns.of(X500Name.getInstance(name.getName())));
      case GeneralName.uniformResourceIdentifier -> new ConstrainedName.Uri(ia5(name));
      case GeneralName.iPAddress ->
          new ConstrainedName.Ip(
              Octets.copyOf(ASN1OctetString.getInstance(name.getName()).getOctets()));
      default -> new ConstrainedName.Other(name.getTagNo());
    };
  }

  private static Optional<ConstrainedName> smtpUtf8(GeneralName name) {
    if (name.getTagNo() != GeneralName.otherName) {
      return Optional.empty();
    }
    OtherName other = OtherName.getInstance(name.getName());
    return other.getTypeID().equals(SMTP_UTF8_MAILBOX)
        ? Optional.of(
            new ConstrainedName.Mailbox(ASN1UTF8String.getInstance(other.getValue()).getString()))
        : Optional.empty();
  }

  private static String ia5(GeneralName name) {
    return ASN1IA5String.getInstance(name.getName()).getString();
  }
}
