package dev.sealwright.engine.x509;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.CRLNumber;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.IssuingDistributionPoint;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.asn1.x509.V2TBSCertListGenerator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lists written around their entries, beside those of libraries that build them whole. */
class CertificateListTest {
  private static final SignatureAlgorithm ALGORITHM = SignatureAlgorithm.SHA256WITHECDSA;
  private static final KeyPair PAIR = TestKeys.ec("secp256r1");
  private static final KeyIdentifier KEY = TestKeys.subject(PAIR).identifier();

  private final SecureRandom secure = new SecureRandom();

  @Test
  void theBytesAreThoseOfBouncyCastle() throws Exception {
    for (long seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      int entries = random.nextInt(4) == 0 ? 0 : random.nextInt(2000);
      Instant now = Instant.ofEpochSecond(1_700_000_000L + random.nextInt(1_500_000_000));
      String point =
          random.nextBoolean() ? null : "http://pki.example/" + "a".repeat(random.nextInt(230));
      CertificateList list =
          new CertificateList(
              ALGORITHM,
              name("CN=CRL Test " + seed),
              now,
              now.plus(Duration.ofDays(1 + random.nextInt(5000))),
              1 + random.nextLong(Long.MAX_VALUE - 1),
              KEY,
              point);
      V2TBSCertListGenerator other = beside(list);
      ByteArrayOutputStream ours = new ByteArrayOutputStream();
      for (int i = 0; i < entries; i++) {
        Serial serial =
            i == 0 ? new Serial("000000000000000000000000000000" + "7f") : drawn(random, now);
        Instant at = now.minusSeconds(random.nextInt(100_000_000));
        RevocationReason reason = List.of(RevocationReason.values()).get(random.nextInt(8));
        byte[] entry = CertificateList.entry(serial, at, reason);
        assertThat(entry.length).isLessThanOrEqualTo(CertificateList.MAX_ENTRY);
        ours.writeBytes(entry);
        add(other, serial, at, reason);
      }
      assertThat(whole(list.around(ours.size()), ours.toByteArray()))
          .as("seed %s, %s entries", seed, entries)
          .isEqualTo(other.generateTBSCertList().getEncoded("DER"));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3, 20_000})
  void theJdkReadsAndVerifiesAList(int entries) throws Exception {
    Instant now = Instant.parse("2049-12-30T12:00:00Z");
    CertificateList list =
        new CertificateList(
            ALGORITHM,
            name("CN=CRL Test"),
            now,
            now.plus(Duration.ofDays(7)),
            5,
            KEY,
            "http://pki.example/crl/1.crl");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    Serial last = null;
    for (int i = 0; i < entries; i++) {
      last = Serial.draw(now, secure);
      out.writeBytes(CertificateList.entry(last, now, RevocationReason.SUPERSEDED));
    }
    byte[] middle = out.toByteArray();
    CertificateList.Frame tbs = list.around(middle.length);
    Octets signature = TestKeys.sign(PAIR, ALGORITHM, Octets.copyOf(whole(tbs, middle)));
    CertificateList.Frame signed = tbs.signed(ALGORITHM, signature);
    byte[] der = whole(signed, middle);
    assertThat(der).hasSize(Math.toIntExact(signed.length()));

    X509CRL read =
        (X509CRL)
            CertificateFactory.getInstance("X.509").generateCRL(new ByteArrayInputStream(der));
    read.verify(PAIR.getPublic());
    assertThat(read.getVersion()).isEqualTo(2);
    assertThat(read.getThisUpdate()).isEqualTo(Date.from(now));
    assertThat(read.getNextUpdate()).isEqualTo(Date.from(list.nextUpdate()));
    assertThat(read.getCriticalExtensionOIDs())
        .containsExactly(Extension.ISSUING_DISTRIBUTION_POINT);
    if (last == null) {
      assertThat(read.getRevokedCertificates()).isNull();
    } else {
      assertThat(read.getRevokedCertificates()).hasSize(entries);
      assertThat(read.getRevokedCertificate(last.toInteger()).getRevocationReason())
          .isEqualTo(java.security.cert.CRLReason.SUPERSEDED);
    }
  }

  private static byte[] whole(CertificateList.Frame frame, byte[] middle) {
    assertThat(frame.middle()).isEqualTo(middle.length);
    return Der.joined(frame.before().toArray(), middle, frame.after().toArray());
  }

  private static V2TBSCertListGenerator beside(CertificateList list) throws Exception {
    V2TBSCertListGenerator other = new V2TBSCertListGenerator();
    other.setSignature(AlgorithmIdentifier.getInstance(list.algorithm().identifier().toArray()));
    other.setIssuer(X500Name.getInstance(list.issuer().der().toArray()));
    other.setThisUpdate(time(list.thisUpdate()));
    other.setNextUpdate(time(list.nextUpdate()));
    ExtensionsGenerator extensions = new ExtensionsGenerator();
    extensions.addExtension(
        org.bouncycastle.asn1.x509.Extension.authorityKeyIdentifier,
        false,
        new AuthorityKeyIdentifier(list.authority().toArray()));
    extensions.addExtension(
        org.bouncycastle.asn1.x509.Extension.cRLNumber,
        false,
        new CRLNumber(BigInteger.valueOf(list.number())));
    @Nullable String point = list.distributionPoint();
    if (point != null) {
      extensions.addExtension(
          org.bouncycastle.asn1.x509.Extension.issuingDistributionPoint,
          true,
          new IssuingDistributionPoint(
              new DistributionPointName(
                  new GeneralNames(
                      new org.bouncycastle.asn1.x509.GeneralName(
                          org.bouncycastle.asn1.x509.GeneralName.uniformResourceIdentifier,
                          point))),
              false,
              false));
    }
    other.setExtensions(extensions.generate());
    return other;
  }

  private static void add(
      V2TBSCertListGenerator other, Serial serial, Instant at, RevocationReason reason)
      throws Exception {
    ExtensionsGenerator extensions = new ExtensionsGenerator();
    if (reason != RevocationReason.UNSPECIFIED) {
      extensions.addExtension(
          org.bouncycastle.asn1.x509.Extension.reasonCode, false, CRLReason.lookup(reason.code()));
    }
    other.addCRLEntry(
        new ASN1Integer(serial.toInteger()),
        time(at),
        extensions.isEmpty() ? null : extensions.generate());
  }

  private static Time time(Instant instant) {
    return new Time(Date.from(instant), Locale.ROOT);
  }

  private static Serial drawn(Random random, Instant now) {
    byte[] bytes = Serial.draw(now.truncatedTo(ChronoUnit.DAYS), new SecureRandom()).toArray();
    byte[] tail = new byte[14];
    random.nextBytes(tail);
    System.arraycopy(tail, 0, bytes, 2, tail.length);
    return Serial.of(bytes);
  }

  private static Name name(String text) throws Exception {
    return new Name(Octets.copyOf(new X500Name(text).getEncoded("DER")));
  }
}
