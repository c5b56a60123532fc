package dev.sealwright.engine.issue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealwright.engine.SharedRecord;
import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.authority.CrlScope;
import dev.sealwright.engine.authority.CrlType;
import dev.sealwright.engine.authority.RevocationSettings;
import dev.sealwright.engine.authority.RevocationSettings.Crl;
import dev.sealwright.engine.bucket.ObjectAcl;
import dev.sealwright.engine.store.CrlRecord;
import dev.sealwright.engine.store.Mutation;
import dev.sealwright.engine.store.Outcome;
import dev.sealwright.engine.store.Reservation;
import dev.sealwright.engine.store.Store;
import dev.sealwright.engine.store.StoreFixtures;
import dev.sealwright.engine.store.memory.MemoryStore;
import dev.sealwright.engine.x509.CertificateList;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
    assertThat(partitions.next(StoreFixtures.active()).scope()).isEqualTo(CrlScope.COMPLETE);
    assertThat(partitions.next(with(CrlType.COMPLETE)).scope()).isEqualTo(CrlScope.COMPLETE);
    assertThat(partitions.next(with(CrlType.PARTITIONED)).scope()).isEqualTo(new CrlScope(0));
  }

  /** A list stays below 1 MB with everything in it revoked, a long name and a long signature. */
  @Test
  void oneIsFilledAndTheNextBegun() {
    assertThat((long) Partitions.SIZE * CertificateList.MAX_ENTRY + 20_000).isLessThan(1_000_000);
    Authority authority = with(CrlType.PARTITIONED);
    for (int i = 0; i < Partitions.SIZE; i++) {
      assertThat(partitions.next(authority).scope().partition()).isZero();
    }
    assertThat(partitions.next(authority).scope().partition()).isEqualTo(1);
    assertThat(partitions.next(with(CrlType.PARTITIONED)).scope().partition())
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
      assertThat(partitions.next(authority).scope().partition()).isEqualTo(3);
    }
    assertThat(partitions.next(authority).scope().partition()).isEqualTo(4);
  }

  @Test
  void manyAtOnceNeverOverfillOne() throws Exception {
    Authority authority = with(CrlType.PARTITIONED);
    Map<CrlScope, Integer> bound = new ConcurrentHashMap<>();
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      for (int i = 0; i < 8; i++) {
        threads.execute(() -> {
          for (int j = 0; j < 6_000; j++) {
            bound.merge(partitions.next(authority).scope(), 1, Integer::sum);
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

  /** Each counts alone and reads late; the commit alone holds them together. */
  @ParameterizedTest
  @ValueSource(ints = {2, 5})
  void severalNodesNeverOverfillOne(int nodes) throws Exception {
    try (SharedRecord record = new SharedRecord();
        ExecutorService threads = Executors.newFixedThreadPool(nodes)) {
      Authority authority = with(CrlType.PARTITIONED);
      record.store().commit(List.of(StoreFixtures.creation(authority)));
      // So that the interesting part is near.
      List<Mutation> before = new ArrayList<>();
      for (int i = 0; i < Partitions.SIZE - Partitions.SPARED - 300; i++) {
        before.add(StoreFixtures.reserve(StoreFixtures.reservation(authority, new CrlScope(0))));
      }
      record.store().commit(before);
      CyclicBarrier dealt = new CyclicBarrier(nodes);
      List<Future<Integer>> refused = new ArrayList<>();
      for (int i = 0; i < nodes; i++) {
        Store view = record.node().view();
        refused.add(threads.submit(() -> issueMany(view, authority, dealt)));
      }
      int refusals = 0;
      for (Future<Integer> each : refused) {
        refusals += each.get();
      }
      List<CrlRecord> lists = record.store().attached().crls(authority.id());
      assertThat(lists).hasSize(2);
      assertThat(lists.getFirst().bound())
          .isBetween((long) Partitions.SIZE - Partitions.SPARED - 10, (long) Partitions.SIZE);
      assertThat(lists.getFirst().bound() + lists.getLast().bound())
          .isEqualTo(before.size() + 2_000L * nodes);
      assertThat(refusals).as("no two took the last places").isPositive();
    }
  }

  /**
   * Deals many before it reserves the first of them, as a line does, and the first of them when all
   * nodes have.
   *
   * @return how many were refused
   */
  private static int issueMany(Store store, Authority authority, CyclicBarrier dealt)
      throws Exception {
    Partitions partitions = new Partitions(store, id -> {});
    int issued = 0;
    int refused = 0;
    while (issued < 2_000) {
      List<Partitions.Place> places = new ArrayList<>();
      for (int i = 0; i < Math.min(400, 2_000 - issued); i++) {
        places.add(partitions.next(authority));
      }
      if (issued + refused == 0) {
        dealt.await();
      }
      for (Partitions.Place place : places) {
        Reservation bound = StoreFixtures.reservation(authority, place.scope());
        if (store
            .commit(List.of(new Mutation.Reserve(bound, null, place.room())))
            .getFirst()
            .equals(Outcome.APPLIED)) {
          issued++;
        } else {
          refused++;
          partitions.crowded(authority.id(), place.room());
        }
      }
    }
    return refused;
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
