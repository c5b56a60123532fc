package dev.sealwright.engine.x509;

import java.io.IOException;
import java.nio.charset.Charset;
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
import org.bouncycastle.asn1.ASN1UniversalString;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;

/**
 * Distinguished names prepared for comparison (RFC 5280 7.1): strings without regard to case, to
 * their type, to what nobody sees (RFC 4518 2.2) and to how much white space stands between words;
 * attributes of one RDN in any order.
 */
final class Rdns {
  private static final Pattern SPACE = Pattern.compile("[\\s\\x85\\p{Z}]+");

  /** Controls that are no white space, format characters, variation selectors. */
  private static final Pattern INVISIBLE =
      Pattern.compile(
          "[[\\p{Cc}&&[^\\s\\x85]]\\p{Cf}\\x{34f}\\x{180b}-\\x{180d}\\x{fe00}-\\x{fe0f}]+");

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
    if (value instanceof ASN1UniversalString string) {
      // Its own text is the digits of its bytes.
      return new String(string.getOctets(), Charset.forName("UTF-32BE"));
    }
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
    String seen = INVISIBLE.matcher(text(value)).replaceAll("");
    // By way of the capitals, in which the forms of one letter meet (final sigma, sharp s).
    String folded =
        Normalizer.normalize(seen, Normalizer.Form.NFKC)
            .toUpperCase(Locale.ROOT)
            .toLowerCase(Locale.ROOT);
    String normal = Normalizer.normalize(folded, Normalizer.Form.NFKC);
    return SPACE.matcher(normal).replaceAll(" ").strip();
  }
}
