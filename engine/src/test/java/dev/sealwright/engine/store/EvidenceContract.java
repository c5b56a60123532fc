package dev.sealwright.engine.store;

import static dev.sealwright.engine.store.StoreFixtures.NOW;
import static dev.sealwright.engine.store.StoreFixtures.creating;
import static dev.sealwright.engine.store.StoreFixtures.creation;
import static dev.sealwright.engine.store.StoreFixtures.event;
import static dev.sealwright.engine.store.StoreFixtures.octets;
import static dev.sealwright.engine.store.StoreFixtures.signingKey;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sealwright.engine.audit.AuditEvent;
import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.key.CustodyAttributes;
import dev.sealwright.engine.key.KeyCustody;
import dev.sealwright.engine.key.KeyEvidence;
import dev.sealwright.engine.key.KeyId;
import dev.sealwright.engine.key.KeySpec;
import dev.sealwright.engine.key.ModuleIdentity;
import dev.sealwright.engine.key.TokenIdentity;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** The part of the store contract that is about evidence of key custody. */
abstract class EvidenceContract {
  private final Supplier<Store> opened;

  EvidenceContract(Supplier<Store> opened) {
    this.opened = opened;
  }

  @Test
  void isKeptWithTheKeyToTheLastAttribute() {
    Authority created = creating();
    commit(creation(created));
    assertThat(store().keyEvidence(created.id())).isEmpty();
    Authority pending = created.keyMade(signingKey(created.id()), NOW);
    List<KeyEvidence> both =
        List.of(
            evidence(
                "vault-b", new CustodyAttributes(null, null, null, null, null, null, null, null)),
            evidence(
                "vault-a",
                new CustodyAttributes(true, false, true, false, true, false, true, 0xffff_fffeL)));

    assertThat(commit(keyMade(pending, both))).isEqualTo(Outcome.APPLIED);

    assertThat(store().keyEvidence(created.id())).containsExactly(both.get(1), both.get(0));
    assertThat(store().keyEvidence(creating().id())).isEmpty();
  }

  @Test
  void whatWasSeenFirstStays() {
    Authority created = creating();
    commit(creation(created));
    Authority pending = created.keyMade(signingKey(created.id()), NOW);
    KeyEvidence first = evidence("vault-a", kept());
    commit(keyMade(pending, List.of(first)));

    Authority active = pending.certified(StoreFixtures.installed(null), NOW);
    KeyEvidence later =
        evidence("vault-a", new CustodyAttributes(true, true, false, false, true, false, true, 1L));
    assertThat(commit(keyMade(active, List.of(later)))).isEqualTo(Outcome.APPLIED);

    assertThat(store().keyEvidence(created.id())).containsExactly(first);
  }

  @Test
  void aRefusedChangeLeavesNone() {
    Authority created = creating();
    commit(creation(created));
    Authority pending = created.keyMade(signingKey(created.id()), NOW);
    Authority skipped = pending.certified(StoreFixtures.installed(null), NOW);

    assertThat(commit(keyMade(skipped, List.of(evidence("vault-a", kept())))))
        .isEqualTo(Outcome.STALE);

    assertThat(store().keyEvidence(created.id())).isEmpty();
  }

  @Test
  void goesWithItsAuthority() {
    Authority created = creating();
    commit(creation(created));
    Authority pending = created.keyMade(signingKey(created.id()), NOW);
    commit(keyMade(pending, List.of(evidence("vault-a", kept()), evidence("vault-b", kept()))));

    commit(
        new Mutation.RemoveAuthority(
            pending.id(),
            pending.version(),
            event(pending.id(), AuditEvent.Kind.AUTHORITY_REMOVED)));
    assertThat(store().keyEvidence(pending.id())).isEmpty();

    commit(
        new Mutation.KeyDestroyed(
            pending.id(), event(pending.id(), AuditEvent.Kind.KEY_DESTROYED)));
    var forget = new Mutation.Forget(pending.id(), 1);
    int left = 10;
    while (left > 0 && commit(forget).equals(Outcome.APPLIED)) {
      left--;
    }
    assertThat(left).as("forgotten to the end").isPositive();
    assertThat(store().removals()).isEmpty();
  }

  static Mutation.ChangeAuthority keyMade(Authority after, List<KeyEvidence> evidence) {
    return new Mutation.ChangeAuthority(
        after, octets("csr"), null, evidence, event(after.id(), AuditEvent.Kind.KEY_MADE));
  }

  static CustodyAttributes kept() {
    return new CustodyAttributes(true, true, true, true, false, true, true, 0x1040L);
  }

  static KeyEvidence evidence(String vault, CustodyAttributes attributes) {
    return new KeyEvidence(
        vault,
        KeyEvidence.Occasion.CREATION,
        NOW,
        "alice",
        new KeyCustody(
            new KeyId(UUID.randomUUID()),
            attributes.token() == null ? null : "sealwright-some-key",
            KeySpec.EC_P384,
            "0123456789abcdef",
            attributes,
            new ModuleIdentity(
                "/lib/module.so",
                "FOREIGN",
                "maker",
                "description",
                "2.40",
                "2.6",
                attributes.local() == null ? null : "fedcba"),
            new TokenIdentity("label", "maker", "model", "serial", "1.0", "2.3")));
  }

  private Store store() {
    return opened.get();
  }

  private Outcome commit(Mutation mutation) {
    return store().commit(List.of(mutation)).getFirst();
  }
}
