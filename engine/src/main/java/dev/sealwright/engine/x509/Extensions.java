package dev.sealwright.engine.x509;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Boolean;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;

/** The list of extensions as it stands in certificates and requests (RFC 5280 4.1). */
public final class Extensions {
  private Extensions() {}

  /** DER of the SEQUENCE OF Extension, in the order of the list. */
  public static Octets encode(List<Extension> extensions) {
    return Octets.copyOf(
        Der.sequence(extensions.stream().map(Extensions::encode).toArray(byte[][]::new)));
  }

  /**
   * Reads a SEQUENCE OF Extension that {@link Der#requireStrict} has passed.
   *
   * <p>An explicit {@code critical FALSE} is let through: it is not DER (X.690 11.5), but old tools
   * write it, and it cannot be understood in two ways.
   *
   * @throws IllegalArgumentException when it is something else, is empty, or repeats an extension
   */
  public static List<Extension> decode(Octets der) {
    List<Extension> extensions = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (var item : ASN1Sequence.getInstance(der.toArray())) {
      ASN1Sequence parts = ASN1Sequence.getInstance(item);
      if (parts.size() < 2 || parts.size() > 3) {
        throw new DerException("an extension has too many or too few parts");
      }
      String oid = ASN1ObjectIdentifier.getInstance(parts.getObjectAt(0)).getId();
      if (!seen.add(oid)) {
        // RFC 5280 4.2
        throw new DerException("the extension " + oid + " is there more than once");
      }
      boolean critical =
          parts.size() == 3 && ASN1Boolean.getInstance(parts.getObjectAt(1)).isTrue();
      byte[] value = ASN1OctetString.getInstance(parts.getObjectAt(parts.size() - 1)).getOctets();
      extensions.add(new Extension(oid, critical, Octets.copyOf(value)));
    }
    if (extensions.isEmpty()) {
      throw new DerException("the list of extensions is empty");
    }
    return extensions;
  }

  private static byte[] encode(Extension extension) {
    byte[] oid = Der.objectIdentifier(extension.oid());
    byte[] value = Der.octetString(extension.value().toArray());
    return extension.critical() ? Der.sequence(oid, Der.yes(), value) : Der.sequence(oid, value);
  }
}
