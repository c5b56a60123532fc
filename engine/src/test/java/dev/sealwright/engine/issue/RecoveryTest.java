package dev.sealwright.engine.issue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealwright.engine.ProbeStore;
import dev.sealwright.engine.ProbeVault;
import dev.sealwright.engine.TestEngine;
import dev.sealwright.engine.Until;
import dev.sealwright.engine.audit.AuditEvent;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.authority.AuthorityType;
import dev.sealwright.engine.authority.CaStatus;
import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.key.KeySpec;
import dev.sealwright.engine.key.Remedy;
import dev.sealwright.engine.key.VaultFault;
import dev.sealwright.engine.key.soft.SoftVault;
import dev.sealwright.engine.store.Claim;
import dev.sealwright.engine.store.Mutation;
import dev.sealwright.engine.store.Outcome;
import dev.sealwright.engine.store.Reservation;
import dev.sealwright.engine.store.memory.MemoryStore;
import dev.sealwright.engine.x509.Octets;
import dev.sealwright.engine.x509.Serial;
import dev.sealwright.engine.x509.SignatureAlgorithm;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** INVARIANT I4: what a start does with what a crash left open. */
@Timeout(120)
class RecoveryTest {
  private final ProbeStore store = new ProbeStore(new MemoryStore());
  private final ProbeVault vault = new ProbeVault(new SoftVault("soft", 2, new SecureRandom()));

  @Test
  void anOpenReservationIsFinishedWithTheVeryBytesOnRecord() {
    AuthorityId root;
    Claim claim;
    try (TestEngine first = new TestEngine(store, vault)) {
      root = first.activeRoot();
      claim =
          new Claim(
              "IssueCertificate",
              "token",
              Octets.copyOf(new byte[] {1}),
              first.clock.instant().plus(Duration.ofMinutes(5)));
      crashAtSeal(first, root, claim);
    }
    Reservation open = store.openReservations(10).getFirst();

    try (TestEngine second = new TestEngine(store, vault)) {
      assertThat(store.openReservations(10)).isEmpty();
      assertThat(store.certificate(root, open.serial()).orElseThrow().reservation())
          .isEqualTo(open);
      assertThat(second.engine.certificate(root, open.serial()).certificate()).isNotNull();
      // INVARIANT I12: the caller that never got its answer finds it under its token.
      assertThat(second.engine.issue(TestEngine.leafOrder(root, "a", claim)))
          .isEqualTo(open.serial());
    }
    try (TestEngine third = new TestEngine(store, vault)) {
      assertThat(LineTest.seals(store.batches()))
          .filteredOn(seal -> seal.serial().equals(open.serial()))
          .as("sealed once, also after one more start at %s", third.clock.instant())
          .hasSize(1);
    }
  }

  @Test
  void aReservationIsClosedWhenItsCaMayNoLongerSign() {
    AuthorityId root;
    try (TestEngine first = new TestEngine(store, vault)) {
      root = first.activeRoot();
      crashAtSeal(first, root, null);
    }
    Serial open = store.openReservations(10).getFirst().serial();
    disable(root);

    try (TestEngine second = new TestEngine(store, vault)) {
      assertThat(store.openReservations(10)).isEmpty();
      LineTest.assertFailure(Failure.REQUEST_FAILED, () -> second.engine.certificate(root, open));
    }
    assertThat(store.auditEvents(root, 100).getLast().kind())
        .isEqualTo(AuditEvent.Kind.ISSUANCE_FAILED);
  }

  @Test
  void aTokenThatIsAwayAtStartLosesNothingAndIsWaitedFor() {
    AuthorityId root;
    try (TestEngine first = new TestEngine(store, vault)) {
      root = first.activeRoot();
      crashAtSeal(first, root, null);
    }
    Reservation open = store.openReservations(10).getFirst();
    vault.onSign((session, key, algorithm, message) -> {
      throw new VaultFault(Remedy.RECOVER, "unplugged");
    });
    try (TestEngine second = new TestEngine(store, vault)) {
      assertThat(store.openReservations(10)).containsExactly(open);
      LineTest.assertFailure(
          Failure.IN_PROGRESS, () -> second.engine.certificate(root, open.serial()));
      vault.onSign(ProbeVault.HONEST);
      Until.holds("it is signed after all", () -> store.openReservations(10).isEmpty());
      assertThat(second.engine.certificate(root, open.serial()).certificate()).isNotNull();
    }
  }

  /** An operator who takes a vault away can still start, and put it back. */
  @Test
  void aVaultThatIsNoLongerConfiguredKeepsNobodyFromStarting() {
    AuthorityId root;
    try (TestEngine first = new TestEngine(store, vault)) {
      root = first.activeRoot();
      crashAtSeal(first, root, null);
    }
    Reservation open = store.openReservations(10).getFirst();
    try (TestEngine other =
        new TestEngine(store, new SoftVault("another", 1, new SecureRandom()))) {
      assertThat(store.openReservations(10)).containsExactly(open);
      assertThat(other.engine.troubles()).isEmpty();
    }
    try (TestEngine again = new TestEngine(store, vault)) {
      assertThat(again.engine.certificate(root, open.serial()).certificate()).isNotNull();
    }
  }

  @Test
  void anAuthorityLeftInCreationGetsItsKey() {
    AuthorityId id;
    try (TestEngine first = new TestEngine(store, vault)) {
      store.beforeCommit(batch -> {
        if (batch.stream().anyMatch(Mutation.ChangeAuthority.class::isInstance)) {
          throw new CaException(Failure.STORE_UNAVAILABLE, "power cut");
        }
      });
      id = first.creating(AuthorityType.ROOT, KeySpec.EC_P256, SignatureAlgorithm.SHA256WITHECDSA);
      Until.holds("the store is halted", () -> first.engine.troubles().containsKey("store"));
    }
    store.beforeCommit(batch -> {});
    assertThat(store.authority(id).orElseThrow().status()).isEqualTo(CaStatus.CREATING);
    try (TestEngine second = new TestEngine(store, vault)) {
      Until.holds("the key is made", () -> second.status(id) == CaStatus.PENDING_CERTIFICATE);
      assertThat(second.engine.csr(id)).isPresent();
    }
  }

  /** The process ends, as far as the records can tell, between signature and seal. */
  private void crashAtSeal(TestEngine ca, AuthorityId root, @Nullable Claim claim) {
    store.beforeCommit(batch -> {
      if (batch.stream().anyMatch(Mutation.Seal.class::isInstance)) {
        throw new CaException(Failure.STORE_UNAVAILABLE, "power cut");
      }
    });
    LineTest.assertFailure(
        Failure.OUTCOME_UNKNOWN, () -> ca.engine.issue(TestEngine.leafOrder(root, "a", claim)));
    store.beforeCommit(batch -> {});
    assertThat(store.openReservations(10)).hasSize(1);
  }

  private void disable(AuthorityId id) {
    assertThat(
            store.commit(
                List.of(TestEngine.change(store.authority(id).orElseThrow(), CaStatus.DISABLED))))
        .containsExactly(Outcome.APPLIED);
  }
}
