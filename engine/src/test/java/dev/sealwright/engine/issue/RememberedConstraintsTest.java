package dev.sealwright.engine.issue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.authority.AuthoritySettings;
import dev.sealwright.engine.authority.AuthorityType;
import dev.sealwright.engine.authority.CaCertificate;
import dev.sealwright.engine.authority.UsageMode;
import dev.sealwright.engine.key.KeySpec;
import dev.sealwright.engine.store.Store;
import dev.sealwright.engine.x509.Attribute;
import dev.sealwright.engine.x509.Name;
import dev.sealwright.engine.x509.Octets;
import dev.sealwright.engine.x509.SignatureAlgorithm;
import java.lang.reflect.Proxy;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;

/** CAs with as many constraints as a path may hold, and more of them than memory has room for. */
class RememberedConstraintsTest {
  private static final int MANY = 1000;

  private final AtomicInteger reads = new AtomicInteger();

  @Test
  void largeOnesDoNotFillTheHeap() throws Exception {
    X509CertificateHolder large = certificate("x".repeat(MANY));
    IssuerConstraints constraints = new IssuerConstraints(store(large));
    Octets tbs = tbs(large);
    List<Authority> all = authorities(8);
    all.forEach(authority -> constraints.violation(authority, tbs));
    assertThat(reads).hasValue(8);

    constraints.violation(all.getLast(), tbs);
    assertThat(reads).as("the latest is remembered").hasValue(8);
    constraints.violation(all.getFirst(), tbs);
    assertThat(reads).as("the first had to go: eight megabytes are more than four").hasValue(9);
  }

  @Test
  void honestOnesStay() throws Exception {
    X509CertificateHolder small = certificate("");
    IssuerConstraints constraints = new IssuerConstraints(store(small));
    List<Authority> all = authorities(100);
    for (int round = 0; round < 2; round++) {
      for (Authority authority : all) {
        constraints.violation(authority, tbs(small));
      }
    }
    assertThat(reads).hasValue(100);
  }

  /** Knows one certificate, and counts how often it is asked for. */
  private Store store(X509CertificateHolder certificate) {
    return (Store)
        Proxy.newProxyInstance(
            Store.class.getClassLoader(),
            new Class<?>[] {Store.class},
            (proxy, method, arguments) -> {
              assertThat(method.getName()).isEqualTo("caCertificate");
              reads.incrementAndGet();
              return Optional.of(
                  new CaCertificate(Octets.copyOf(certificate.getEncoded()), List.of()));
            });
  }

  private static List<Authority> authorities(int count) {
    var settings =
        new AuthoritySettings(
            AuthorityType.ROOT,
            KeySpec.EC_P256,
            SignatureAlgorithm.SHA256WITHECDSA,
            Name.of(List.of(new Attribute(Attribute.COMMON_NAME, "x"))),
            UsageMode.GENERAL_PURPOSE,
            null,
            "");
    Authority[] all = new Authority[count];
    Arrays.setAll(
        all,
        i ->
            Authority.creating(
                new AuthorityId(new UUID(0, i)), "123456789012", Instant.EPOCH, settings));
    return List.of(all);
  }

  /** A thousand subtrees with so much before each name, or one without. */
  private static X509CertificateHolder certificate(String before) throws Exception {
    GeneralSubtree[] subtrees = new GeneralSubtree[before.isEmpty() ? 1 : MANY];
    Arrays.setAll(
        subtrees, i -> new GeneralSubtree(new GeneralName(GeneralName.dNSName, before + i)));
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(256);
    KeyPair pair = generator.generateKeyPair();
    X500Name name = new X500Name("CN=x");
    return new JcaX509v3CertificateBuilder(
            name,
            BigInteger.ONE,
            Date.from(Instant.EPOCH),
            Date.from(Instant.parse("2040-01-01T00:00:00Z")),
            name,
            pair.getPublic())
        .addExtension(Extension.nameConstraints, true, new NameConstraints(null, subtrees))
        .build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate()));
  }

  private static Octets tbs(X509CertificateHolder certificate) throws Exception {
    return Octets.copyOf(certificate.toASN1Structure().getTBSCertificate().getEncoded("DER"));
  }
}
