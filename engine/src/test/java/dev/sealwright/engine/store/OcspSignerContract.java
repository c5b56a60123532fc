package dev.sealwright.engine.store;

import static dev.sealwright.engine.store.StoreFixtures.NOW;
import static dev.sealwright.engine.store.StoreFixtures.active;
import static dev.sealwright.engine.store.StoreFixtures.creation;
import static dev.sealwright.engine.store.StoreFixtures.event;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sealwright.engine.audit.AuditEvent;
import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.key.KeyId;
import dev.sealwright.engine.key.KeySpec;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The part of the store contract that is about the signers of OCSP answers. */
abstract class OcspSignerContract {
  private final Supplier<Store> opened;
  private final Authority authority = active();

  OcspSignerContract(Supplier<Store> opened) {
    this.opened = opened;
  }

  @BeforeEach
  final void createTheAuthority() {
    assertThat(commit(creation(authority))).isEqualTo(Outcome.APPLIED);
  }

  @Test
  void everyFieldComesBackInEachPhase() {
    OcspSigner making = making(authority, NOW);
    assertThat(commit(change(making))).isEqualTo(Outcome.APPLIED);
    assertThat(signers()).containsExactly(making);
    OcspSigner serving = making.serving(certified());
    assertThat(commit(change(serving))).isEqualTo(Outcome.APPLIED);
    assertThat(signers()).containsExactly(serving);
    assertThat(commit(change(serving.destroyed()))).isEqualTo(Outcome.APPLIED);
    assertThat(signers()).isEmpty();
    assertThat(opened.get().auditEvents(authority.id(), 9))
        .filteredOn(event -> event.kind() == AuditEvent.Kind.OCSP_SIGNER_CHANGED)
        .hasSize(3);
  }

  @Test
  void theyComeOldestFirst() {
    OcspSigner late = making(authority, NOW.plusMillis(2));
    OcspSigner early = making(authority, NOW.plusMillis(1));
    assertThat(opened.get().commit(List.of(change(late), change(early))))
        .containsOnly(Outcome.APPLIED);
    assertThat(signers()).containsExactly(early, late);
  }

  @Test
  void aPhaseFollowsTheOneBefore() {
    OcspSigner making = making(authority, NOW);
    OcspSigner serving = making.serving(certified());
    assertThat(
            opened
                .get()
                .commit(
                    List.of(
                        change(serving),
                        change(making.destroyed()),
                        change(making),
                        change(making),
                        change(serving),
                        change(serving),
                        change(serving.destroyed()),
                        change(serving.destroyed()),
                        change(serving))))
        .containsExactly(
            Outcome.STALE,
            Outcome.STALE,
            Outcome.APPLIED,
            Outcome.TAKEN,
            Outcome.APPLIED,
            Outcome.STALE,
            Outcome.APPLIED,
            Outcome.STALE,
            Outcome.STALE);
    assertThat(opened.get().auditEvents(authority.id(), 9)).hasSize(4);
  }

  @Test
  void oneThatWasNeverCertifiedEndsToo() {
    OcspSigner making = making(authority, NOW);
    assertThat(opened.get().commit(List.of(change(making), change(making.destroyed()))))
        .containsOnly(Outcome.APPLIED);
    assertThat(signers()).isEmpty();
  }

  @Test
  void anUnknownAuthorityHasNone() {
    OcspSigner strange = making(active(), NOW);
    assertThat(commit(change(strange))).isEqualTo(Outcome.STALE);
    assertThat(opened.get().attached().ocspSigners(strange.authority())).isEmpty();
  }

  @Test
  void thoseOfARemovedAuthorityAreFoundUntilItIsForgotten() {
    OcspSigner making = making(authority, NOW);
    commit(change(making));
    assertThat(
            commit(
                new Mutation.RemoveAuthority(
                    authority.id(),
                    authority.version(),
                    event(authority.id(), AuditEvent.Kind.AUTHORITY_REMOVED))))
        .isEqualTo(Outcome.APPLIED);
    assertThat(signers()).containsExactly(making);
    assertThat(commit(change(making(authority, NOW)))).isEqualTo(Outcome.STALE);
    commit(
        new Mutation.KeyDestroyed(
            authority.id(), event(authority.id(), AuditEvent.Kind.KEY_DESTROYED)));
    int commits = 0;
    while (commit(new Mutation.Forget(authority.id(), 10)).equals(Outcome.APPLIED)) {
      commits++;
    }
    assertThat(commits).isBetween(1, 9);
    assertThat(signers()).isEmpty();
  }

  private static OcspSigner making(Authority of, Instant at) {
    return OcspSigner.making(of.id(), new KeyId(UUID.randomUUID()), "vault-a", KeySpec.EC_P256, at);
  }

  private OcspSigner.Certified certified() {
    return new OcspSigner.Certified(
        Objects.requireNonNull(authority.key()).publicKey(), StoreFixtures.serial());
  }

  private Mutation change(OcspSigner signer) {
    return new Mutation.ChangeOcspSigner(
        signer, event(signer.authority(), AuditEvent.Kind.OCSP_SIGNER_CHANGED));
  }

  private List<OcspSigner> signers() {
    return opened.get().attached().ocspSigners(authority.id());
  }

  private Outcome commit(Mutation mutation) {
    return opened.get().commit(List.of(mutation)).getFirst();
  }
}
