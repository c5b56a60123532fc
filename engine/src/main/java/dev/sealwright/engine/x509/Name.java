package dev.sealwright.engine.x509;

import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;

/**
 * A distinguished name as its DER, carried byte for byte (RFC 5280 4.1.2.4): a subject taken from a
 * request is never re-encoded, so issuer and subject of a chain match bit for bit.
 */
public record Name(Octets der) {
  /** The DER of an empty sequence of RDNs. */
  private static final Octets EMPTY = Octets.copyOf(new byte[] {0x30, 0x00});

  public Name {
    try {
      if (!Octets.copyOf(X500Name.getInstance(der.toArray()).getEncoded("DER")).equals(der)) {
        throw new CaException(Failure.INVALID_VALUE, "the name is not DER");
      }
    } catch (IllegalArgumentException e) {
      throw new CaException(Failure.INVALID_VALUE, "the name is not a sequence of RDNs", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A name of these attributes in this order, each in an RDN of its own. */
  public static Name of(List<Attribute> attributes) {
    return new Name(
        Octets.copyOf(
            Der.sequence(
                attributes.stream()
                    .map(attribute -> Der.element(Der.SET, attribute.encode()))
                    .toArray(byte[][]::new))));
  }

  /** This name with one more attribute, in an RDN of its own behind the others. */
  public Name with(Attribute last) {
    List<byte[]> rdns = new ArrayList<>();
    try {
      for (RDN rdn : X500Name.getInstance(der.toArray()).getRDNs()) {
        rdns.add(rdn.getEncoded("DER"));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    rdns.add(Der.element(Der.SET, last.encode()));
    return new Name(Octets.copyOf(Der.sequence(rdns.toArray(byte[][]::new))));
  }

  public boolean isEmpty() {
    return der.equals(EMPTY);
  }

  /** RFC 2253 form, last RDN first. */
  @Override
  public String toString() {
    return new X500Principal(der.toArray()).getName();
  }
}
