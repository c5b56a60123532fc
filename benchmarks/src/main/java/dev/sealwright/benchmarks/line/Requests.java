package dev.sealwright.benchmarks.line;

import dev.sealwright.engine.x509.Octets;
import dev.sealwright.engine.x509.Pem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.List;
import java.util.stream.IntStream;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;

/**
 * Requests made before the measurement, each with a P-256 key and a name of its own: the key of
 * most end entities, and the dearest of the common ones to check for possession.
 */
public final class Requests {
  private Requests() {}

  /** Certification requests in PEM. */
  public static List<Octets> distinct(int count) {
    return IntStream.range(0, count).mapToObj(Requests::request).toList();
  }

  private static Octets request(int number) {
    try {
      var generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      var pair = generator.generateKeyPair();
      var name = new X500Principal("CN=host-" + number + ".example.com,O=Example,C=DE");
      byte[] der =
          new JcaPKCS10CertificationRequestBuilder(name, pair.getPublic())
              .build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate()))
              .getEncoded();
      String pem = Pem.encode(Pem.CERTIFICATE_REQUEST, Octets.copyOf(der));
      return Octets.copyOf(pem.getBytes(StandardCharsets.US_ASCII));
    } catch (GeneralSecurityException | OperatorCreationException | IOException e) {
      throw new IllegalStateException("the JDK makes no request", e);
    }
  }
}
