package dev.sealwright.engine.x509;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERBMPString;
import org.bouncycastle.asn1.DERIA5String;
import org.bouncycastle.asn1.DERPrintableString;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.X500NameBuilder;

/** Distinguished names as other programs write them: RDNs of several attributes, any string. */
public final class RandomNames {
  private static final List<String> TYPES =
      List.of(
          Attribute.COMMON_NAME,
          Attribute.SERIAL_NUMBER,
          Attribute.COUNTRY,
          Attribute.ORGANIZATION,
          Attribute.DN_QUALIFIER,
          Attribute.DOMAIN_COMPONENT,
          Attribute.EMAIL_ADDRESS,
          "2.5.4.4",
          "2.5.4.7",
          "2.5.4.8",
          "2.5.4.11",
          "2.5.4.12",
          "2.5.4.65",
          "1.3.6.1.4.1.99999.7",
          "2.999.340282366920938463463374607431768211455");

  private RandomNames() {}

  /** One in eight is empty; half of the others have the engine's own string types. */
  public static Name draw(RandomGenerator random) {
    if (random.nextInt(8) == 0) {
      return Name.of(List.of());
    }
    int rdns = 1 + random.nextInt(6);
    if (random.nextBoolean()) {
      List<Attribute> attributes = new ArrayList<>();
      for (int i = 0; i < rdns; i++) {
        attributes.add(own(random, type(random)));
      }
      return Name.of(attributes);
    }
    var builder = new X500NameBuilder();
    for (int i = 0; i < rdns; i++) {
      Set<String> types = new LinkedHashSet<>();
      for (int several = random.nextInt(3); several >= 0; several--) {
        types.add(type(random));
      }
      builder.addMultiValuedRDN(
          types.stream().map(ASN1ObjectIdentifier::new).toArray(ASN1ObjectIdentifier[]::new),
          types.stream().map(type -> string(random)).toArray(ASN1Encodable[]::new));
    }
    try {
      return new Name(Octets.copyOf(builder.build().getEncoded("DER")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Attribute own(RandomGenerator random, String type) {
    return new Attribute(
        type,
        switch (type) {
          case Attribute.COUNTRY, Attribute.SERIAL_NUMBER, Attribute.DN_QUALIFIER ->
              text(random, "AZaz09 '()+,-./:=?", 60);
          case Attribute.DOMAIN_COMPONENT, Attribute.EMAIL_ADDRESS ->
              text(random, "az09@_*.-\"#", 60);
          default -> text(random, "az09 äß中é😀,=+\"\\", 60);
        });
  }

  /** Now and then so long that the length takes two bytes. */
  private static ASN1Encodable string(RandomGenerator random) {
    int longest = random.nextInt(10) == 0 ? 300 : 60;
    return switch (random.nextInt(4)) {
      case 0 -> new DERPrintableString(text(random, "AZaz09 '()+,-./:=?", longest));
      case 1 -> new DERIA5String(text(random, "az09@_*.-\"#", longest));
      case 2 -> new DERBMPString(text(random, "az09 äß中é", longest));
      default -> new DERUTF8String(text(random, "az09 äß中é😀,=+\"\\", longest));
    };
  }

  private static String type(RandomGenerator random) {
    return TYPES.get(random.nextInt(TYPES.size()));
  }

  private static String text(RandomGenerator random, String alphabet, int longest) {
    int[] characters = alphabet.codePoints().toArray();
    var text = new StringBuilder();
    for (int length = 1 + random.nextInt(longest); length > 0; length--) {
      text.appendCodePoint(characters[random.nextInt(characters.length)]);
    }
    return text.toString();
  }
}
