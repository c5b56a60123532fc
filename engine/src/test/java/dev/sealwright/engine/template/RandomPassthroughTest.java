package dev.sealwright.engine.template;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealwright.engine.TestEngine;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.csr.RandomRequests;
import dev.sealwright.engine.csr.RandomRequests.Request;
import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.key.soft.SoftVault;
import dev.sealwright.engine.order.Order;
import dev.sealwright.engine.store.memory.MemoryStore;
import dev.sealwright.engine.x509.Attribute;
import dev.sealwright.engine.x509.CertificatePolicies;
import dev.sealwright.engine.x509.Extension;
import dev.sealwright.engine.x509.GeneralName;
import dev.sealwright.engine.x509.KeyPurpose;
import dev.sealwright.engine.x509.KeyUsage;
import dev.sealwright.engine.x509.Name;
import dev.sealwright.engine.x509.Octets;
import dev.sealwright.engine.x509.OpenSsl;
import dev.sealwright.engine.x509.Pem;
import dev.sealwright.engine.x509.SignatureAlgorithm;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.TBSCertificate;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.asn1.x509.V3TBSCertificateGenerator;
import org.bouncycastle.cert.X509CertificateHolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever a call passes through, with whatever template and request: either a typed refusal that
 * blames the caller, or a certificate that the JDK and openssl can read, that verifies, says what
 * was asked for, and whose signed part Bouncy Castle would have written in the same bytes.
 */
class RandomPassthroughTest {
  private static final int CALLS = 2_000;
  private static final long SEED = 20261125;
  private static final List<String> KNOWN =
      List.of(
          "2.5.29.15",
          "2.5.29.17",
          "2.5.29.18",
          "2.5.29.30",
          "2.5.29.31",
          "2.5.29.32",
          "2.5.29.33",
          "2.5.29.35",
          "2.5.29.36",
          "2.5.29.37",
          "2.5.29.46",
          "2.5.29.54",
          "1.3.6.1.5.5.7.1.1",
          "1.3.6.1.5.5.7.1.11");
  private static final List<Template> USERS =
      Templates.all()
          .filter(template -> template.variety().usesCall())
          .filter(template -> template.kind() != Template.Kind.ROOT_CA)
          .toList();

  private final Random random = new Random(SEED);

  @Test
  void isRefusedOrReadable(@TempDir Path folder) throws Exception {
    int issued = 0;
    int refused = 0;
    StringBuilder all = new StringBuilder();
    try (TestEngine ca =
        new TestEngine(new MemoryStore(), new SoftVault("soft", 2, new SecureRandom()))) {
      AuthorityId root = ca.activeRoot();
      PublicKey issuer =
          ca.engine.authority(root).orElseThrow().signingKey().publicKey().toPublicKey();
      Order plain = TestEngine.leafOrder(root, "plain", null);
      List<Request> requests = RandomRequests.draw(random, 8);
      for (int call = 0; call < CALLS; call++) {
        String template = USERS.get(random.nextInt(USERS.size())).name();
        Request request = requests.get(random.nextInt(requests.size()));
        try {
          Passthrough passthrough = passthrough();
          Octets der =
              ca.engine
                  .certificate(
                      root,
                      ca.engine.issue(
                          new Order(
                              root,
                              request.pem(),
                              SignatureAlgorithm.SHA256WITHECDSA,
                              template,
                              passthrough,
                              plain.validity(),
                              null,
                              null,
                              "tester")))
                  .certificate();
          issued++;
          Name named = passthrough.subject();
          requireAsAsked(der, issuer, named == null ? request.subject() : named, request, call);
          all.append(Pem.encode(Pem.CERTIFICATE, der)).append('\n');
        } catch (CaException e) {
          refused++;
          assertThat(e.failure())
              .as("call %d of seed %d: %s", call, SEED, e.getMessage())
              .isIn(Failure.INVALID_ARGUMENT, Failure.INVALID_VALUE, Failure.MALFORMED_CSR);
        }
      }
    }
    assertThat(issued).as("not everything is refused").isGreaterThan(CALLS / 10);
    assertThat(refused).as("not everything passes").isGreaterThan(CALLS / 10);
    OpenSsl openssl = new OpenSsl(folder);
    openssl.write("all.pem", all.toString());
    assertThat(
            openssl
                .run("storeutl", "-noout", "-text", "-certs", "all.pem")
                .lines()
                .filter(line -> line.equals("Certificate:")))
        .hasSize(issued);
  }

  private static void requireAsAsked(
      Octets der, PublicKey issuer, Name subject, Request request, int call) {
    try {
      var read = new X509CertificateHolder(der.toArray());
      var signed = read.toASN1Structure().getTBSCertificate();
      assertThat(rewritten(signed)).isEqualTo(signed.getEncoded());
      assertThat(read.getSubject().getEncoded()).isEqualTo(subject.der().toArray());
      assertThat(read.getSubjectPublicKeyInfo().getEncoded())
          .isEqualTo(request.key().info().toArray());
      if (!hasCriticalEdiParty(read)) {
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(der.toArray()))
            .verify(issuer);
      }
    } catch (GeneralSecurityException | IOException | RuntimeException | AssertionError e) {
      throw new AssertionError("call " + call + " of seed " + SEED + ": " + der.hex(), e);
    }
  }

  /**
   * The JDK takes the explicit tags in an EDIPartyName for implicit ones, and says so only where
   * the extension is critical; openssl reads them.
   */
  private static boolean hasCriticalEdiParty(X509CertificateHolder read) {
    var names = read.getExtension(org.bouncycastle.asn1.x509.Extension.subjectAlternativeName);
    return names != null
        && names.isCritical()
        && Arrays.stream(GeneralNames.getInstance(names.getParsedValue()).getNames())
            .anyMatch(
                name -> name.getTagNo() == org.bouncycastle.asn1.x509.GeneralName.ediPartyName);
  }

  private static byte[] rewritten(TBSCertificate read) throws IOException {
    var writer = new V3TBSCertificateGenerator();
    writer.setSerialNumber(read.getSerialNumber());
    writer.setSignature(read.getSignature());
    writer.setIssuer(read.getIssuer());
    // By the instants, so that Bouncy Castle chooses the form of each.
    writer.setStartDate(new Time(read.getStartDate().getDate()));
    writer.setEndDate(new Time(read.getEndDate().getDate()));
    writer.setSubject(read.getSubject());
    writer.setSubjectPublicKeyInfo(read.getSubjectPublicKeyInfo());
    writer.setExtensions(read.getExtensions());
    return writer.generateTBSCertificate().getEncoded("DER");
  }

  private Passthrough passthrough() {
    List<Extension> extensions = new ArrayList<>();
    Set<String> used = new HashSet<>();
    for (int i = random.nextInt(4); i >= 0; i--) {
      Extension extension = extension();
      // A repetition now and then is part of the game.
      if (used.add(extension.oid()) || random.nextInt(20) == 0) {
        extensions.add(extension);
      }
    }
    Name subject =
        random.nextBoolean()
            ? null
            : Name.of(
                IntStream.rangeClosed(0, random.nextInt(4))
                    .mapToObj(i -> new Attribute(oid(), text()))
                    .toList());
    return new Passthrough(subject, extensions);
  }

  private Extension extension() {
    return switch (random.nextInt(9)) {
      case 0 -> new Extension(Extension.KEY_USAGE, true, KeyUsage.encode(usages()));
      case 1 ->
          new Extension(
              Extension.EXTENDED_KEY_USAGE,
              random.nextBoolean(),
              KeyPurpose.encode(
                  IntStream.rangeClosed(0, random.nextInt(3)).mapToObj(i -> oid()).toList()));
      case 2 ->
          new Extension(
              Extension.CERTIFICATE_POLICIES,
              random.nextBoolean(),
              CertificatePolicies.encode(
                  List.of(new CertificatePolicies.Policy(oid(), List.of(text())))));
      case 3 ->
          new Extension(
              Extension.SUBJECT_ALTERNATIVE_NAME,
              false,
              GeneralName.encode(
                  IntStream.rangeClosed(0, random.nextInt(3)).mapToObj(i -> name()).toList()));
      case 4 -> new Extension(known(), random.nextBoolean(), junk(0));
      case 5 -> new Extension(known(), random.nextBoolean(), bytes(random.nextInt(12)));
      default -> new Extension(oid(), random.nextBoolean(), junk(0));
    };
  }

  private GeneralName name() {
    return switch (random.nextInt(8)) {
      case 0 -> GeneralName.otherName(oid(), text());
      case 1 -> GeneralName.mailbox(text() + "@" + text());
      case 2 -> GeneralName.dns(text());
      case 3 -> GeneralName.directory(Name.of(List.of(new Attribute(oid(), text()))));
      case 4 -> GeneralName.ediParty(text(), random.nextBoolean() ? null : text());
      case 5 -> GeneralName.uri(random.nextBoolean() ? "http://" + text() : text());
      case 6 -> GeneralName.ip(random.nextInt(300) + "." + random.nextInt(300) + ".0.1");
      default -> GeneralName.registeredId(oid());
    };
  }

  private Set<KeyUsage> usages() {
    Set<KeyUsage> usages = EnumSet.noneOf(KeyUsage.class);
    for (KeyUsage usage : KeyUsage.values()) {
      if (random.nextBoolean()) {
        usages.add(usage);
      }
    }
    return usages;
  }

  private String known() {
    return KNOWN.get(random.nextInt(KNOWN.size()));
  }

  private String oid() {
    return switch (random.nextInt(20)) {
      case 0 -> "2.5.4." + random.nextInt(70);
      case 1 -> "1.2.840.113549.1.9.1";
      case 2 -> random.nextInt(4) + "." + random.nextInt(60) + ".3";
      default -> "1.3.6.1.4.1.99999." + random.nextInt(1_000_000);
    };
  }

  private String text() {
    String alphabet = random.nextInt(12) == 0 ? "ab:/@.- \u00e4\u4e2d\u0000\"" : "abc.-9";
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(30) == 0 ? 0 : 1 + random.nextInt(12); i > 0; i--) {
      text.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
    return text.toString();
  }

  /** One DER element, well formed for the most part. */
  private Octets junk(int depth) {
    int tag =
        List.of(0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x0c, 0x13, 0x30, 0x30, 0x80, 0xa0, 0x82, 0x87)
            .get(random.nextInt(14));
    byte[] content;
    if ((tag & 0x20) != 0 && depth < 4) {
      var inner = new ByteArrayOutputStream();
      for (int i = random.nextInt(3); i > 0; i--) {
        inner.writeBytes(junk(depth + 1).toArray());
      }
      content = inner.toByteArray();
    } else {
      content = bytes(tag == 0x05 ? 0 : 1 + random.nextInt(5)).toArray();
    }
    byte[] element = new byte[content.length + 2];
    element[0] = (byte) tag;
    element[1] = (byte) content.length;
    System.arraycopy(content, 0, element, 2, content.length);
    return Octets.copyOf(element);
  }

  private Octets bytes(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return Octets.copyOf(bytes);
  }
}
