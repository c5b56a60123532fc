package dev.sealwright.benchmarks.crash;

import dev.sealwright.benchmarks.load.ApiConnection;
import dev.sealwright.benchmarks.load.RootAuthority;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.util.ArrayList;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;

/**
 * The CAs of a trial and what is asked of them: orders with a token of idempotency go to a CA of
 * their own, so that a certificate too many shows; each caller has its own subject and key, so that
 * a mix-up shows. Immutable.
 */
final class Estate {
  private static final String KEY = "EC_prime256v1";
  private static final String SIGNING = "SHA256WITHECDSA";

  private final RootAuthority withTokens;
  private final RootAuthority without;
  private final List<KeyPair> keys = new ArrayList<>();
  private final List<String> requests = new ArrayList<>();

  private Estate(RootAuthority withTokens, RootAuthority without) {
    this.withTokens = withTokens;
    this.without = without;
  }

  static Estate found(ApiConnection api, int callers) throws IOException {
    var estate =
        new Estate(
            RootAuthority.create(api, "Crash with tokens", KEY, SIGNING),
            RootAuthority.create(api, "Crash without", KEY, SIGNING));
    try {
      var generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      for (int caller = 0; caller < callers; caller++) {
        KeyPair pair = generator.generateKeyPair();
        estate.keys.add(pair);
        estate.requests.add(request(subject(caller), pair));
      }
    } catch (GeneralSecurityException | OperatorCreationException e) {
      throw new IllegalStateException("the JDK makes no P-256 request", e);
    }
    return estate;
  }

  private static X500Principal subject(int caller) {
    return new X500Principal("CN=caller-" + caller);
  }

  private static String request(X500Principal subject, KeyPair pair)
      throws IOException, OperatorCreationException {
    var text = new StringWriter();
    try (var writer = new JcaPEMWriter(text)) {
      writer.writeObject(
          new JcaPKCS10CertificationRequestBuilder(subject, pair.getPublic())
              .build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate())));
    }
    return text.toString();
  }

  RootAuthority withTokens() {
    return withTokens;
  }

  /** The body of the call; the same for the same order. */
  String body(Order order) {
    return authority(order).order(requests.get(order.caller()), order.token());
  }

  private RootAuthority authority(Order order) {
    return order.token().isEmpty() ? without : withTokens;
  }

  /** What is wrong with the certificate, read and verified by the JDK; empty when nothing is. */
  String faults(Acknowledged acknowledged, String pem) {
    Order order = acknowledged.order();
    try {
      X509Certificate certificate = parse(pem);
      certificate.verify(parse(authority(order).certificate()).getPublicKey());
      if (!certificate.getSerialNumber().equals(new BigInteger(acknowledged.serial(), 16))) {
        return "another serial, " + certificate.getSerialNumber().toString(16);
      }
      if (!certificate.getSubjectX500Principal().equals(subject(order.caller()))) {
        return "another subject, " + certificate.getSubjectX500Principal();
      }
      return certificate.getPublicKey().equals(keys.get(order.caller()).getPublic())
          ? ""
          : "another key";
    } catch (GeneralSecurityException e) {
      return e.toString();
    }
  }

  private static X509Certificate parse(String pem) throws GeneralSecurityException {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
  }
}
