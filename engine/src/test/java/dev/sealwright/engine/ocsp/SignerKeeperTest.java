package dev.sealwright.engine.ocsp;

import static dev.sealwright.engine.ocsp.Asked.SHA1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sealwright.engine.EngineLimits;
import dev.sealwright.engine.ProbeStore;
import dev.sealwright.engine.ProbeVault;
import dev.sealwright.engine.TestEngine;
import dev.sealwright.engine.Until;
import dev.sealwright.engine.audit.AuditEvent;
import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.authority.CaStatus;
import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.key.KeyId;
import dev.sealwright.engine.key.Remedy;
import dev.sealwright.engine.key.VaultFault;
import dev.sealwright.engine.key.soft.SoftVault;
import dev.sealwright.engine.store.Mutation;
import dev.sealwright.engine.store.OcspSigner;
import dev.sealwright.engine.store.memory.MemoryStore;
import dev.sealwright.engine.x509.Serial;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.bouncycastle.cert.X509CertificateHolder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The life of the keys that sign answers: made, renewed, destroyed, never forgotten. */
@Timeout(120)
class SignerKeeperTest {
  private final MemoryStore real = new MemoryStore();
  private final ProbeStore store = new ProbeStore(real);
  private final Set<KeyId> keys = ConcurrentHashMap.newKeySet();
  private final SoftVault soft = new SoftVault("soft", 2, new SecureRandom());
  private final ProbeVault vault = new ProbeVault(soft);
  private TestEngine ca = new TestEngine(store, vault);

  SignerKeeperTest() {
    watch(vault);
  }

  private void watch(ProbeVault watched) {
    watched.onGenerate(keys::add);
    watched.onDestroy(keys::remove);
  }

  @AfterEach
  void close() {
    ca.close();
    real.close();
  }

  @Test
  void itIsRenewedAtTwoThirdsOfItsTimeAndTheOldKeyDestroyed() {
    AuthorityId root = Asked.root(ca);
    OcspSigner first = only(root);
    Serial serial = ca.engine.issue(TestEngine.leafOrder(root, "leaf", null));
    assertThat(signerSerial(root, serial)).isEqualTo(serialOf(first));
    ca.clock.advance(Duration.ofDays(19));
    round();
    assertThat(only(root)).isEqualTo(first);
    ca.clock.advance(Duration.ofDays(2));
    Until.holds(
        "another serves alone",
        () -> {
          List<OcspSigner> now = store.attached().ocspSigners(root);
          return now.size() == 1 && !now.getFirst().key().equals(first.key());
        });
    assertThat(keys).containsExactlyInAnyOrder(root.keyId(), only(root).key());
    assertThat(signerSerial(root, serial)).isEqualTo(serialOf(only(root)));
    assertThat(only(root).certified()).isNotNull();
  }

  /** I1, I5, I11: what its certificate took is what every certificate takes. */
  @Test
  void itsCertificateGoesOverTheLine() {
    AuthorityId root = Asked.root(ca);
    Serial serial = serialOf(only(root));
    List<String> steps =
        store.batches().stream()
            .flatMap(List::stream)
            .filter(mutation ->
                switch (mutation) {
                  case Mutation.Reserve reserve -> reserve.reservation().serial().equals(serial);
                  case Mutation.Seal seal -> seal.serial().equals(serial);
                  case Mutation.ChangeOcspSigner _ -> true;
                  default -> false;
                })
            .map(mutation -> mutation.getClass().getSimpleName())
            .toList();
    assertThat(steps).containsExactly("ChangeOcspSigner", "Reserve", "Seal", "ChangeOcspSigner");
    assertThat(store.auditEvents(root, 99))
        .filteredOn(event -> serial.equals(event.serial()))
        .extracting(AuditEvent::kind)
        .containsExactly(AuditEvent.Kind.CERTIFICATE_ISSUED, AuditEvent.Kind.OCSP_SIGNER_CHANGED);
  }

  @Test
  void aRestartGoesOnWithTheSameKey() {
    AuthorityId root = Asked.root(ca);
    OcspSigner before = only(root);
    Set<KeyId> keysBefore = Set.copyOf(keys);
    restart();
    Asked.awaitSigner(ca, root);
    assertThat(only(root)).isEqualTo(before);
    assertThat(keys).isEqualTo(keysBefore);
  }

  /** Whatever step a crash came after: a signer serves, and no other key is left in the vault. */
  @Test
  void aCrashAfterAnyStepLeavesNoKeyThatNobodyKnowsOf() {
    for (int step = 1; step <= 4; step++) {
      AuthorityId root = ca.activeRoot();
      int broken = step;
      int[] seen = {0};
      store.beforeCommit(batch -> {
        boolean ours =
            batch.stream()
                .anyMatch(mutation ->
                    mutation instanceof Mutation.ChangeOcspSigner
                        || mutation instanceof Mutation.Reserve
                        || mutation instanceof Mutation.Seal);
        if (ours && ++seen[0] >= broken) {
          throw new CaException(
              dev.sealwright.engine.fault.Failure.STORE_UNAVAILABLE, "the power is gone");
        }
      });
      Asked.enable(ca, root);
      Until.holds("it breaks", () -> seen[0] >= broken);
      restart();
      Asked.awaitSigner(ca, root);
      Until.holds(
          "after step " + step + " one key is left beside those of the CAs",
          () ->
              store.attached().ocspSigners(root).size() == 1
                  && keys.contains(only(root).key())
                  && keys.contains(root.keyId()));
      Set<KeyId> known = new HashSet<>();
      for (Authority each : store.authorities(CaStatus.ACTIVE)) {
        known.add(each.id().keyId());
        store.attached().ocspSigners(each.id()).forEach(signer -> known.add(signer.key()));
      }
      assertThat(keys).isEqualTo(known);
    }
  }

  @Test
  void withoutTheTokenThereIsNoneAndThenThereIs() {
    AuthorityId root = ca.activeRoot();
    vault.onGenerate(id -> {
      throw new VaultFault(Remedy.BACK_OFF, "busy");
    });
    Asked.enable(ca, root);
    Until.holds("it is tried", () -> !store.attached().ocspSigners(root).isEmpty());
    byte[] request = Asked.request(ca, root, SHA1, null, new Serial("7" + "0".repeat(31)));
    assertThat(ca.engine.ocsp().answer(root, request).status()).isEqualTo(OcspStatus.TRY_LATER);
    vault.onGenerate(keys::add);
    Asked.awaitSigner(ca, root);
    Until.holds("the others are tidied up", () -> store.attached().ocspSigners(root).size() == 1);
  }

  /** A crash of the removal included: the record of the signer stays until its key is gone. */
  @Test
  void theSweeperDestroysItWithItsCa() {
    AuthorityId root = Asked.root(ca);
    assertThat(keys).hasSize(2);
    Authority seen = ca.engine.authority(root).orElseThrow();
    ca.engine.update(seen, CaStatus.DISABLED, seen.revocation(), "tester");
    ca.engine.delete(ca.engine.authority(root).orElseThrow(), Duration.ofDays(7), "tester");
    ca.clock.advance(Duration.ofDays(8));
    Until.holds(
        "swept",
        () -> {
          ca.engine.sweep();
          return store.removals().isEmpty() && keys.isEmpty();
        });
    assertThat(store.attached().ocspSigners(root)).isEmpty();
  }

  /** I11: then each signature is an event, and on record before its answer is there. */
  @Test
  void theCaKeyItselfIsAudited() {
    ca.close();
    ca =
        new TestEngine(
            store,
            vault,
            EngineLimits.STANDARD.with(OcspSettings.STANDARD.with(OcspSettings.Signer.CA_KEY)));
    AuthorityId root = ca.activeRoot();
    Asked.enable(ca, root);
    Serial serial = ca.engine.issue(TestEngine.leafOrder(root, "leaf", null));
    byte[] request = Asked.request(ca, root, SHA1, null, serial);
    X509CertificateHolder issuer = Asked.certificate(ca, root);
    for (int i = 0; i < 3; i++) {
      OcspAnswer answer = ca.engine.ocsp().answer(root, request);
      assertThat(Asked.basic(answer, issuer).getCerts()).isEmpty();
      assertThat(Asked.state(Asked.single(answer, issuer))).isEqualTo("good");
    }
    assertThat(store.auditEvents(root, 99))
        .filteredOn(event -> event.kind() == AuditEvent.Kind.OCSP_ANSWER_SIGNED)
        .hasSize(1);
    store.beforeCommit(batch -> {
      throw new CaException(dev.sealwright.engine.fault.Failure.STORE_UNAVAILABLE, "full");
    });
    byte[] fresh = Asked.request(ca, root, SHA1, new byte[] {1}, serial);
    assertThat(ca.engine.ocsp().answer(root, fresh).status()).isEqualTo(OcspStatus.TRY_LATER);
    assertThat(store.attached().ocspSigners(root)).isEmpty();
  }

  private OcspSigner only(AuthorityId id) {
    List<OcspSigner> signers = store.attached().ocspSigners(id);
    assertThat(signers).hasSize(1);
    return signers.getFirst();
  }

  private static Serial serialOf(OcspSigner signer) {
    OcspSigner.Certified certified = signer.certified();
    if (certified == null) {
      throw new AssertionError("not certified");
    }
    return certified.serial();
  }

  private Serial signerSerial(AuthorityId root, Serial of) {
    byte[] request = Asked.request(ca, root, SHA1, new byte[] {9}, of);
    X509CertificateHolder signer =
        Asked.basic(ca.engine.ocsp().answer(root, request), Asked.certificate(ca, root))
            .getCerts()[0];
    return Serial.of(signer.getSerialNumber().toByteArray());
  }

  /** Long enough for the keeper to have looked: another CA gets its signer in the meantime. */
  private void round() {
    AuthorityId other = ca.activeRoot();
    Asked.enable(ca, other);
    Asked.awaitSigner(ca, other);
    keys.remove(other.keyId());
    store.attached().ocspSigners(other).forEach(signer -> keys.remove(signer.key()));
  }

  private void restart() {
    Duration passed = Duration.between(TestEngine.START, ca.clock.instant());
    ca.close();
    store.beforeCommit(batch -> {});
    ca = new TestEngine(store, vault, passed);
  }
}
