package dev.sealwright.engine.store;

import static dev.sealwright.engine.store.StoreFixtures.NOW;
import static dev.sealwright.engine.store.StoreFixtures.active;
import static dev.sealwright.engine.store.StoreFixtures.close;
import static dev.sealwright.engine.store.StoreFixtures.creation;
import static dev.sealwright.engine.store.StoreFixtures.reservation;
import static dev.sealwright.engine.store.StoreFixtures.reserve;
import static dev.sealwright.engine.store.StoreFixtures.seal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sealwright.engine.audit.AuditEvent;
import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.authority.Tags;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The part of the store contract that is about audit events (INVARIANT I11). */
abstract class AuditContract {
  private final Supplier<Store> opened;

  AuditContract(Supplier<Store> opened) {
    this.opened = opened;
  }

  @ParameterizedTest
  @EnumSource(AuditEvent.Kind.class)
  void everyFieldOfAnEventComesBack(AuditEvent.Kind kind) {
    Authority authority = active();
    var bare = new AuditEvent(Instant.ofEpochMilli(-1), kind, authority.id(), null, "", "");
    var full =
        new AuditEvent(
            NOW,
            kind,
            authority.id(),
            StoreFixtures.serial(),
            "actor 'of' \u4e2d",
            "detail \ud83d\udd10\n");

    commit(new Mutation.CreateAuthority(authority, Tags.NONE, null, bare));
    commit(
        new Mutation.ChangeAuthority(
            authority.certified(StoreFixtures.installed(1), NOW), null, null, full));

    assertThat(store().auditEvents(authority.id(), 10)).containsExactly(bare, full);
  }

  @Test
  void eventsComeInTheOrderTheyWereWrittenBoundedAndByAuthority() {
    Authority authority = active();
    Authority other = active();
    Authority changed = authority.certified(StoreFixtures.installed(1), NOW);
    Reservation sealed = reservation(authority);
    Reservation closed = reservation(authority);
    Reservation elsewhere = reservation(other);
    store()
        .commit(
            List.of(
                creation(authority),
                creation(other),
                reserve(sealed),
                reserve(closed),
                reserve(elsewhere)));
    store().commit(List.of(close(closed), seal(elsewhere), seal(sealed)));
    commit(AuthorityContract.change(changed));

    List<AuditEvent> expected =
        List.of(
            creation(authority).event(),
            close(closed).event(),
            seal(sealed).event(),
            AuthorityContract.change(changed).event());
    assertThat(store().auditEvents(authority.id(), 10)).isEqualTo(expected);
    assertThat(store().auditEvents(authority.id(), 2)).isEqualTo(expected.subList(0, 2));
    assertThat(store().auditEvents(other.id(), 10))
        .containsExactly(creation(other).event(), seal(elsewhere).event());
    assertThat(store().auditEvents(active().id(), 10)).isEmpty();
  }

  @Test
  void anEventMayStandByItself() {
    Authority authority = active();
    commit(creation(authority));
    AuditEvent known = StoreFixtures.event(authority.id(), AuditEvent.Kind.KEY_DESTROYED);
    AuditEvent unknown = StoreFixtures.event(active().id(), AuditEvent.Kind.KEY_DESTROYED);

    commit(new Mutation.Note(known));
    commit(new Mutation.Note(unknown));

    assertThat(store().auditEvents(authority.id(), 10)).endsWith(known).hasSize(2);
    assertThat(store().auditEvents(unknown.authority(), 10)).containsExactly(unknown);
    assertThat(store().authority(authority.id())).contains(authority);
  }

  private Store store() {
    return opened.get();
  }

  private void commit(Mutation mutation) {
    assertThat(store().commit(List.of(mutation))).containsExactly(Outcome.APPLIED);
  }
}
