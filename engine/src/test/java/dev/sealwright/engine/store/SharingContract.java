package dev.sealwright.engine.store;

import static dev.sealwright.engine.store.StoreFixtures.NOW;
import static dev.sealwright.engine.store.StoreFixtures.active;
import static dev.sealwright.engine.store.StoreFixtures.creation;
import static dev.sealwright.engine.store.StoreFixtures.event;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sealwright.engine.audit.AuditEvent;
import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.authority.SharingPolicy;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The part of the store contract that is about sharing authorities. */
abstract class SharingContract {
  private static final String ALICE = "444455556666";
  private static final String GUILD = "o-a1b2c3d4e5";

  private final Supplier<Store> opened;

  SharingContract(Supplier<Store> opened) {
    this.opened = opened;
  }

  @Test
  void aPolicyIsReplacedOnlyFromTheRevisionOnRecord() {
    Authority authority = created();
    assertThat(attached().sharing(authority.id())).isEqualTo(SharingPolicy.NONE);

    assertThat(share(authority, 1, "{} '\u4e2d'", ALICE)).isEqualTo(Outcome.APPLIED);
    assertThat(share(authority, 1, "late", GUILD)).isEqualTo(Outcome.STALE);
    assertThat(share(authority, 3, "early", GUILD)).isEqualTo(Outcome.STALE);
    assertThat(attached().sharing(authority.id())).isEqualTo(new SharingPolicy(1, "{} '\u4e2d'"));
    assertThat(sharedWith(GUILD)).isEmpty();

    assertThat(share(authority, 2, null)).isEqualTo(Outcome.APPLIED);
    assertThat(share(authority, 1, "as if new", GUILD)).isEqualTo(Outcome.STALE);
    assertThat(attached().sharing(authority.id())).isEqualTo(new SharingPolicy(2, null));
    assertThat(share(authority, 3, "again", GUILD)).isEqualTo(Outcome.APPLIED);
    assertThat(opened.get().auditEvents(authority.id(), 10).stream().map(AuditEvent::kind).toList())
        .containsExactly(
            AuditEvent.Kind.AUTHORITY_CREATED,
            AuditEvent.Kind.POLICY_PUT,
            AuditEvent.Kind.POLICY_PUT,
            AuditEvent.Kind.POLICY_PUT);
  }

  @Test
  void aPolicyDecidedOnAnotherVersionOfTheAuthorityIsRefused() {
    Authority authority = created();
    Authority changed = authority.certified(StoreFixtures.installed(1), NOW);
    commit(AuthorityContract.change(changed));

    assertThat(share(authority, 1, "late", ALICE)).isEqualTo(Outcome.STALE);
    assertThat(share(active(), 1, "never created", ALICE)).isEqualTo(Outcome.STALE);
    assertThat(share(changed, 1, "now", ALICE)).isEqualTo(Outcome.APPLIED);
  }

  @Test
  void whoIsSharedWithIsFoundAndForgottenWithThePolicy() {
    Authority both = created();
    Authority guild = created();
    Authority none = created();
    share(both, 1, "both", ALICE, GUILD);
    share(guild, 1, "guild", GUILD, "another");
    share(none, 1, "none", "444455556667");

    assertThat(sharedWith(ALICE)).containsExactly(both.id());
    assertThat(sharedWith(GUILD)).containsExactlyElementsOf(inOrder(both, guild));
    assertThat(sharedWith("O-A1B2C3D4E5")).isEmpty();

    share(both, 2, "only alice", ALICE);
    share(guild, 2, null);
    assertThat(sharedWith(GUILD)).isEmpty();
    assertThat(sharedWith(ALICE)).containsExactly(both.id());
  }

  @Test
  void pagesGoOnWhereTheyEndedOverBothGrantees() {
    List<Authority> all = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      Authority authority = created();
      share(authority, 1, "page", i % 3 == 0 ? ALICE : GUILD, i % 2 == 0 ? GUILD : "another");
      all.add(authority);
    }
    List<AuthorityId> found = new ArrayList<>();
    AuthorityCursor after = null;
    while (true) {
      List<Authority> page = attached().sharedWith(ALICE, GUILD, after, 2);
      if (page.isEmpty()) {
        break;
      }
      page.forEach(authority -> found.add(authority.id()));
      after = new AuthorityCursor(page.getLast().createdAt(), page.getLast().id());
    }
    assertThat(found).containsExactlyElementsOf(inOrder(all.toArray(Authority[]::new)));
  }

  private static List<AuthorityId> inOrder(Authority... authorities) {
    return List.of(authorities).stream()
        .sorted(Comparator.comparing(Authority::createdAt).thenComparing(Authority::id))
        .map(Authority::id)
        .toList();
  }

  private Authority created() {
    Authority authority = active();
    commit(creation(authority));
    return authority;
  }

  private Outcome share(
      Authority authority, long revision, @Nullable String text, String... grantees) {
    return commit(
        new Mutation.Share(
            authority.id(),
            authority.version(),
            new SharingPolicy.Indexed(
                new SharingPolicy(revision, text), Set.copyOf(List.of(grantees))),
            event(authority.id(), AuditEvent.Kind.POLICY_PUT)));
  }

  private List<AuthorityId> sharedWith(String grantee) {
    return attached().sharedWith(grantee, grantee, null, 10).stream().map(Authority::id).toList();
  }

  private AttachedRecords attached() {
    return opened.get().attached();
  }

  private Outcome commit(Mutation mutation) {
    return opened.get().commit(List.of(mutation)).getFirst();
  }
}
