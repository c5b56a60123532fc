package dev.sealwright.engine.ocsp;

import dev.sealwright.engine.x509.DerException;
import dev.sealwright.engine.x509.Name;
import dev.sealwright.engine.x509.Octets;
import dev.sealwright.engine.x509.Serial;
import dev.sealwright.engine.x509.SubjectPublicKey;
import java.io.IOException;
import java.math.BigInteger;
import java.util.HexFormat;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1Null;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.jspecify.annotations.Nullable;

/**
 * A certificate as a request names it (RFC 6960 4.1.1).
 *
 * @param der goes back in the answer byte for byte: clients compare
 * @param issuer by its hashes; absent when the digest is none that is known here
 * @param serial absent when it has no form that this engine ever issued
 */
record CertId(Octets der, @Nullable IssuerHash issuer, @Nullable Serial serial) {

  /** An issuer by the hash of its name and of its key. */
  record IssuerHash(HashKind kind, Octets name, Octets key) {
    static IssuerHash of(HashKind kind, Name issuer, SubjectPublicKey key) {
      return new IssuerHash(
          kind,
          Octets.copyOf(kind.digest(issuer.der().toArray())),
          Octets.copyOf(kind.digest(key.bits().toArray())));
    }
  }

  /** Reads one out of DER that was found strict; DerException or another of a parser. */
  static CertId read(ASN1Encodable item) throws IOException {
    ASN1Sequence parts = ASN1Sequence.getInstance(item);
    if (parts.size() != 4) {
      throw new DerException("a CertID has four parts");
    }
    Octets name = octets(parts.getObjectAt(1));
    Octets key = octets(parts.getObjectAt(2));
    BigInteger serial = ASN1Integer.getInstance(parts.getObjectAt(3)).getValue();
    HashKind kind = kind(ASN1Sequence.getInstance(parts.getObjectAt(0)));
    return new CertId(
        Octets.copyOf(parts.getEncoded("DER")),
        kind == null ? null : new IssuerHash(kind, name, key),
        ours(serial));
  }

  private static Octets octets(ASN1Encodable part) {
    return Octets.copyOf(ASN1OctetString.getInstance(part).getOctets());
  }

  private static @Nullable HashKind kind(ASN1Sequence algorithm) {
    if (algorithm.size() < 1 || algorithm.size() > 2) {
      throw new DerException("an AlgorithmIdentifier has one or two parts");
    }
    String oid = ASN1ObjectIdentifier.getInstance(algorithm.getObjectAt(0)).getId();
    if (algorithm.size() == 2 && !(algorithm.getObjectAt(1) instanceof ASN1Null)) {
      return null;
    }
    for (HashKind kind : HashKind.values()) {
      if (kind.oid().equals(oid)) {
        return kind;
      }
    }
    return null;
  }

  /** Of 16 bytes, the month of issue first: never zero, so the number has at least 121 bits. */
  private static @Nullable Serial ours(BigInteger number) {
    if (number.signum() <= 0 || number.bitLength() > 8 * Serial.BYTES - 1) {
      return null;
    }
    byte[] bytes = number.toByteArray();
    byte[] padded = new byte[Serial.BYTES];
    System.arraycopy(bytes, 0, padded, Serial.BYTES - bytes.length, bytes.length);
    return new Serial(HexFormat.of().formatHex(padded));
  }
}
