package dev.sealwright.engine.ocsp;

import static dev.sealwright.engine.ocsp.Asked.SHA1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sealwright.engine.EngineLimits;
import dev.sealwright.engine.ProbeVault;
import dev.sealwright.engine.SharedRecord;
import dev.sealwright.engine.TestEngine;
import dev.sealwright.engine.Until;
import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.authority.CaStatus;
import dev.sealwright.engine.authority.RevocationSettings;
import dev.sealwright.engine.key.KeyId;
import dev.sealwright.engine.key.soft.SoftVault;
import dev.sealwright.engine.store.OcspSigner;
import dev.sealwright.engine.x509.OpenSsl;
import dev.sealwright.engine.x509.RevocationReason;
import dev.sealwright.engine.x509.Serial;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.bouncycastle.cert.X509CertificateHolder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes that answer OCSP for the same authorities, of which one keeps the signers. */
@Timeout(180)
class ManyNodesOcspTest {
  @TempDir private Path folder;
  private final SharedRecord record = new SharedRecord();
  private final SoftVault keys = new SoftVault("soft", 2, new SecureRandom());
  private final ProbeVault vault = new ProbeVault(keys);
  private final ProbeVault otherVault = new ProbeVault(keys);
  private final SharedRecord.Node one = record.node();
  private final SharedRecord.Node two = record.node();
  private final TestEngine first = new TestEngine(one.view(), vault);
  private final TestEngine second = new TestEngine(two.view(), otherVault);

  @AfterEach
  void close() {
    first.close();
    second.close();
    record.close();
  }

  @Test
  void aRevocationOnOneNodeChangesTheAnswersOfTheOther() {
    AuthorityId root = served();
    for (TestEngine revoking : List.of(first, second)) {
      TestEngine other = revoking == first ? second : first;
      Serial serial = revoking.engine.issue(TestEngine.leafOrder(root, "leaf", null));
      assertThat(state(other, root, serial)).isEqualTo("good");
      assertThat(state(other, root, serial)).as("kept").isEqualTo("good");
      revoking.engine.revoker().revoke(root, serial, RevocationReason.SUPERSEDED, 99, "tester");
      Until.holds("the other says so", () -> state(other, root, serial).startsWith("revoked"));
      judgedByOpenSsl(other, root, serial, "revoked");
    }
  }

  @Test
  void anAuthorityThatIsChangedOnOneNodeIsServedOrNotByTheOther() {
    AuthorityId root = served();
    Serial serial = first.engine.issue(TestEngine.leafOrder(root, "leaf", null));
    byte[] request = Asked.request(first, root, SHA1, null, serial);
    Asked.set(first, root, RevocationSettings.NONE);
    Until.holds("switched off", () -> status(second, root, request) == OcspStatus.UNAUTHORIZED);
    Asked.enable(first, root);
    Until.holds("switched on", () -> status(second, root, request) == OcspStatus.SUCCESSFUL);
    Authority seen = first.engine.authority(root).orElseThrow();
    first.engine.update(seen, CaStatus.DISABLED, seen.revocation(), "tester");
    first.engine.delete(first.engine.authority(root).orElseThrow(), Duration.ofDays(7), "tester");
    Until.holds("deleted", () -> status(second, root, request) == OcspStatus.UNAUTHORIZED);
  }

  @Test
  void aNodeThatWasCutOffReadsEverythingAnew() {
    AuthorityId root = served();
    Serial serial = first.engine.issue(TestEngine.leafOrder(root, "leaf", null));
    assertThat(state(second, root, serial)).isEqualTo("good");
    two.cutOff(true);
    first.engine.revoker().revoke(root, serial, RevocationReason.SUPERSEDED, 99, "tester");
    AuthorityId later = first.activeRoot();
    Asked.enable(first, later);
    Asked.awaitSigner(first, later);
    two.cutOff(false);
    Until.holds("the revocation", () -> state(second, root, serial).startsWith("revoked"));
    Until.holds(
        "the other authority",
        () ->
            status(second, later, Asked.request(first, later, SHA1, null, unknown()))
                == OcspStatus.SUCCESSFUL);
  }

  /** The database went away between the news and the reading of what they are about. */
  @Test
  void whatCannotBeReadWhenItIsHeardOfIsReadLater() {
    AuthorityId root = served();
    byte[] request = Asked.request(first, root, SHA1, null, unknown());
    for (boolean cut : List.of(false, true)) {
      two.unreadable(true);
      two.cutOff(cut);
      Asked.set(first, root, RevocationSettings.NONE);
      two.cutOff(false);
      assertThat(status(second, root, request)).isEqualTo(OcspStatus.SUCCESSFUL);
      two.unreadable(false);
      Until.holds("read", () -> status(second, root, request) == OcspStatus.UNAUTHORIZED);
      Asked.enable(first, root);
      Until.holds("switched on", () -> status(second, root, request) == OcspStatus.SUCCESSFUL);
    }
  }

  @Test
  void theOtherNodeTakesANewSignerBeforeTheOldKeyIsDestroyed() {
    Set<KeyId> destroyed = ConcurrentHashMap.newKeySet();
    vault.onDestroy(destroyed::add);
    otherVault.onDestroy(destroyed::add);
    otherVault.onGenerate(id -> {
      throw new AssertionError("it does not lead");
    });
    AuthorityId root = served();
    OcspSigner old = record.store().attached().ocspSigners(root).getFirst();
    Serial of = first.engine.issue(TestEngine.leafOrder(root, "leaf", null));
    assertThat(signer(second, root, of)).isEqualTo(serial(old));

    first.clock.advance(Duration.ofDays(21));
    second.clock.advance(Duration.ofDays(21));
    Until.holds(
        "both serve with the next",
        () ->
            !signer(first, root, of).equals(serial(old))
                && signer(second, root, of).equals(signer(first, root, of)));
    assertThat(destroyed).as("another node might still use it").doesNotContain(old.key());
    Until.holds("destroyed", () -> destroyed.contains(old.key()));
    Until.holds("on record", () -> record.store().attached().ocspSigners(root).size() == 1);
    judgedByOpenSsl(second, root, of, "good");
  }

  @Test
  void whoLeadsNextMakesTheSignerThatTheOneBeforeDidNot() {
    AuthorityId root = first.activeRoot();
    CountDownLatch hang = new CountDownLatch(1);
    CountDownLatch inside = new CountDownLatch(1);
    vault.onGenerate(id -> {
      inside.countDown();
      await(hang);
    });
    Asked.enable(first, root);
    await(inside);
    byte[] probe = Asked.request(first, root, SHA1, null, unknown());
    assertThat(status(second, root, probe)).isIn(OcspStatus.TRY_LATER, OcspStatus.UNAUTHORIZED);
    record.lead(two);
    Until.holds("made", () -> status(second, root, probe) == OcspStatus.SUCCESSFUL);
    hang.countDown();
    // What the one before made comes to nothing, and it takes the other's.
    Until.holds("taken", () -> status(first, root, probe) == OcspStatus.SUCCESSFUL);
    Serial of = first.engine.issue(TestEngine.leafOrder(root, "leaf", null));
    assertThat(signer(first, root, of)).isEqualTo(signer(second, root, of));
    assertThat(record.store().attached().ocspSigners(root))
        .filteredOn(signer -> signer.phase() == OcspSigner.Phase.SERVING)
        .hasSize(1);
  }

  /** Its certificate may have been revoked by another node. */
  @Test
  void aSignerThatAnotherNodeRevokedIsReplacedForBoth() {
    AuthorityId root = served();
    Serial old = serial(record.store().attached().ocspSigners(root).getFirst());
    second.engine.revoker().revoke(root, old, RevocationReason.KEY_COMPROMISE, 99, "tester");
    Serial of = first.engine.issue(TestEngine.leafOrder(root, "leaf", null));
    for (TestEngine ca : List.of(first, second)) {
      Asked.awaitSigner(ca, root);
      assertThat(signer(ca, root, of)).isNotEqualTo(old);
    }
  }

  @Test
  void whoDoesNotLeadSweepsNothing() {
    AuthorityId root = served();
    Authority seen = first.engine.authority(root).orElseThrow();
    first.engine.update(seen, CaStatus.DISABLED, seen.revocation(), "tester");
    first.engine.delete(first.engine.authority(root).orElseThrow(), Duration.ofDays(7), "tester");
    first.clock.advance(Duration.ofDays(8));
    second.clock.advance(Duration.ofDays(8));
    record.lead(null);
    assertThat(first.engine.sweep()).isZero();
    assertThat(record.store().authority(root)).isPresent();
    assertThat(EngineLimits.STANDARD.sweep()).isGreaterThan(Duration.ofSeconds(30));
    record.lead(two);
    Until.holds(
        "whoever begins to lead sweeps at once",
        () -> record.store().authority(root).isEmpty() && record.store().removals().isEmpty());
  }

  /** A root that both nodes answer for. */
  private AuthorityId served() {
    AuthorityId root = Asked.root(first);
    Asked.awaitSigner(second, root);
    return root;
  }

  private static Serial unknown() {
    return new Serial("7" + "0".repeat(31));
  }

  private static OcspStatus status(TestEngine ca, AuthorityId root, byte[] request) {
    return ca.engine.ocsp().answer(root, request).status();
  }

  private static String state(TestEngine ca, AuthorityId root, Serial serial) {
    OcspAnswer answer = ca.engine.ocsp().answer(root, Asked.request(ca, root, SHA1, null, serial));
    return Asked.state(Asked.single(answer, Asked.certificate(ca, root)));
  }

  /** The serial of the certificate that came with an answer. */
  private static Serial signer(TestEngine ca, AuthorityId root, Serial of) {
    byte[] request = Asked.request(ca, root, SHA1, new byte[] {9}, of);
    X509CertificateHolder signer =
        Asked.basic(ca.engine.ocsp().answer(root, request), Asked.certificate(ca, root))
            .getCerts()[0];
    return Serial.of(signer.getSerialNumber().toByteArray());
  }

  private static Serial serial(OcspSigner signer) {
    return Objects.requireNonNull(signer.certified()).serial();
  }

  private void judgedByOpenSsl(TestEngine ca, AuthorityId root, Serial serial, String expected) {
    OpenSsl openSsl = new OpenSsl(folder);
    openSsl.write(
        "ca.pem",
        TestEngine.pem(ca.engine.caCertificate(root).orElseThrow().certificate()).toArray());
    openSsl.write(
        "leaf.pem", TestEngine.pem(ca.engine.certificate(root, serial).certificate()).toArray());
    openSsl.write(
        "answer.der",
        ca.engine
            .ocsp()
            .answer(root, Asked.request(ca, root, SHA1, null, serial))
            .response()
            .toArray());
    String said =
        openSsl.run(
            "ocsp",
            "-respin",
            "answer.der",
            "-CAfile",
            "ca.pem",
            "-issuer",
            "ca.pem",
            "-cert",
            "leaf.pem",
            "-no_nonce",
            "-attime",
            Long.toString(ca.clock.instant().getEpochSecond()),
            "-validity_period",
            "999999999");
    assertThat(said).contains("Response verify OK").contains("leaf.pem: " + expected);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
