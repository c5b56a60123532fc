package dev.sealwright.engine.x509;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.bouncycastle.asn1.ASN1BitString;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.ASN1UniversalString;
import org.bouncycastle.asn1.x500.AttributeTypeAndValue;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;

/**
 * Names as audit reports write them: RFC 2253 with the last RDN first, six short names, and every
 * other type as its dotted OID with the DER of the value in hexadecimal.
 *
 * <p>The text is one line and encodes as UTF-8 whatever the name holds: a request may bring control
 * characters, which stand as pairs of hexadecimal digits (RFC 2253 2.4), and halves of surrogate
 * pairs, whose value stands as its DER.
 */
public final class NameText {
  private static final Map<String, String> SHORT =
      Map.of(
          "2.5.4.3", "CN",
          "2.5.4.11", "OU",
          "2.5.4.10", "O",
          "2.5.4.7", "L",
          "2.5.4.8", "ST",
          "2.5.4.6", "C");

  /** RFC 2253 2.4: these stand behind a backslash wherever they are. */
  private static final String SPECIAL = ",+\"\\<>;";

  private NameText() {}

  public static String of(Name name) {
    List<String> rdns = new ArrayList<>();
    for (RDN rdn : X500Name.getInstance(name.der().toArray()).getRDNs()) {
      rdns.add(
          List.of(rdn.getTypesAndValues()).stream()
              .map(NameText::attribute)
              .collect(Collectors.joining("+")));
    }
    return String.join(",", rdns.reversed());
  }

  private static String attribute(AttributeTypeAndValue attribute) {
    String oid = attribute.getType().getId();
    String shortName = SHORT.get(oid);
    if (shortName != null && attribute.getValue().toASN1Primitive() instanceof ASN1String text) {
      switch (text) {
        // The text of these is their hexadecimal DER already.
        case ASN1BitString _, ASN1UniversalString _ -> {}
        case ASN1String plain -> {
          if (StandardCharsets.UTF_8.newEncoder().canEncode(plain.getString())) {
            return shortName + "=" + escaped(plain.getString());
          }
        }
      }
    }
    try {
      byte[] der = attribute.getValue().toASN1Primitive().getEncoded("DER");
      return (shortName == null ? oid : shortName) + "=#" + HexFormat.of().formatHex(der);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String escaped(String value) {
    StringBuilder text = new StringBuilder(value.length());
    for (int at = 0; at < value.length(); at++) {
      char character = value.charAt(at);
      if (breaksLines(character)) {
        for (byte octet : String.valueOf(character).getBytes(StandardCharsets.UTF_8)) {
          text.append('\\').append(HexFormat.of().withUpperCase().toHexDigits(octet));
        }
        continue;
      }
      boolean first = at == 0;
      boolean last = at == value.length() - 1;
      if (SPECIAL.indexOf(character) >= 0
          || (character == '#' && first)
          || (character == ' ' && (first || last))) {
        text.append('\\');
      }
      text.append(character);
    }
    return text.toString();
  }

  /** A line of a report is one certificate, so no name may begin a line of its own. */
  private static boolean breaksLines(char character) {
    return Character.isISOControl(character) || character == '\u2028' || character == '\u2029';
  }
}
