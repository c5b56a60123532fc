package dev.sealwright.engine.crl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealwright.engine.HandClock;
import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.authority.CrlType;
import dev.sealwright.engine.authority.RevocationSettings;
import dev.sealwright.engine.authority.RevocationSettings.Crl;
import dev.sealwright.engine.bucket.ObjectAcl;
import dev.sealwright.engine.store.Outcome;
import dev.sealwright.engine.store.StoreFixtures;
import dev.sealwright.engine.store.memory.MemoryStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whose lists are seen to next. */
class AgendaTest {
  private static final int PLACES = 3;

  private final MemoryStore store = new MemoryStore();
  private final HandClock clock = new HandClock(StoreFixtures.NOW);
  private final Agenda agenda = new Agenda(store, clock, PLACES);

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void aStartLooksAtThoseThatPublishLists() {
    AuthorityId one = publishing("a-bucket");
    AuthorityId other = publishing("b-bucket");
    create(StoreFixtures.active());
    assertThat(begun()).containsExactlyInAnyOrder(one, other);
  }

  @Test
  void whoHasBeenDueLongestIsFirst() {
    List<AuthorityId> order = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      order.add(publishing("bucket-" + i));
    }
    settleAll(order, Instant.MAX);
    for (AuthorityId id : order) {
      agenda.changed(id);
      clock.advance(Duration.ofMillis(1));
      agenda.changed(order.getFirst());
    }
    assertThat(begun()).isEqualTo(order.subList(0, 3));
    // The first is due once more, and makes way for those who wait.
    agenda.changed(order.getFirst());
    agenda.ended(order.getFirst(), clock.instant());
    assertThat(begun()).containsExactly(order.get(3));
    agenda.ended(order.get(1), Instant.MAX);
    agenda.ended(order.get(2), Instant.MAX);
    assertThat(begun()).containsExactly(order.get(4), order.getFirst());
  }

  @Test
  void oneHasOnePlaceAndIsToldAgainOfWhatCameMeanwhile() {
    AuthorityId id = publishing("a-bucket");
    assertThat(begun()).containsExactly(id);
    clock.advance(Duration.ofSeconds(1));
    agenda.changed(id);
    Instant told = clock.instant();
    assertThat(begun()).isEmpty();
    clock.advance(Duration.ofSeconds(1));
    agenda.ended(id, Instant.MAX);
    assertThat(agenda.next())
        .contains(new Agenda.Turn(id, Instant.ofEpochMilli(told.toEpochMilli())));
    agenda.ended(id, clock.instant().plusSeconds(9));
    assertThat(agenda.next()).isEmpty();
    assertThat(agenda.rest()).isEqualTo(clock.instant().plusSeconds(9));
    clock.advance(Duration.ofSeconds(9));
    assertThat(begun()).containsExactly(id);
  }

  @Test
  void oneBucketNeverHasAllPlaces() {
    List<AuthorityId> stuck = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      stuck.add(publishing("stuck"));
    }
    settleAll(stuck, Instant.MAX);
    stuck.forEach(agenda::changed);
    clock.advance(Duration.ofMillis(1));
    List<AuthorityId> inside = begun();
    assertThat(stuck).containsAll(inside);
    assertThat(inside).hasSize(PLACES - 1);
    AuthorityId other = publishing("other");
    agenda.changed(other);
    assertThat(begun()).containsExactly(other);
    agenda.ended(other, Instant.MAX);
    assertThat(begun()).isEmpty();
    agenda.ended(inside.getFirst(), Instant.MAX);
    assertThat(begun()).hasSize(1).isSubsetOf(stuck).doesNotContainAnyElementsOf(inside);
  }

  @Test
  void allAreAskedForOnceAMinuteAndWhenTheClockIsTurnedBack() {
    AuthorityId id = publishing("a-bucket");
    settleAll(List.of(id), Instant.MAX);
    clock.advance(Duration.ofSeconds(59));
    assertThat(agenda.next()).isEmpty();
    clock.advance(Duration.ofSeconds(1));
    settleAll(List.of(id), clock.instant().plus(Duration.ofDays(3)));
    clock.advance(Duration.ofDays(-1));
    assertThat(begun()).containsExactly(id);
  }

  private List<AuthorityId> begun() {
    List<AuthorityId> begun = new ArrayList<>();
    for (Optional<Agenda.Turn> turn = agenda.next(); turn.isPresent(); turn = agenda.next()) {
      begun.add(turn.get().authority());
    }
    return begun;
  }

  /** Gives each its turn. */
  private void settleAll(List<AuthorityId> expected, Instant next) {
    List<AuthorityId> seen = new ArrayList<>();
    for (List<AuthorityId> some = begun(); !some.isEmpty(); some = begun()) {
      seen.addAll(some);
      some.forEach(id -> agenda.ended(id, next));
    }
    assertThat(seen).containsExactlyInAnyOrderElementsOf(expected);
  }

  private AuthorityId publishing(String bucket) {
    return create(
        StoreFixtures.active()
            .updated(
                null,
                RevocationSettings.NONE.withCrl(
                    new Crl(7, bucket, ObjectAcl.PUBLIC_READ, null, null, CrlType.COMPLETE, false)),
                StoreFixtures.NOW));
  }

  private AuthorityId create(Authority authority) {
    assertThat(store.commit(List.of(StoreFixtures.creation(authority))))
        .containsExactly(Outcome.APPLIED);
    return authority.id();
  }
}
