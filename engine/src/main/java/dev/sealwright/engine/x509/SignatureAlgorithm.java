package dev.sealwright.engine.x509;

import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Objects;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSASSAPSSparams;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.jspecify.annotations.Nullable;

/** How a CA key signs: the scheme, the digest, and the AlgorithmIdentifier that says so. */
public enum SignatureAlgorithm {
  SHA256WITHECDSA(Scheme.ECDSA, Digest.SHA256, "SHA256withECDSA", "1.2.840.10045.4.3.2"),
  SHA384WITHECDSA(Scheme.ECDSA, Digest.SHA384, "SHA384withECDSA", "1.2.840.10045.4.3.3"),
  SHA512WITHECDSA(Scheme.ECDSA, Digest.SHA512, "SHA512withECDSA", "1.2.840.10045.4.3.4"),
  SHA256WITHRSA(Scheme.PKCS1, Digest.SHA256, "SHA256withRSA", "1.2.840.113549.1.1.11"),
  SHA384WITHRSA(Scheme.PKCS1, Digest.SHA384, "SHA384withRSA", "1.2.840.113549.1.1.12"),
  SHA512WITHRSA(Scheme.PKCS1, Digest.SHA512, "SHA512withRSA", "1.2.840.113549.1.1.13"),
  SHA256WITHRSA_PSS(Scheme.PSS, Digest.SHA256, "RSASSA-PSS", "1.2.840.113549.1.1.10"),
  SHA384WITHRSA_PSS(Scheme.PSS, Digest.SHA384, "RSASSA-PSS", "1.2.840.113549.1.1.10"),
  SHA512WITHRSA_PSS(Scheme.PSS, Digest.SHA512, "RSASSA-PSS", "1.2.840.113549.1.1.10"),
  ML_DSA_44(Scheme.ML_DSA, Digest.NONE, "ML-DSA-44", "2.16.840.1.101.3.4.3.17"),
  ML_DSA_65(Scheme.ML_DSA, Digest.NONE, "ML-DSA-65", "2.16.840.1.101.3.4.3.18"),
  ML_DSA_87(Scheme.ML_DSA, Digest.NONE, "ML-DSA-87", "2.16.840.1.101.3.4.3.19");

  /** The kinds of key that take part in a signature algorithm. */
  public enum KeyFamily {
    EC,
    RSA,
    ML_DSA
  }

  /** What is computed. */
  public enum Scheme {
    ECDSA(KeyFamily.EC),
    /** RSASSA-PKCS1-v1_5 (RFC 8017 8.2). */
    PKCS1(KeyFamily.RSA),
    /** RSASSA-PSS with MGF1 of the same digest and a salt as long as the digest. */
    PSS(KeyFamily.RSA),
    /** Pure ML-DSA with the empty context (FIPS 204 5.2). */
    ML_DSA(KeyFamily.ML_DSA);

    private final KeyFamily family;

    Scheme(KeyFamily family) {
      this.family = family;
    }
  }

  /** The digest that the scheme is applied to. */
  public enum Digest {
    SHA256("SHA-256", 32, NISTObjectIdentifiers.id_sha256),
    SHA384("SHA-384", 48, NISTObjectIdentifiers.id_sha384),
    SHA512("SHA-512", 64, NISTObjectIdentifiers.id_sha512),
    /** The scheme takes the message itself. */
    NONE("", 0, null);

    private final String jcaName;
    private final int bytes;

    @SuppressWarnings("ImmutableEnumChecker") // an object identifier never changes
    private final @Nullable ASN1ObjectIdentifier oid;

    Digest(String jcaName, int bytes, @Nullable ASN1ObjectIdentifier oid) {
      this.jcaName = jcaName;
      this.bytes = bytes;
      this.oid = oid;
    }

    /** Such as {@code SHA-256}; empty for NONE. */
    public String jcaName() {
      return jcaName;
    }

    /** Length of the hash; 0 for NONE. */
    public int bytes() {
      return bytes;
    }

    /** With NULL parameters, which RFC 4055 2.1 allows and the Baseline Requirements ask for. */
    AlgorithmIdentifier identifier() {
      return new AlgorithmIdentifier(Objects.requireNonNull(oid), DERNull.INSTANCE);
    }
  }

  private final Scheme scheme;
  private final Digest digest;
  private final String jcaName;

  // Octets never changes; Error Prone cannot see that without an annotation library.
  @SuppressWarnings("ImmutableEnumChecker")
  private final Octets identifier;

  SignatureAlgorithm(Scheme scheme, Digest digest, String jcaName, String oid) {
    this.scheme = scheme;
    this.digest = digest;
    this.jcaName = jcaName;
    var id = new ASN1ObjectIdentifier(oid);
    // RFC 4055 section 5: RSA PKCS#1 v1.5 carries NULL; 3.1: PSS carries all it departs in from
    // SHA-1; RFC 5758 3.2 and RFC 9881 section 2: ECDSA and ML-DSA carry nothing.
    var whole =
        switch (scheme) {
          case PKCS1 -> new AlgorithmIdentifier(id, DERNull.INSTANCE);
          case PSS -> new AlgorithmIdentifier(id, pss(digest));
          case ECDSA, ML_DSA -> new AlgorithmIdentifier(id);
        };
    try {
      this.identifier = Octets.copyOf(whole.getEncoded("DER"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static RSASSAPSSparams pss(Digest digest) {
    return new RSASSAPSSparams(
        digest.identifier(),
        new AlgorithmIdentifier(PKCSObjectIdentifiers.id_mgf1, digest.identifier()),
        new ASN1Integer(digest.bytes()),
        RSASSAPSSparams.DEFAULT_TRAILER_FIELD);
  }

  public KeyFamily family() {
    return scheme.family;
  }

  public Scheme scheme() {
    return scheme;
  }

  public Digest digest() {
    return digest;
  }

  /** The JCA name of the algorithm, such as {@code SHA256withECDSA}; for PSS without its digest. */
  public String jcaName() {
    return jcaName;
  }

  /** The JDK's own signer or verifier, with the parameters of PSS set. */
  public Signature jca() throws GeneralSecurityException {
    return prepared(Signature.getInstance(jcaName));
  }

  /**
   * Whether the key made this signature over this message.
   *
   * @return also false for a signature that is malformed
   * @throws CaException INTERNAL when the key is none for this algorithm
   */
  public boolean verifies(
      SubjectPublicKey key, byte[] message, byte[] signature, Arithmetic arithmetic) {
    Signature verifier;
    try {
      verifier = prepared(arithmetic.verifier(key.kind(), jcaName));
      verifier.initVerify(arithmetic.decode(key));
      verifier.update(message);
    } catch (GeneralSecurityException e) {
      throw new CaException(Failure.INTERNAL, "the public key cannot verify " + this, e);
    }
    try {
      return verifier.verify(signature);
    } catch (SignatureException e) {
      return false;
    }
  }

  /** With the parameters of PSS set. */
  Signature prepared(Signature signature) throws GeneralSecurityException {
    switch (scheme) {
      case PSS ->
          signature.setParameter(
              new PSSParameterSpec(
                  digest.jcaName(),
                  "MGF1",
                  new MGF1ParameterSpec(digest.jcaName()),
                  digest.bytes(),
                  PSSParameterSpec.TRAILER_FIELD_BC));
      case ECDSA, PKCS1, ML_DSA -> {}
    }
    return signature;
  }

  /** DER of the AlgorithmIdentifier. */
  public Octets identifier() {
    return identifier;
  }
}
