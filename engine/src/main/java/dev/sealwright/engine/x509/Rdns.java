package dev.sealwright.engine.x509;

import java.io.IOException;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;

/**
 * Distinguished names prepared for comparison (RFC 5280 7.1): strings without regard to case, to
 * their type and to how much white space stands between words; attributes of one RDN in any order.
 */
final class Rdns {
  private static final Pattern SPACE = Pattern.compile("\\s+");

  private Rdns() {}

  static List<Set<String>> of(X500Name name) {
    List<Set<String>> rdns = new ArrayList<>();
    for (RDN rdn : name.getRDNs()) {
      Set<String> attributes = new HashSet<>();
      for (var attribute : rdn.getTypesAndValues()) {
        attributes.add(attribute.getType().getId() + "=" + prepared(attribute.getValue()));
      }
      rdns.add(Set.copyOf(attributes));
    }
    return rdns;
  }

  /** The characters of a string, or the digits of something else. */
  static String text(ASN1Encodable value) {
    if (value instanceof ASN1String string) {
      return string.getString();
    }
    try {
      return "#" + HexFormat.of().formatHex(value.toASN1Primitive().getEncoded("DER"));
    } catch (IOException e) {
      throw new DerException("an attribute of a name does not encode", e);
    }
  }

  private static String prepared(ASN1Encodable value) {
    String normal = Normalizer.normalize(text(value), Normalizer.Form.NFKC);
    return SPACE.matcher(normal.strip()).replaceAll(" ").toLowerCase(Locale.ROOT);
  }
}
