package dev.sealwright.engine.issue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sealwright.engine.ProbeVault;
import dev.sealwright.engine.SharedRecord;
import dev.sealwright.engine.TestEngine;
import dev.sealwright.engine.Until;
import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.authority.AuthorityType;
import dev.sealwright.engine.authority.CaStatus;
import dev.sealwright.engine.authority.CrlScope;
import dev.sealwright.engine.authority.CrlType;
import dev.sealwright.engine.authority.RevocationSettings;
import dev.sealwright.engine.authority.RevocationSettings.Crl;
import dev.sealwright.engine.bucket.ObjectAcl;
import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.key.KeySpec;
import dev.sealwright.engine.key.Remedy;
import dev.sealwright.engine.key.VaultFault;
import dev.sealwright.engine.key.soft.SoftVault;
import dev.sealwright.engine.store.Claim;
import dev.sealwright.engine.store.CrlRecord;
import dev.sealwright.engine.store.Mutation;
import dev.sealwright.engine.store.Reservation;
import dev.sealwright.engine.store.StoreFixtures;
import dev.sealwright.engine.x509.Octets;
import dev.sealwright.engine.x509.OpenSsl;
import dev.sealwright.engine.x509.Serial;
import dev.sealwright.engine.x509.SignatureAlgorithm;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two nodes over one record, of which one is held up, gone, or remembers what is not so any more.
 */
@Timeout(120)
class ManyNodesTest {
  @TempDir private Path folder;
  private final SharedRecord record = new SharedRecord();
  private final SoftVault keys = new SoftVault("soft", 2, new SecureRandom());
  private final ProbeVault vault = new ProbeVault(keys);
  private final SharedRecord.Node one = record.node();
  private final SharedRecord.Node two = record.node();
  private final TestEngine first = new TestEngine(one.view(), vault);
  private final TestEngine second = new TestEngine(two.view(), keys);

  @AfterEach
  void close() {
    first.close();
    second.close();
    record.close();
  }

  /** Slow, and not dead: it signs after another node has. */
  @Test
  void whatAFencedNodeReservedIsSealedByAnotherAndNeverByBoth() {
    AuthorityId root = first.activeRoot();
    Claim claim =
        new Claim(
            "IssueCertificate",
            "token",
            Octets.copyOf(new byte[] {1}),
            first.clock.instant().plus(Duration.ofMinutes(5)));
    CountDownLatch sign = new CountDownLatch(1);
    vault.onSign((session, key, algorithm, message) -> {
      LineTest.await(sign);
      return session.sign(key, algorithm, message);
    });
    CompletableFuture<Serial> slow =
        CompletableFuture.supplyAsync(
            () -> first.engine.issue(TestEngine.leafOrder(root, "slow", claim)));
    Until.holds("reserved", () -> record.store().openReservations(9).size() == 1);
    Reservation open = record.store().openReservations(9).getFirst();

    record.abandon(one);
    Until.holds("another node sealed it", () -> record.store().openReservations(9).isEmpty());
    Octets sealed = second.engine.certificate(root, open.serial()).certificate();
    sign.countDown();
    assertThatExceptionOfType(Exception.class)
        .isThrownBy(slow::get)
        .havingCause()
        .isInstanceOf(CaException.class)
        .withMessageContaining("another node")
        .satisfies(e -> assertThat(((CaException) e).failure()).isEqualTo(Failure.OUTCOME_UNKNOWN));

    assertThat(second.engine.certificate(root, open.serial()).certificate()).isEqualTo(sealed);
    assertThat(second.engine.issue(TestEngine.leafOrder(root, "slow", claim)))
        .as("its token finds it")
        .isEqualTo(open.serial());
    verify(root, open.serial());
  }

  /** The vault failed for the fenced node, after another had sealed what it wants to close. */
  @Test
  void aFencedNodeClosesNothingThatAnotherSealed() {
    AuthorityId root = first.activeRoot();
    CountDownLatch fail = new CountDownLatch(1);
    vault.onSign((session, key, algorithm, message) -> {
      LineTest.await(fail);
      throw new CaException(Failure.TOKEN_UNAVAILABLE, "unplugged");
    });
    CompletableFuture<Serial> slow =
        CompletableFuture.supplyAsync(
            () -> first.engine.issue(TestEngine.leafOrder(root, "slow", null)));
    Until.holds("reserved", () -> record.store().openReservations(9).size() == 1);
    Serial serial = record.store().openReservations(9).getFirst().serial();
    record.abandon(one);
    Until.holds("another node sealed it", () -> record.store().openReservations(9).isEmpty());
    fail.countDown();
    assertThatExceptionOfType(Exception.class)
        .isThrownBy(slow::get)
        .havingCause()
        .satisfies(e -> assertThat(((CaException) e).failure()).isEqualTo(Failure.OUTCOME_UNKNOWN));
    verify(root, serial);
  }

  @Test
  void theKeyOfAnAbandonedFoundingIsMadeByAnotherNode() {
    CountDownLatch make = new CountDownLatch(1);
    vault.onGenerate(id -> LineTest.await(make));
    AuthorityId id =
        first.creating(AuthorityType.ROOT, KeySpec.EC_P256, SignatureAlgorithm.SHA256WITHECDSA);
    CompletableFuture<Authority> waiting =
        CompletableFuture.supplyAsync(() -> first.engine.awaitKey(id, Duration.ofMinutes(1)));
    record.abandon(one);
    Authority made = second.engine.awaitKey(id, Duration.ofMinutes(1));
    assertThat(made.status()).isEqualTo(CaStatus.PENDING_CERTIFICATE);
    // Whoever waits at the node that was held up hears of it all the same.
    assertThat(waiting.join().key()).isEqualTo(made.key());
    make.countDown();

    Serial serial = second.engine.issue(second.rootOrder(id));
    second.engine.importCertificate(
        id, TestEngine.pem(second.engine.certificate(id, serial).certificate()), null, "tester");
    Serial leaf = second.engine.issue(TestEngine.leafOrder(id, "leaf", null));
    verify(id, leaf);
  }

  /** A node that waits for a key which another makes is woken when it is there. */
  @Test
  void aKeyThatAnotherNodeMakesIsAwaited() {
    CountDownLatch make = new CountDownLatch(1);
    vault.onGenerate(id -> LineTest.await(make));
    AuthorityId id =
        first.creating(AuthorityType.ROOT, KeySpec.EC_P256, SignatureAlgorithm.SHA256WITHECDSA);
    CompletableFuture<Authority> waiting =
        CompletableFuture.supplyAsync(() -> second.engine.awaitKey(id, Duration.ofMinutes(1)));
    make.countDown();
    assertThat(waiting.join().status()).isEqualTo(CaStatus.PENDING_CERTIFICATE);
  }

  @Test
  void aReservationWhoseVaultIsAwayIsKeptUntilItIsThere() {
    AuthorityId root = second.activeRoot();
    CountDownLatch hang = new CountDownLatch(1);
    SharedRecord.Node three = record.node();
    ProbeVault away = new ProbeVault(keys);
    away.onSign((session, key, algorithm, message) -> {
      throw new VaultFault(Remedy.RECOVER, "unplugged");
    });
    record.abandon(two);
    try (TestEngine third = new TestEngine(three.view(), away)) {
      record.abandon(one);
      vault.onSign((session, key, algorithm, message) -> {
        LineTest.await(hang);
        return session.sign(key, algorithm, message);
      });
      CompletableFuture<Serial> slow =
          CompletableFuture.supplyAsync(
              () -> first.engine.issue(TestEngine.leafOrder(root, "slow", null)));
      Until.holds("reserved", () -> record.store().openReservations(9).size() == 1);
      Serial serial = record.store().openReservations(9).getFirst().serial();
      Until.holds("tried in vain", () -> !third.engine.troubles().isEmpty());
      assertThat(record.store().openReservations(9)).hasSize(1);
      away.onSign(ProbeVault.HONEST);
      Until.holds("sealed", () -> record.store().openReservations(9).isEmpty());
      hang.countDown();
      assertThatExceptionOfType(Exception.class).isThrownBy(slow::get);
      verify(root, serial);
    }
  }

  /** What a node remembers of a CA may be a second old; its answers may not be wrong for that. */
  @Test
  void whatIsRememberedOfACaIsNotWhatDecides() {
    AuthorityId root = first.activeRoot();
    two.remember(root);
    Authority seen = first.engine.authority(root).orElseThrow();
    first.engine.update(seen, CaStatus.DISABLED, seen.revocation(), "tester");
    LineTest.assertFailure(
        Failure.INVALID_STATE,
        () -> second.engine.issue(TestEngine.leafOrder(root, "disabled", null)));

    two.remember(root);
    Authority disabled = first.engine.authority(root).orElseThrow();
    first.engine.update(disabled, CaStatus.ACTIVE, disabled.revocation(), "tester");
    verify(root, second.engine.issue(TestEngine.leafOrder(root, "enabled", null)));
  }

  @Test
  void whileTheStoreIsInTroubleNothingIsIssuedAndTheNodeIsNotReady() {
    AuthorityId root = first.activeRoot();
    one.trouble("no standby confirms commits");
    assertThat(first.engine.troubles()).containsEntry("store", "no standby confirms commits");
    LineTest.assertFailure(
        Failure.STORE_UNAVAILABLE,
        () -> first.engine.issue(TestEngine.leafOrder(root, "refused", null)));
    one.trouble(null);
    assertThat(first.engine.troubles()).isEmpty();
    verify(root, first.engine.issue(TestEngine.leafOrder(root, "issued", null)));
  }

  /** What was on the line goes through. */
  @Test
  void whatWasAdmittedBeforeTheTroubleIsSealed() {
    AuthorityId root = first.activeRoot();
    CountDownLatch sign = new CountDownLatch(1);
    vault.onSign((session, key, algorithm, message) -> {
      LineTest.await(sign);
      return session.sign(key, algorithm, message);
    });
    CompletableFuture<Serial> issued =
        CompletableFuture.supplyAsync(
            () -> first.engine.issue(TestEngine.leafOrder(root, "slow", null)));
    Until.holds("reserved", () -> record.store().openReservations(9).size() == 1);
    one.trouble("no standby confirms commits");
    sign.countDown();
    verify(root, issued.join());
  }

  @Test
  void anEngineEndsAlthoughTheDatabaseIsAway() {
    AuthorityId root = first.activeRoot();
    CountDownLatch inside = new CountDownLatch(1);
    one.beforeCommit(batch -> {
      if (batch.stream().anyMatch(Mutation.Seal.class::isInstance)) {
        inside.countDown();
        Until.holds("the store is closed", one::closed);
      }
    });
    CompletableFuture<Serial> caught =
        CompletableFuture.supplyAsync(
            () -> first.engine.issue(TestEngine.leafOrder(root, "caught", null)));
    LineTest.await(inside);
    first.close();
    assertThatExceptionOfType(Exception.class)
        .isThrownBy(caught::get)
        .havingCause()
        .satisfies(e -> assertThat(((CaException) e).failure()).isEqualTo(Failure.OUTCOME_UNKNOWN));
    record.abandon(one);
    Serial serial = record.store().openReservations(9).getFirst().serial();
    Until.holds("another node seals it", () -> record.store().openReservations(9).isEmpty());
    verify(root, serial);
  }

  /** Whoever is refused the last places of a list binds to the next one, and nobody notices. */
  @Test
  void twoNodesIssueAcrossTheEndOfAPartition() {
    AuthorityId root = first.activeRoot();
    Authority seen = first.engine.authority(root).orElseThrow();
    Crl lists = new Crl(7, "lists", ObjectAcl.PUBLIC_READ, null, null, CrlType.PARTITIONED, false);
    first.engine.update(seen, null, RevocationSettings.NONE.withCrl(lists), "tester");
    Authority authority = record.store().authority(root).orElseThrow();
    int dealt = Partitions.SIZE - Partitions.SPARED;
    List<Mutation> before = new ArrayList<>();
    for (int i = 0; i < dealt - 20; i++) {
      before.add(StoreFixtures.reserve(StoreFixtures.reservation(authority, new CrlScope(0))));
    }
    record.store().commit(before);

    List<CompletableFuture<List<Serial>>> nodes = new ArrayList<>();
    for (TestEngine ca : List.of(first, second, first, second)) {
      nodes.add(
          CompletableFuture.supplyAsync(() -> {
            List<Serial> serials = new ArrayList<>();
            for (int i = 0; i < 15; i++) {
              serials.add(ca.engine.issue(TestEngine.leafOrder(root, "leaf " + i, null)));
            }
            return serials;
          }));
    }
    Set<Serial> issued = new HashSet<>();
    nodes.forEach(node -> issued.addAll(node.join()));
    assertThat(issued).hasSize(60);
    List<CrlRecord> crls =
        record.store().attached().crls(root).stream()
            .filter(list -> !list.scope().isComplete())
            .toList();
    assertThat(crls).hasSize(2);
    assertThat(crls.getFirst().bound()).isBetween(dealt - 4L, (long) dealt);
    assertThat(crls.getFirst().bound() + crls.getLast().bound()).isEqualTo(dealt + 40);
    verify(root, issued.iterator().next());
  }

  private void verify(AuthorityId root, Serial serial) {
    OpenSsl openSsl = new OpenSsl(folder);
    openSsl.write(
        "ca.pem",
        TestEngine.pem(record.store().caCertificate(root).orElseThrow().certificate()).toArray());
    openSsl.write(
        "leaf.pem",
        TestEngine.pem(second.engine.certificate(root, serial).certificate()).toArray());
    assertThat(
            openSsl.run(
                "verify",
                "-attime",
                Long.toString(second.clock.instant().getEpochSecond()),
                "-CAfile",
                "ca.pem",
                "leaf.pem"))
        .contains("leaf.pem: OK");
  }
}
