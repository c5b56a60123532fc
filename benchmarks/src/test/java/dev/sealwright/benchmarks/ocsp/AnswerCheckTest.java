package dev.sealwright.benchmarks.ocsp;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPRespBuilder;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.cert.ocsp.jcajce.JcaBasicOCSPRespBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** That a wrong answer is seen, whatever is wrong with it; Bouncy Castle makes the answers. */
class AnswerCheckTest {
  private static final byte[] NO_NONCE = {};
  private static final byte[] NONCE = "0123456789abcdef0123456789abcdef".getBytes(US_ASCII);

  private final Instant now = Instant.now();
  private KeyPair key;
  private X509Certificate root;
  private X509Certificate leaf;
  private X509Certificate other;
  private AnswerCheck check;

  @BeforeEach
  void makeCa() throws Exception {
    key = pair();
    root = certificate("CN=Root", 1, key, true);
    leaf = certificate("CN=leaf", 2, pair(), false);
    other = certificate("CN=other", 3, pair(), false);
    check = new AnswerCheck(root);
  }

  private static KeyPair pair() throws Exception {
    var generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(256);
    return generator.generateKeyPair();
  }

  private X509Certificate certificate(String name, long serial, KeyPair subject, boolean ca)
      throws Exception {
    X509CertificateHolder made =
        new JcaX509v3CertificateBuilder(
                new X500Principal("CN=Root"),
                BigInteger.valueOf(serial),
                Date.from(now.minus(Duration.ofHours(1))),
                Date.from(now.plus(Duration.ofDays(1))),
                new X500Principal(name),
                subject.getPublic())
            .addExtension(Extension.basicConstraints, true, new BasicConstraints(ca))
            .build(new JcaContentSignerBuilder("SHA256withECDSA").build(key.getPrivate()));
    return new JcaX509CertificateConverter().getCertificate(made);
  }

  private byte[] answer(CertificateStatus status, byte[] nonce, KeyPair signer, Instant thisUpdate)
      throws Exception {
    var digest = new JcaDigestCalculatorProviderBuilder().build().get(CertificateID.HASH_SHA1);
    var builder = new JcaBasicOCSPRespBuilder(root.getPublicKey(), digest);
    builder.addResponse(
        new CertificateID(digest, new JcaX509CertificateHolder(root), leaf.getSerialNumber()),
        status,
        Date.from(thisUpdate),
        Date.from(thisUpdate.plus(Duration.ofHours(1))));
    if (nonce.length > 0) {
      builder.setResponseExtensions(
          new Extensions(
              new Extension(
                  OCSPObjectIdentifiers.id_pkix_ocsp_nonce,
                  false,
                  new DEROctetString(nonce).getEncoded())));
    }
    var basic =
        builder.build(
            new JcaContentSignerBuilder("SHA256withECDSA").build(signer.getPrivate()),
            new X509CertificateHolder[0],
            Date.from(now));
    return new OCSPRespBuilder().build(OCSPRespBuilder.SUCCESSFUL, basic).getEncoded();
  }

  private CertificateStatus revoked() {
    return new RevokedStatus(Date.from(now.minusSeconds(60)), 1);
  }

  @Test
  void rightAnswersPass() throws Exception {
    byte[] good = answer(CertificateStatus.GOOD, NO_NONCE, key, now);
    assertThat(check.wrong(leaf, false, NO_NONCE, good)).isEmpty();
    assertThat(check.wrong(leaf, true, NO_NONCE, answer(revoked(), NO_NONCE, key, now))).isEmpty();
    byte[] fresh = answer(CertificateStatus.GOOD, NONCE, key, now);
    assertThat(check.wrong(leaf, false, NONCE, fresh)).isEmpty();
  }

  @Test
  void theOtherStatusIsSeen() throws Exception {
    byte[] good = answer(CertificateStatus.GOOD, NO_NONCE, key, now);
    assertThat(check.wrong(leaf, true, NO_NONCE, good)).hasValue("it says good");
    assertThat(check.wrong(leaf, false, NO_NONCE, answer(revoked(), NO_NONCE, key, now)))
        .hasValue("it says revoked");
  }

  @Test
  void anotherNonceOrNoneIsSeen() throws Exception {
    byte[] without = answer(CertificateStatus.GOOD, NO_NONCE, key, now);
    assertThat(check.wrong(leaf, false, NONCE, without)).isPresent();
    byte[] mine = answer(CertificateStatus.GOOD, NONCE, key, now);
    assertThat(check.wrong(leaf, false, new byte[NONCE.length], mine)).isPresent();
  }

  @Test
  void anotherSignatureTimeOrCertificateIsSeen() throws Exception {
    byte[] foreign = answer(CertificateStatus.GOOD, NO_NONCE, pair(), now);
    assertThat(check.wrong(leaf, false, NO_NONCE, foreign)).isPresent();
    // One bit of what is signed; the signature over it is the last thing in the answer.
    byte[] changed = answer(CertificateStatus.GOOD, NONCE, key, now);
    changed[indexOf(changed, NONCE)] ^= 1;
    assertThat(check.wrong(leaf, false, NO_NONCE, changed)).isPresent();
    byte[] old = answer(CertificateStatus.GOOD, NO_NONCE, key, now.minus(Duration.ofDays(2)));
    assertThat(check.wrong(leaf, false, NO_NONCE, old)).isPresent();
    byte[] ofLeaf = answer(CertificateStatus.GOOD, NO_NONCE, key, now);
    assertThat(check.wrong(other, false, NO_NONCE, ofLeaf)).isPresent();
  }

  private static int indexOf(byte[] whole, byte[] part) {
    for (int at = 0; at + part.length <= whole.length; at++) {
      if (Arrays.mismatch(whole, at, at + part.length, part, 0, part.length) < 0) {
        return at;
      }
    }
    throw new AssertionError("it is not there");
  }
}
