package dev.sealwright.engine.x509;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;

/** How a CA key signs: the key family, the digest, and the AlgorithmIdentifier that says so. */
public enum SignatureAlgorithm {
  SHA256WITHECDSA(KeyFamily.EC, "SHA-256", "SHA256withECDSA", "1.2.840.10045.4.3.2"),
  SHA384WITHECDSA(KeyFamily.EC, "SHA-384", "SHA384withECDSA", "1.2.840.10045.4.3.3"),
  SHA512WITHECDSA(KeyFamily.EC, "SHA-512", "SHA512withECDSA", "1.2.840.10045.4.3.4"),
  SHA256WITHRSA(KeyFamily.RSA, "SHA-256", "SHA256withRSA", "1.2.840.113549.1.1.11"),
  SHA384WITHRSA(KeyFamily.RSA, "SHA-384", "SHA384withRSA", "1.2.840.113549.1.1.12"),
  SHA512WITHRSA(KeyFamily.RSA, "SHA-512", "SHA512withRSA", "1.2.840.113549.1.1.13");

  /** The kinds of key that take part in a signature algorithm. */
  public enum KeyFamily {
    EC,
    RSA
  }

  private final KeyFamily family;
  private final String digest;
  private final String jcaName;

  // Octets never changes; Error Prone cannot see that without an annotation library.
  @SuppressWarnings("ImmutableEnumChecker")
  private final Octets identifier;

  SignatureAlgorithm(KeyFamily family, String digest, String jcaName, String oid) {
    this.family = family;
    this.digest = digest;
    this.jcaName = jcaName;
    var id = new ASN1ObjectIdentifier(oid);
    // RFC 4055 section 5: RSA PKCS#1 v1.5 carries NULL; RFC 5758 3.2: ECDSA carries nothing.
    var whole =
        switch (family) {
          case RSA -> new AlgorithmIdentifier(id, DERNull.INSTANCE);
          case EC -> new AlgorithmIdentifier(id);
        };
    try {
      this.identifier = Octets.copyOf(whole.getEncoded("DER"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public KeyFamily family() {
    return family;
  }

  /** The JCA name of the digest, such as {@code SHA-256}. */
  public String digest() {
    return digest;
  }

  /** The JCA name of the whole algorithm, such as {@code SHA256withECDSA}. */
  public String jcaName() {
    return jcaName;
  }

  /** DER of the AlgorithmIdentifier. */
  public Octets identifier() {
    return identifier;
  }
}
