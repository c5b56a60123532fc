package dev.sealwright.engine.x509;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A name of one of the forms of RFC 5280 4.2.1.6, encoded.
 *
 * <p>The factories take text and answer what its form cannot carry with INVALID_ARGUMENT. They ask
 * for no more than a parser needs: whether a name is sensible is its owner's business.
 *
 * @param der the tagged element
 */
public record GeneralName(Octets der) {
  private static final int CONTEXT = 0x80;

  /** A name of a form that {@code type} defines; the value is written as UTF8String. */
  public static GeneralName otherName(String type, String value) {
    return of(
        Der.tagged(
            0,
            Text.objectIdentifier("the TypeId of an OtherName", type),
            Der.tagged(0, Text.utf8("the Value of an OtherName", value))));
  }

  /** A mailbox: something before and something after an at sign. */
  public static GeneralName mailbox(String value) {
    byte[] text = Text.ia5("an Rfc822Name", value);
    int at = value.lastIndexOf('@');
    if (at < 1 || at == value.length() - 1 || value.endsWith("@.")) {
      throw Text.refusal("an Rfc822Name", "is not of the form local-part@domain");
    }
    return of(Der.element(CONTEXT | 1, text));
  }

  public static GeneralName dns(String value) {
    return of(Der.element(CONTEXT | 2, Text.ia5("a DnsName", value)));
  }

  public static GeneralName directory(Name value) {
    // Explicit, because Name is a CHOICE (X.680 31.2.7).
    return of(Der.tagged(4, value.der().toArray()));
  }

  public static GeneralName ediParty(String party, @Nullable String assigner) {
    byte[] name = Der.tagged(1, Text.utf8("the PartyName of an EdiPartyName", party));
    // Both tags are explicit: DirectoryString is a CHOICE.
    return of(
        assigner == null
            ? Der.tagged(5, name)
            : Der.tagged(
                5,
                Der.tagged(0, Text.utf8("the NameAssigner of an EdiPartyName", assigner)),
                name));
  }

  /** A URI with a scheme; a relative one has no meaning in a certificate. */
  public static GeneralName uri(String value) {
    byte[] text = Text.ia5("a UniformResourceIdentifier", value);
    try {
      if (!new URI(value).isAbsolute()) {
        throw Text.refusal("a UniformResourceIdentifier", "has no scheme");
      }
    } catch (URISyntaxException e) {
      throw Text.refusal("a UniformResourceIdentifier", "is not one of RFC 3986");
    }
    return of(Der.element(CONTEXT | 6, text));
  }

  /** An address as text of IPv4 or IPv6, without a mask. */
  public static GeneralName ip(String value) {
    return of(Der.element(CONTEXT | 7, IpText.bytes(value)));
  }

  public static GeneralName registeredId(String oid) {
    byte[] whole = Text.objectIdentifier("a RegisteredId", oid);
    whole[0] = (byte) (CONTEXT | 8);
    return of(whole);
  }

  /** DER of a GeneralNames. */
  public static Octets encode(List<GeneralName> names) {
    return Octets.copyOf(
        Der.sequence(names.stream().map(name -> name.der().toArray()).toArray(byte[][]::new)));
  }

  private static GeneralName of(byte[] der) {
    return new GeneralName(Octets.copyOf(der));
  }
}
