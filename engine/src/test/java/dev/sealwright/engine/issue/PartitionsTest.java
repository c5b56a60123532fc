package dev.sealwright.engine.issue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.authority.CrlScope;
import dev.sealwright.engine.authority.CrlType;
import dev.sealwright.engine.authority.RevocationSettings;
import dev.sealwright.engine.authority.RevocationSettings.Crl;
import dev.sealwright.engine.bucket.ObjectAcl;
import dev.sealwright.engine.store.Mutation;
import dev.sealwright.engine.store.Outcome;
import dev.sealwright.engine.store.Reservation;
import dev.sealwright.engine.store.StoreFixtures;
import dev.sealwright.engine.store.memory.MemoryStore;
import dev.sealwright.engine.x509.CertificateList;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which partition a certificate is bound to. */
class PartitionsTest {
  private final MemoryStore store = new MemoryStore();
  private final List<AuthorityId> begun = new ArrayList<>();
  private final Partitions partitions = new Partitions(store, begun::add);

  @AfterEach
  void close() {
    store.close();
  }

  @Test
  void onlyPartitionedListsHaveThem() {
    assertThat(partitions.next(StoreFixtures.active())).isEqualTo(CrlScope.COMPLETE);
    assertThat(partitions.next(with(CrlType.COMPLETE))).isEqualTo(CrlScope.COMPLETE);
    assertThat(partitions.next(with(CrlType.PARTITIONED))).isEqualTo(new CrlScope(0));
  }

  /** A list stays below 1 MB with everything in it revoked, a long name and a long signature. */
  @Test
  void oneIsFilledAndTheNextBegun() {
    assertThat((long) Partitions.SIZE * CertificateList.MAX_ENTRY + 20_000).isLessThan(1_000_000);
    Authority authority = with(CrlType.PARTITIONED);
    for (int i = 0; i < Partitions.SIZE; i++) {
      assertThat(partitions.next(authority).partition()).isZero();
    }
    assertThat(partitions.next(authority).partition()).isEqualTo(1);
    assertThat(partitions.next(with(CrlType.PARTITIONED)).partition())
        .as("of another authority")
        .isZero();
  }

  @Test
  void aRestartGoesOnFromTheRecord() {
    Authority authority = with(CrlType.PARTITIONED);
    store.commit(List.of(StoreFixtures.creation(authority)));
    for (int i = 0; i < 5; i++) {
      reserve(authority, new CrlScope(3));
    }
    for (int i = 5; i < Partitions.SIZE; i++) {
      assertThat(partitions.next(authority).partition()).isEqualTo(3);
    }
    assertThat(partitions.next(authority).partition()).isEqualTo(4);
  }

  @Test
  void manyAtOnceNeverOverfillOne() throws Exception {
    Authority authority = with(CrlType.PARTITIONED);
    Map<CrlScope, Integer> bound = new ConcurrentHashMap<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      for (int i = 0; i < 8; i++) {
        threads.execute(() -> {
          for (int j = 0; j < 6_000; j++) {
            bound.merge(partitions.next(authority), 1, Integer::sum);
          }
        });
      }
    }
    assertThat(bound)
        .isEqualTo(
            Map.of(
                new CrlScope(0), Partitions.SIZE,
                new CrlScope(1), Partitions.SIZE,
                new CrlScope(2), 48_000 - 2 * Partitions.SIZE));
  }

  @Test
  void theFirstCertificateOfAPartitionIsAnnounced() {
    Authority authority = with(CrlType.PARTITIONED);
    store.commit(List.of(StoreFixtures.creation(authority)));
    partitions.issued(StoreFixtures.reservation(authority));
    assertThat(begun).as("in no partition").isEmpty();
    partitions.next(authority);
    Reservation first = reserve(authority, new CrlScope(0));
    partitions.issued(first);
    partitions.issued(first);
    assertThat(begun).containsExactly(authority.id());
    partitions.issued(reserve(authority, new CrlScope(1)));
    assertThat(begun).containsExactly(authority.id(), authority.id());
  }

  private Reservation reserve(Authority authority, CrlScope scope) {
    Reservation bound = StoreFixtures.reservation(authority, scope);
    assertThat(store.commit(List.of((Mutation) StoreFixtures.reserve(bound))))
        .containsExactly(Outcome.APPLIED);
    return bound;
  }

  private static Authority with(CrlType type) {
    return StoreFixtures.active()
        .updated(
            null,
            RevocationSettings.NONE.withCrl(
                new Crl(7, "lists", ObjectAcl.PUBLIC_READ, null, null, type, false)),
            StoreFixtures.NOW);
  }
}
