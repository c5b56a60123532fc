package dev.sealwright.benchmarks.micro;

import dev.sealwright.engine.key.KeySpec;
import dev.sealwright.engine.x509.Attribute;
import dev.sealwright.engine.x509.Extension;
import dev.sealwright.engine.x509.KeyUsage;
import dev.sealwright.engine.x509.Name;
import dev.sealwright.engine.x509.Octets;
import dev.sealwright.engine.x509.Serial;
import dev.sealwright.engine.x509.SignatureAlgorithm;
import dev.sealwright.engine.x509.SubjectPublicKey;
import dev.sealwright.engine.x509.Validity;
import java.io.IOException;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import org.bouncycastle.asn1.ASN1Object;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The ready parts of an end-entity certificate with six extensions; nothing of it is signed. */
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init") // JMH calls the method with @Setup before all others
public class CertificateParts {
  static final SignatureAlgorithm ALGORITHM = SignatureAlgorithm.SHA256WITHECDSA;

  KeyPair authority;
  Serial serial;
  Name issuer;
  Validity validity;
  Name subject;
  SubjectPublicKey key;
  List<Extension> extensions;

  @Setup(Level.Trial)
  public void make() throws IOException {
    var now = Instant.now();
    authority = Specimen.keyPair(KeySpec.EC_P256);
    serial = Serial.draw(now, new SecureRandom());
    issuer = name("Issuing CA");
    validity = new Validity(now, now.plus(Duration.ofDays(90)));
    subject = name("service.example.com");
    key = publicKey(Specimen.keyPair(KeySpec.EC_P256));
    extensions = extensions(publicKey(authority));
  }

  private static Name name(String commonName) {
    return Name.of(
        List.of(
            new Attribute(Attribute.COUNTRY, "DE"),
            new Attribute(Attribute.ORGANIZATION, "Example"),
            new Attribute(Attribute.COMMON_NAME, commonName)));
  }

  private static SubjectPublicKey publicKey(KeyPair pair) {
    return new SubjectPublicKey(Octets.copyOf(pair.getPublic().getEncoded()));
  }

  private List<Extension> extensions(SubjectPublicKey authority) throws IOException {
    return List.of(
        extension(Extension.BASIC_CONSTRAINTS, true, new BasicConstraints(false)),
        extension(
            Extension.AUTHORITY_KEY_IDENTIFIER,
            false,
            new AuthorityKeyIdentifier(authority.identifier().toArray())),
        extension(
            Extension.SUBJECT_KEY_IDENTIFIER,
            false,
            new SubjectKeyIdentifier(key.identifier().toArray())),
        new Extension(
            Extension.KEY_USAGE,
            true,
            KeyUsage.encode(EnumSet.of(KeyUsage.DIGITAL_SIGNATURE, KeyUsage.KEY_ENCIPHERMENT))),
        extension(
            Extension.EXTENDED_KEY_USAGE,
            false,
            new ExtendedKeyUsage(
                new KeyPurposeId[] {KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth})),
        extension(
            Extension.SUBJECT_ALTERNATIVE_NAME,
            false,
            new GeneralNames(new GeneralName(GeneralName.dNSName, "service.example.com"))));
  }

  private static Extension extension(String oid, boolean critical, ASN1Object value)
      throws IOException {
    return new Extension(oid, critical, Octets.copyOf(value.getEncoded("DER")));
  }
}
