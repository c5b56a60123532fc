package dev.sealwright.engine.lint;

import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.x509.Der;
import dev.sealwright.engine.x509.NameConstraints;
import dev.sealwright.engine.x509.Octets;
import java.util.Map;
import java.util.function.Consumer;
import org.bouncycastle.asn1.ASN1BitString;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.PolicyInformation;

/**
 * Whether each extension is of the form that RFC 5280 4.2 gives it, so that readers can parse it;
 * of those it does not know, whether it is one DER element.
 *
 * <p>What the form says about good sense (a keyCertSign without CA:TRUE, say) is not judged: the
 * published templates leave it to the caller.
 */
final class ExtensionForms {
  private static final Map<ASN1ObjectIdentifier, Consumer<ASN1Primitive>> KNOWN =
      Map.ofEntries(
          Map.entry(Extension.keyUsage, ExtensionForms::keyUsage),
          Map.entry(Extension.extendedKeyUsage, each(ASN1ObjectIdentifier::getInstance)),
          Map.entry(Extension.subjectAlternativeName, each(ExtensionForms::generalName)),
          Map.entry(Extension.issuerAlternativeName, each(ExtensionForms::generalName)),
          Map.entry(Extension.certificatePolicies, each(PolicyInformation::getInstance)),
          Map.entry(Extension.cRLDistributionPoints, each(ExtensionForms::distributionPoint)),
          Map.entry(Extension.freshestCRL, each(ExtensionForms::distributionPoint)),
          Map.entry(Extension.authorityInfoAccess, each(ExtensionForms::access)),
          Map.entry(Extension.subjectInfoAccess, each(ExtensionForms::access)),
          Map.entry(Extension.authorityKeyIdentifier, ExtensionForms::authorityKeyIdentifier),
          Map.entry(Extension.subjectKeyIdentifier, ASN1OctetString::getInstance),
          Map.entry(Extension.inhibitAnyPolicy, ExtensionForms::count),
          Map.entry(Extension.policyMappings, each(ExtensionForms::mapping)),
          Map.entry(Extension.policyConstraints, ExtensionForms::policyConstraints));

  private ExtensionForms() {}

  /** INVALID_ARGUMENT for the first that is malformed. */
  static void check(Extensions extensions) {
    for (ASN1ObjectIdentifier oid : extensions.getExtensionOIDs()) {
      byte[] value = extensions.getExtension(oid).getExtnValue().getOctets();
      try {
        ASN1Primitive content = Der.read(value);
        if (oid.equals(Extension.nameConstraints)) {
          NameConstraints.decode(Octets.copyOf(value));
        }
        Consumer<ASN1Primitive> form = KNOWN.get(oid);
        if (form != null) {
          form.accept(content);
        }
      } catch (RuntimeException e) {
        // A parser may answer hostile content with any unchecked exception.
        throw new CaException(
            Failure.INVALID_ARGUMENT,
            "the extension " + oid + " is not of the form that its definition gives it",
            e);
      }
    }
  }

  /** SEQUENCE SIZE (1..MAX) of something. */
  private static Consumer<ASN1Primitive> each(Consumer<ASN1Encodable> item) {
    return value -> {
      ASN1Sequence items = ASN1Sequence.getInstance(value);
      require(items.size() > 0);
      items.forEach(item);
    };
  }

  /** RFC 5280 4.2.1.3: at least one bit is set. */
  private static void keyUsage(ASN1Primitive value) {
    byte[] bits = ASN1BitString.getInstance(value).getBytes();
    boolean some = false;
    for (byte part : bits) {
      some |= part != 0;
    }
    require(some);
  }

  private static void generalName(ASN1Encodable value) {
    GeneralName name = GeneralName.getInstance(value);
    if (name.getTagNo() == GeneralName.iPAddress) {
      int length = ASN1OctetString.getInstance(name.getName()).getOctets().length;
      require(length == 4 || length == 16);
    }
  }

  private static void distributionPoint(ASN1Encodable value) {
    DistributionPoint point = DistributionPoint.getInstance(value);
    // RFC 5280 4.2.1.13: reasons alone say nothing.
    require(point.getDistributionPoint() != null || point.getCRLIssuer() != null);
  }

  private static void access(ASN1Encodable value) {
    generalName(AccessDescription.getInstance(value).getAccessLocation());
  }

  private static void authorityKeyIdentifier(ASN1Primitive value) {
    AuthorityKeyIdentifier key = AuthorityKeyIdentifier.getInstance(value);
    // RFC 5280 A.2: both or neither.
    require((key.getAuthorityCertIssuer() == null) == (key.getAuthorityCertSerialNumber() == null));
  }

  private static void count(ASN1Primitive value) {
    require(ASN1Integer.getInstance(value).getValue().signum() >= 0);
  }

  private static void mapping(ASN1Encodable value) {
    ASN1Sequence pair = ASN1Sequence.getInstance(value);
    require(pair.size() == 2);
    pair.forEach(ASN1ObjectIdentifier::getInstance);
  }

  private static void policyConstraints(ASN1Primitive value) {
    org.bouncycastle.asn1.x509.PolicyConstraints.getInstance(value);
    require(ASN1Sequence.getInstance(value).size() > 0);
  }

  private static void require(boolean condition) {
    if (!condition) {
      throw new IllegalArgumentException("not of its form");
    }
  }
}
