package dev.sealwright.engine.ocsp;

import static dev.sealwright.engine.ocsp.Asked.SHA1;
import static dev.sealwright.engine.ocsp.Asked.SHA256;
import static dev.sealwright.engine.ocsp.Asked.SHA384;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sealwright.engine.TestEngine;
import dev.sealwright.engine.Until;
import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.authority.CaStatus;
import dev.sealwright.engine.authority.RevocationSettings;
import dev.sealwright.engine.key.soft.SoftVault;
import dev.sealwright.engine.store.StoreFixtures;
import dev.sealwright.engine.store.memory.MemoryStore;
import dev.sealwright.engine.x509.RevocationReason;
import dev.sealwright.engine.x509.Serial;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.ocsp.BasicOCSPResp;
import org.bouncycastle.cert.ocsp.SingleResp;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is answered of which certificate, at which point of its life and its CA's. */
@Timeout(120)
class OcspResponderTest {
  private final TestEngine ca =
      new TestEngine(new MemoryStore(), new SoftVault("soft", 2, new SecureRandom()));
  private AuthorityId root = StoreFixtures.authorityId();
  private Serial serial = StoreFixtures.serial();

  @BeforeEach
  void issue() {
    root = Asked.root(ca);
    serial = ca.engine.issue(TestEngine.leafOrder(root, "leaf", null));
  }

  @AfterEach
  void close() {
    ca.close();
  }

  @Test
  void aCertificateOnRecordIsGoodByBothDigestsAndByEitherUrl() {
    for (var digest : List.of(SHA1, SHA256)) {
      byte[] request = Asked.request(ca, root, digest, null, serial);
      for (OcspAnswer answer :
          List.of(ca.engine.ocsp().answer(root, request), ca.engine.ocsp().answer(null, request))) {
        SingleResp single = Asked.single(answer, Asked.certificate(ca, root));
        assertThat(Asked.state(single)).isEqualTo("good");
        assertThat(single.getCertID()).isEqualTo(Asked.id(ca, root, digest, serial));
        Instant now = ca.clock.instant().truncatedTo(ChronoUnit.SECONDS);
        assertThat(single.getThisUpdate().toInstant()).isEqualTo(now);
        assertThat(single.getNextUpdate().toInstant()).isEqualTo(now.plus(Duration.ofHours(1)));
        assertThat(Objects.requireNonNull(answer.caching()).nextUpdate())
            .isEqualTo(single.getNextUpdate().toInstant());
      }
    }
  }

  @ParameterizedTest
  @EnumSource(RevocationReason.class)
  void aRevokedOneSaysWhenAndWhy(RevocationReason reason) {
    byte[] request = Asked.request(ca, root, SHA1, null, serial);
    assertThat(state(request)).isEqualTo("good");
    ca.engine.revoker().revoke(root, serial, reason, 99, "tester");
    Instant at = ca.clock.instant().truncatedTo(ChronoUnit.SECONDS);
    assertThat(state(request))
        .isEqualTo(
            reason == RevocationReason.UNSPECIFIED
                ? "revoked " + at
                : "revoked " + at + " for " + reason.code());
  }

  @Test
  void whatWasNeverIssuedIsUnknownAndNotToBeKept() {
    for (BigInteger number :
        List.of(
            BigInteger.ONE,
            BigInteger.ZERO,
            BigInteger.TEN.negate(),
            BigInteger.ONE.shiftLeft(400),
            StoreFixtures.serial().toInteger(),
            serial.toInteger().add(BigInteger.ONE))) {
      byte[] request = Asked.request(null, List.of(Asked.id(ca, root, SHA256, number)));
      OcspAnswer answer = ca.engine.ocsp().answer(root, request);
      assertThat(Asked.state(Asked.single(answer, Asked.certificate(ca, root))))
          .isEqualTo("unknown");
      assertThat(answer.caching()).isNull();
    }
  }

  @Test
  void theRootsOwnCertificateIsOnRecord() {
    Serial own = Serial.of(Asked.certificate(ca, root).getSerialNumber().toByteArray());
    assertThat(state(Asked.request(ca, root, SHA1, null, own))).isEqualTo("good");
  }

  @Test
  void anExpiredCertificateIsStillAnswered() {
    ca.clock.advance(Duration.ofDays(40));
    Asked.awaitSigner(ca, root);
    assertThat(state(Asked.request(ca, root, SHA1, null, serial))).isEqualTo("good");
  }

  @Test
  void theNonceComesBackAndTheAnswerIsNotKept() {
    for (int length : List.of(1, 16, 32, 128)) {
      byte[] nonce = new byte[length];
      Arrays.fill(nonce, (byte) length);
      OcspAnswer answer =
          ca.engine.ocsp().answer(root, Asked.request(ca, root, SHA1, nonce, serial));
      Extension back =
          Asked.basic(answer, Asked.certificate(ca, root))
              .getExtension(OCSPObjectIdentifiers.id_pkix_ocsp_nonce);
      assertThat(
              org.bouncycastle.asn1.ASN1OctetString.getInstance(back.getParsedValue()).getOctets())
          .isEqualTo(nonce);
      assertThat(answer.caching()).isNull();
    }
  }

  @Test
  void severalInOneAreAnsweredInOrderAndOthersOfAnotherCaAreUnknown() {
    AuthorityId other = Asked.root(ca);
    Serial elsewhere = ca.engine.issue(TestEngine.leafOrder(other, "elsewhere", null));
    Serial second = ca.engine.issue(TestEngine.leafOrder(root, "second", null));
    ca.engine.revoker().revoke(root, second, RevocationReason.SUPERSEDED, 99, "tester");
    byte[] request =
        Asked.request(
            null,
            List.of(
                Asked.id(ca, root, SHA384, serial),
                Asked.id(ca, root, SHA1, serial),
                Asked.id(ca, other, SHA1, elsewhere),
                Asked.id(ca, root, SHA256, second)));
    BasicOCSPResp basic =
        Asked.basic(ca.engine.ocsp().answer(null, request), Asked.certificate(ca, root));
    assertThat(Arrays.stream(basic.getResponses()).map(Asked::state))
        .containsExactly(
            "unknown",
            "good",
            "unknown",
            "revoked " + ca.clock.instant().truncatedTo(ChronoUnit.SECONDS) + " for 4");
  }

  @Test
  void nobodyIsAnsweredForAnIssuerThatIsNotServed() {
    AuthorityId off = ca.activeRoot();
    Serial there = ca.engine.issue(TestEngine.leafOrder(off, "there", null));
    assertThat(status(null, Asked.request(ca, off, SHA1, null, there)))
        .isEqualTo(OcspStatus.UNAUTHORIZED);
    assertThat(status(root, Asked.request(ca, off, SHA1, null, there)))
        .isEqualTo(OcspStatus.UNAUTHORIZED);
    assertThat(status(off, Asked.request(ca, root, SHA1, null, serial)))
        .isEqualTo(OcspStatus.UNAUTHORIZED);
    assertThat(status(null, Asked.request(ca, root, SHA384, null, serial)))
        .isEqualTo(OcspStatus.UNAUTHORIZED);
  }

  @Test
  void aDisabledCaGoesOnAnsweringAndRenewsItsSigner() {
    change(CaStatus.DISABLED);
    byte[] request = Asked.request(ca, root, SHA1, null, serial);
    assertThat(state(request)).isEqualTo("good");
    ca.engine.revoker().revoke(root, serial, RevocationReason.SUPERSEDED, 99, "tester");
    assertThat(state(request)).startsWith("revoked");
    ca.clock.advance(Duration.ofDays(31));
    Asked.awaitSigner(ca, root);
    assertThat(state(request)).startsWith("revoked");
  }

  @Test
  void aDeletedCaAndOneThatIsSwitchedOffDoNot() {
    byte[] request = Asked.request(ca, root, SHA1, null, serial);
    Asked.set(ca, root, RevocationSettings.NONE);
    assertThat(status(root, request)).isEqualTo(OcspStatus.UNAUTHORIZED);
    Asked.enable(ca, root);
    assertThat(state(request)).isEqualTo("good");
    change(CaStatus.DISABLED);
    ca.engine.delete(authority(), Duration.ofDays(7), "tester");
    assertThat(status(root, request)).isEqualTo(OcspStatus.UNAUTHORIZED);
    assertThat(status(null, request)).isEqualTo(OcspStatus.UNAUTHORIZED);
    ca.engine.restore(root, "tester");
    assertThat(state(request)).isEqualTo("good");
  }

  @Test
  void anExpiredCaDoesNotAnswer() {
    ca.clock.advance(Duration.ofDays(10 * 366));
    assertThat(status(root, Asked.request(ca, root, SHA1, null, serial)))
        .isEqualTo(OcspStatus.UNAUTHORIZED);
  }

  @Test
  void theSignerIsCertifiedForThisAloneAndIsOnRecord() {
    OcspAnswer answer = ca.engine.ocsp().answer(root, Asked.request(ca, root, SHA1, null, serial));
    X509CertificateHolder issuer = Asked.certificate(ca, root);
    BasicOCSPResp basic = Asked.basic(answer, issuer);
    assertThat(basic.getCerts()).hasSize(1);
    X509CertificateHolder signer = basic.getCerts()[0];
    assertThat(signer.getIssuer()).isEqualTo(issuer.getSubject());
    assertThat(ExtendedKeyUsage.fromExtensions(signer.getExtensions()).getUsages())
        .containsExactly(KeyPurposeId.id_kp_OCSPSigning);
    assertThat(signer.getExtension(OCSPObjectIdentifiers.id_pkix_ocsp_nocheck)).isNotNull();
    assertThat(
            Duration.between(signer.getNotBefore().toInstant(), signer.getNotAfter().toInstant()))
        .isEqualTo(Duration.ofDays(30));
    Serial own = Serial.of(signer.getSerialNumber().toByteArray());
    assertThat(ca.engine.certificate(root, own).certificate())
        .isEqualTo(dev.sealwright.engine.x509.Octets.copyOf(encoded(signer)));
  }

  /** Revoking it is odd, but then nobody must be answered with it. */
  @Test
  void aSignerWhoseCertificateIsRevokedIsReplaced() {
    byte[] request = Asked.request(ca, root, SHA1, new byte[] {1}, serial);
    X509CertificateHolder first = signer(request);
    ca.engine
        .revoker()
        .revoke(
            root,
            Serial.of(first.getSerialNumber().toByteArray()),
            RevocationReason.KEY_COMPROMISE,
            99,
            "tester");
    assertThat(status(root, request)).isIn(OcspStatus.TRY_LATER, OcspStatus.SUCCESSFUL);
    Until.holds("another signs", () -> status(root, request) == OcspStatus.SUCCESSFUL);
    assertThat(signer(request)).isNotEqualTo(first);
  }

  private X509CertificateHolder signer(byte[] request) {
    return Asked.basic(ca.engine.ocsp().answer(root, request), Asked.certificate(ca, root))
        .getCerts()[0];
  }

  private static byte[] encoded(X509CertificateHolder certificate) {
    try {
      return certificate.getEncoded();
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private Authority authority() {
    return ca.engine.authority(root).orElseThrow();
  }

  private void change(CaStatus status) {
    ca.engine.update(authority(), status, authority().revocation(), "tester");
  }

  private OcspStatus status(@org.jspecify.annotations.Nullable AuthorityId of, byte[] request) {
    return ca.engine.ocsp().answer(of, request).status();
  }

  private String state(byte[] request) {
    return Asked.state(
        Asked.single(ca.engine.ocsp().answer(root, request), Asked.certificate(ca, root)));
  }
}
