package dev.sealwright.engine.csr;

import dev.sealwright.engine.x509.Name;
import dev.sealwright.engine.x509.Octets;
import dev.sealwright.engine.x509.RandomNames;
import dev.sealwright.engine.x509.SignatureAlgorithm;
import dev.sealwright.engine.x509.SubjectPublicKey;
import dev.sealwright.engine.x509.TestKeys;
import java.io.IOException;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;

/** Honest requests by Bouncy Castle: keys of every kind, any subject, none or some extensions. */
public final class RandomRequests {
  /**
   * A request and what is in it.
   *
   * @param pem with the proof of possession
   */
  public record Request(Octets pem, Name subject, SubjectPublicKey key) {}

  private RandomRequests() {}

  /** So many of each kind of key. */
  public static List<Request> draw(RandomGenerator random, int each) {
    Map<String, KeyPair> keys = new LinkedHashMap<>();
    keys.put("SHA256withECDSA", TestKeys.ec("secp256r1"));
    keys.put("SHA384withECDSA", TestKeys.ec("secp384r1"));
    keys.put("SHA512withECDSA", TestKeys.ec("secp521r1"));
    keys.put("SHA256withRSA", TestKeys.rsa(2048));
    keys.put("Ed25519", TestKeys.ed25519());
    keys.put("ML-DSA-44", TestKeys.fit(SignatureAlgorithm.ML_DSA_44));
    keys.put("ML-DSA-65", TestKeys.fit(SignatureAlgorithm.ML_DSA_65));
    keys.put("ML-DSA-87", TestKeys.fit(SignatureAlgorithm.ML_DSA_87));
    List<Request> requests = new ArrayList<>();
    keys.forEach((algorithm, pair) -> {
      for (int i = 0; i < each; i++) {
        requests.add(request(random, algorithm, pair));
      }
    });
    return requests;
  }

  private static Request request(RandomGenerator random, String algorithm, KeyPair pair) {
    Name subject = RandomNames.draw(random);
    try {
      var builder =
          new JcaPKCS10CertificationRequestBuilder(
              X500Name.getInstance(subject.der().toArray()), pair.getPublic());
      var extensions = extensions(random);
      if (!extensions.isEmpty()) {
        builder.addAttribute(
            PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, extensions.generate());
      }
      var signer = new JcaContentSignerBuilder(algorithm).build(pair.getPrivate());
      byte[] der = builder.build(signer).getEncoded();
      return new Request(
          Octets.copyOf(Requests.pem(Octets.copyOf(der))), subject, TestKeys.subject(pair));
    } catch (IOException | OperatorCreationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static ExtensionsGenerator extensions(RandomGenerator random) throws IOException {
    var extensions = new ExtensionsGenerator();
    if (random.nextBoolean()) {
      GeneralName[] names = new GeneralName[1 + random.nextInt(4)];
      for (int i = 0; i < names.length; i++) {
        names[i] =
            random.nextBoolean()
                ? new GeneralName(GeneralName.dNSName, "host" + random.nextInt() + ".example")
                : new GeneralName(GeneralName.iPAddress, "192.0.2." + random.nextInt(256));
      }
      extensions.addExtension(
          org.bouncycastle.asn1.x509.Extension.subjectAlternativeName,
          random.nextBoolean(),
          new GeneralNames(names));
    }
    for (int i = random.nextInt(4); i > 0; i--) {
      byte[] content = new byte[random.nextInt(random.nextInt(6) == 0 ? 4000 : 100)];
      random.nextBytes(content);
      extensions.addExtension(
          new ASN1ObjectIdentifier("1.3.6.1.4.1.99998." + i + "." + random.nextInt(1 << 30)),
          random.nextBoolean(),
          random.nextBoolean() ? new DEROctetString(content) : new DERUTF8String("text " + i));
    }
    return extensions;
  }
}
