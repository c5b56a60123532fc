package example;

import dev.sealwright.engine.CaEngine;
import dev.sealwright.engine.EngineLimits;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.authority.AuthoritySettings;
import dev.sealwright.engine.authority.AuthorityType;
import dev.sealwright.engine.authority.CrlType;
import dev.sealwright.engine.authority.RevocationSettings;
import dev.sealwright.engine.authority.Tags;
import dev.sealwright.engine.authority.UsageMode;
import dev.sealwright.engine.bucket.ObjectAcl;
import dev.sealwright.engine.bucket.folder.FolderBuckets;
import dev.sealwright.engine.crl.Publishing;
import dev.sealwright.engine.key.KeySpec;
import dev.sealwright.engine.key.VaultSet;
import dev.sealwright.engine.key.pkcs11.Cryptoki;
import dev.sealwright.engine.key.pkcs11.Token;
import dev.sealwright.engine.key.pkcs11.foreign.ForeignCryptoki;
import dev.sealwright.engine.order.Order;
import dev.sealwright.engine.store.embedded.SqliteStore;
import dev.sealwright.engine.template.Period;
import dev.sealwright.engine.template.PeriodType;
import dev.sealwright.engine.template.PublicationHosts;
import dev.sealwright.engine.x509.Attribute;
import dev.sealwright.engine.x509.Name;
import dev.sealwright.engine.x509.Octets;
import dev.sealwright.engine.x509.Pem;
import dev.sealwright.engine.x509.RevocationReason;
import dev.sealwright.engine.x509.Serial;
import dev.sealwright.engine.x509.SignatureAlgorithm;
import dev.sealwright.hsm.dev.SoftHsm;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.pkcs.CertificationRequest;
import org.bouncycastle.asn1.pkcs.CertificationRequestInfo;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;

/** A CA in a program of one's own: made, used a thousand times, one of them revoked, closed. */
public final class IssueAThousand {
  private static final int COUNT = 1000;
  private static final String OWNER = "my-company";
  private static final String ACTOR = "issue-a-thousand";
  private static final String BUCKET = "revocation-lists";

  private IssueAThousand() {}

  /** The argument is the folder of the token and the store. */
  public static void main(String[] arguments) throws Exception {
    run(Path.of(arguments[0]), new SimpleMeterRegistry(), Clock.systemUTC());
  }

  /**
   * What is left in the hands of others.
   *
   * @param list names the first of the certificates and no other
   */
  record Issued(List<X509Certificate> certificates, X509CRL list) {}

  static Issued run(Path folder, MeterRegistry metrics, Clock clock) throws Exception {
    // A token in software; for an HSM, make a TokenConfig and leave the environment out.
    var token = new SoftHsm(new SecureRandom()).provision(folder.resolve("token"), "embedded", 4);
    try (Cryptoki module = ForeignCryptoki.load(token.config().module(), token.environment())) {
      module.initialise();
      try (CaEngine engine =
          CaEngine.open(
              SqliteStore.open(folder.resolve("store.db")),
              VaultSet.each(new Token(token.config(), module)),
              clock,
              metrics,
              EngineLimits.STANDARD,
              new PublicationHosts("pki.example.com"),
              new Publishing(
                  new FolderBuckets(folder.resolve("buckets"), true), folder.resolve("scratch")))) {
        AuthorityId ca = createRoot(engine);
        List<Serial> serials = issue(engine, ca);
        List<X509Certificate> certificates = readBack(engine, ca, serials);
        Path list = folder.resolve("buckets").resolve(BUCKET).resolve("crl/" + ca + ".crl");
        return new Issued(certificates, revoke(engine, ca, serials.getFirst(), list));
      }
    }
  }

  /** The key is made on the token, signs its own CSR, and then the certificate of the root. */
  private static AuthorityId createRoot(CaEngine engine) {
    AuthorityId ca =
        engine.create(
            OWNER,
            new AuthoritySettings(
                AuthorityType.ROOT,
                KeySpec.EC_P256,
                SignatureAlgorithm.SHA256WITHECDSA,
                Name.of(List.of(new Attribute(Attribute.COMMON_NAME, "Embedded Root"))),
                UsageMode.GENERAL_PURPOSE,
                null,
                ""),
            RevocationSettings.NONE.withCrl(lists()),
            Tags.NONE,
            null,
            ACTOR);
    engine.awaitKey(ca, Duration.ofMinutes(1));
    Octets csr = Pem.text(Pem.CERTIFICATE_REQUEST, engine.csr(ca).orElseThrow());
    Serial serial = engine.issue(order(ca, csr, "RootCACertificate/V1", PeriodType.YEARS, 10));
    Octets certificate = engine.certificate(ca, serial).certificate();
    engine.importCertificate(ca, Pem.text(Pem.CERTIFICATE, certificate), null, ACTOR);
    return ca;
  }

  /** In the bucket, for everybody, valid for a week. */
  private static RevocationSettings.Crl lists() {
    return new RevocationSettings.Crl(
        7, BUCKET, ObjectAcl.PUBLIC_READ, null, null, CrlType.COMPLETE, false);
  }

  /** Many callers at once: that is what fills the lanes of the token and the commits. */
  private static List<Serial> issue(CaEngine engine, AuthorityId ca) throws Exception {
    List<Future<Serial>> answers = new ArrayList<>();
    try (var callers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < COUNT; i++) {
        Octets csr = request("device-" + i);
        answers.add(
            callers.submit(() ->
                engine.issue(order(ca, csr, "EndEntityCertificate/V1", PeriodType.DAYS, 30))));
      }
    }
    List<Serial> serials = new ArrayList<>();
    for (Future<Serial> answer : answers) {
      serials.add(answer.get());
    }
    System.out.println(serials.size() + " certificates issued");
    return serials;
  }

  private static List<X509Certificate> readBack(
      CaEngine engine, AuthorityId ca, List<Serial> serials) throws Exception {
    X509Certificate root = parsed(engine.caCertificate(ca).orElseThrow().certificate());
    List<X509Certificate> certificates = new ArrayList<>();
    for (Serial serial : serials) {
      X509Certificate certificate = parsed(engine.certificate(ca, serial).certificate());
      certificate.verify(root.getPublicKey());
      certificates.add(certificate);
    }
    System.out.println(certificates.size() + " read back and verified by the JDK");
    return certificates;
  }

  /** Durable at once; the list that says so follows within five seconds, in place of the last. */
  private static X509CRL revoke(CaEngine engine, AuthorityId ca, Serial serial, Path file)
      throws Exception {
    engine.revoker().revoke(ca, serial, RevocationReason.KEY_COMPROMISE, Long.MAX_VALUE, ACTOR);
    X509Certificate root = parsed(engine.caCertificate(ca).orElseThrow().certificate());
    for (int tenths = 0; tenths < 600; tenths++) {
      if (Files.exists(file)) {
        var bytes = new ByteArrayInputStream(Files.readAllBytes(file));
        var list = (X509CRL) CertificateFactory.getInstance("X.509").generateCRL(bytes);
        list.verify(root.getPublicKey());
        if (list.getRevokedCertificate(serial.toInteger()) != null) {
          System.out.println("1 revoked, and in the list, verified by the JDK");
          return list;
        }
      }
      Thread.sleep(100);
    }
    throw new IllegalStateException("no list names the revoked certificate");
  }

  private static Order order(
      AuthorityId ca, Octets csr, String template, PeriodType unit, int validity) {
    SignatureAlgorithm algorithm = SignatureAlgorithm.SHA256WITHECDSA;
    return new Order(ca, csr, algorithm, template, new Period(unit, validity), null, null, ACTOR);
  }

  /** What a device sends: a CSR for a key of its own, which it keeps. */
  private static Octets request(String name) throws Exception {
    var generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(256);
    var pair = generator.generateKeyPair();
    var key = SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded());
    var asked = new CertificationRequestInfo(new X500Name("CN=" + name), key, new DERSet());
    var signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(pair.getPrivate());
    signature.update(asked.getEncoded("DER"));
    var algorithm = new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256);
    var csr = new CertificationRequest(asked, algorithm, new DERBitString(signature.sign()));
    return Pem.text(Pem.CERTIFICATE_REQUEST, Octets.copyOf(csr.getEncoded("DER")));
  }

  private static X509Certificate parsed(Octets der) throws Exception {
    var bytes = new ByteArrayInputStream(der.toArray());
    return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(bytes);
  }
}
