package dev.sealwright.engine.template;

import dev.sealwright.engine.template.TemplateFacts.Fact;
import dev.sealwright.engine.x509.Extension;
import dev.sealwright.engine.x509.Name;
import dev.sealwright.engine.x509.Octets;
import dev.sealwright.engine.x509.TestKeys;
import java.io.IOException;
import java.security.KeyPair;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.CertificatePolicies;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.PolicyInformation;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;

/**
 * Everything that one source could want in a certificate, in its own colours, encoded by Bouncy
 * Castle.
 */
enum Offer {
  CALL("call", KeyUsage.keyAgreement | KeyUsage.decipherOnly, KeyUsage.keyCertSign, "1.2.3.4.1"),
  REQUEST("request", KeyUsage.nonRepudiation, KeyUsage.keyCertSign | KeyUsage.cRLSign, "1.2.3.4.2");

  private static final KeyPair KEY = TestKeys.ec("secp256r1");

  private final String word;
  private final int leafUsage;
  private final int caUsage;
  private final String own;

  Offer(String word, int leafUsage, int caUsage, String own) {
    this.word = word;
    this.leafUsage = leafUsage;
    this.caUsage = caUsage;
    this.own = own;
  }

  X500Name subject() {
    return new X500Name("CN=" + word + ",O=Example");
  }

  String dns() {
    return word + ".example";
  }

  Set<Integer> usage(Fact fact) {
    int bits = fact.ca() ? caUsage : leafUsage;
    // Bouncy Castle counts from the other end: 128 is bit 0, and bit 8 stands in the next byte.
    return java.util.stream.IntStream.rangeClosed(0, 8)
        .filter(bit -> (bits & (bit == 8 ? 1 << 15 : 1 << (7 - bit))) != 0)
        .boxed()
        .collect(Collectors.toSet());
  }

  String purpose() {
    return purposeId().getId();
  }

  private KeyPurposeId purposeId() {
    return this == CALL ? KeyPurposeId.id_kp_emailProtection : KeyPurposeId.id_kp_timeStamping;
  }

  byte[] policies() {
    return der(
        new CertificatePolicies(new PolicyInformation(new ASN1ObjectIdentifier(own).branch("7"))));
  }

  byte[] access() {
    return der(new AuthorityInformationAccess(AccessDescription.id_ad_caIssuers, uri("/issuer")));
  }

  byte[] crlPoint() {
    return der(
        new CRLDistPoint(
            new DistributionPoint[] {
              new DistributionPoint(
                  new DistributionPointName(new GeneralNames(uri("/crl"))), null, null)
            }));
  }

  /** Of no CA there is; a root that asks for one gets it, so there it is the right one. */
  byte[] authorityKey(Fact fact, byte[] rootKey) {
    return der(new AuthorityKeyIdentifier(fact.root() ? rootKey : new byte[] {1, 2, 3}));
  }

  byte[] both() {
    return der(new DERUTF8String(word + " and another"));
  }

  byte[] only() {
    return der(new DERUTF8String(word + " only"));
  }

  private GeneralName uri(String path) {
    return new GeneralName(GeneralName.uniformResourceIdentifier, "http://" + dns() + path);
  }

  private Map<String, byte[]> extensions(Fact fact, byte[] rootKey) {
    Map<String, byte[]> all = new LinkedHashMap<>();
    // Wrong on purpose: every template fixes these two.
    all.put("2.5.29.19", der(fact.ca() ? new BasicConstraints(false) : new BasicConstraints(7)));
    all.put("2.5.29.14", der(new SubjectKeyIdentifier(new byte[] {1, 2, 3})));
    all.put("2.5.29.35", authorityKey(fact, rootKey));
    all.put("2.5.29.15", der(new KeyUsage(fact.ca() ? caUsage : leafUsage)));
    all.put("2.5.29.37", der(new ExtendedKeyUsage(purposeId())));
    all.put("2.5.29.17", der(new GeneralNames(new GeneralName(GeneralName.dNSName, dns()))));
    all.put("2.5.29.32", policies());
    all.put("2.5.29.31", crlPoint());
    all.put("1.3.6.1.5.5.7.1.1", access());
    all.put("1.2.3.4.3", both());
    all.put(own, only());
    return all;
  }

  /** Key usage critical, as is right, the alternative name too, as is wrong. */
  private static boolean critical(String oid) {
    return oid.equals("2.5.29.15") || oid.equals("2.5.29.17");
  }

  /** A root keeps its own name. */
  Passthrough passthrough(Fact fact, byte[] rootKey) {
    try {
      return new Passthrough(
          fact.root() ? null : new Name(Octets.copyOf(subject().getEncoded("DER"))),
          extensions(fact, rootKey).entrySet().stream()
              .map(
                  e -> new Extension(e.getKey(), critical(e.getKey()), Octets.copyOf(e.getValue())))
              .toList());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** DER of a request with all of it. */
  Octets request(Fact fact) {
    try {
      var generator = new ExtensionsGenerator();
      for (var extension : extensions(fact, new byte[0]).entrySet()) {
        generator.addExtension(
            new ASN1ObjectIdentifier(extension.getKey()),
            critical(extension.getKey()),
            extension.getValue());
      }
      return Octets.copyOf(
          new JcaPKCS10CertificationRequestBuilder(subject(), KEY.getPublic())
              .addAttribute(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, generator.generate())
              .build(new JcaContentSignerBuilder("SHA256withECDSA").build(KEY.getPrivate()))
              .getEncoded());
    } catch (IOException | OperatorCreationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] der(ASN1Encodable value) {
    try {
      return value.toASN1Primitive().getEncoded("DER");
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
