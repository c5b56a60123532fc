package dev.sealwright.engine.store;

import static dev.sealwright.engine.store.StoreFixtures.NOW;
import static dev.sealwright.engine.store.StoreFixtures.active;
import static dev.sealwright.engine.store.StoreFixtures.creating;
import static dev.sealwright.engine.store.StoreFixtures.creation;
import static dev.sealwright.engine.store.StoreFixtures.reservation;
import static dev.sealwright.engine.store.StoreFixtures.reserve;
import static dev.sealwright.engine.store.StoreFixtures.seal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.authority.CaStatus;
import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every {@link Store} must do; each implementation's test extends this. */
public abstract class StoreContract {
  private Store store;

  /** A store with nothing on record. */
  protected abstract Store open();

  @BeforeEach
  final void openStore() {
    store = open();
  }

  @AfterEach
  final void closeStore() {
    store.close();
  }

  protected final Store store() {
    return store;
  }

  @Nested
  final class Counts extends CountContract {
    Counts() {
      super(StoreContract.this::store);
    }
  }

  @Nested
  final class Lists extends CrlContract {
    Lists() {
      super(StoreContract.this::store);
    }
  }

  @Nested
  final class Authorities extends AuthorityContract {
    Authorities() {
      super(StoreContract.this::store);
    }
  }

  @Nested
  final class OcspSigners extends OcspSignerContract {
    OcspSigners() {
      super(StoreContract.this::store);
    }
  }

  @Nested
  final class Evidence extends EvidenceContract {
    Evidence() {
      super(StoreContract.this::store);
    }
  }

  @Nested
  final class Removals extends RemovalContract {
    Removals() {
      super(StoreContract.this::store);
    }
  }

  @Nested
  final class Certificates extends CertificateContract {
    Certificates() {
      super(StoreContract.this::store);
    }
  }

  @Nested
  final class Claims extends ClaimContract {
    Claims() {
      super(StoreContract.this::store);
    }
  }

  @Nested
  final class Events extends AuditContract {
    Events() {
      super(StoreContract.this::store);
    }
  }

  @Nested
  final class Sharings extends SharingContract {
    Sharings() {
      super(StoreContract.this::store);
    }
  }

  @Nested
  final class Attachments extends AttachmentContract {
    Attachments() {
      super(StoreContract.this::store);
    }
  }

  @Nested
  final class Revocations extends RevocationContract {
    Revocations() {
      super(StoreContract.this::store);
    }
  }

  @Test
  void anEmptyBatchHasNoOutcomes() {
    assertThat(store.commit(List.of())).isEmpty();
  }

  @Test
  void aLaterMutationOfABatchSeesTheEarlierOnes() {
    Authority authority = creating();
    Authority changed = authority.keyMade(StoreFixtures.signingKey(authority.id()), NOW);
    Reservation before = reservation(authority);
    Reservation after = reservation(changed);

    assertThat(
            store.commit(
                List.of(
                    creation(authority),
                    reserve(before),
                    AuthorityContract.change(changed),
                    reserve(reservation(authority)),
                    reserve(after),
                    reserve(after),
                    seal(after),
                    seal(after))))
        .containsExactly(
            Outcome.APPLIED,
            Outcome.APPLIED,
            Outcome.APPLIED,
            Outcome.STALE,
            Outcome.APPLIED,
            Outcome.TAKEN,
            Outcome.APPLIED,
            Outcome.STALE);
    assertThat(store.openReservations(10)).containsExactly(before);
  }

  @Test
  void aRefusalDoesNotHarmTheOthersOfItsBatch() {
    Authority authority = active();
    Reservation first = reservation(authority);
    Reservation stale = reservation(creating());
    Reservation last = reservation(authority);

    assertThat(
            store.commit(
                List.of(
                    creation(authority),
                    reserve(first),
                    creation(authority),
                    reserve(stale),
                    reserve(last))))
        .containsExactly(
            Outcome.APPLIED, Outcome.APPLIED, Outcome.TAKEN, Outcome.STALE, Outcome.APPLIED);
    assertThat(store.openReservations(10)).containsExactly(first, last);
    assertThat(store.authority(authority.id())).contains(authority);
  }

  @Test
  @Timeout(120)
  void readersSeeWholeBatchesAndEveryOneThatReturned() throws Exception {
    Authority authority = active();
    store.commit(List.of(creation(authority)));
    int batches = 100;
    var returned = new AtomicInteger();
    Callable<Integer> reader =
        () -> {
          int reads = 0;
          int before;
          do {
            before = returned.get();
            int seen = store.openReservations(4 * batches).size();
            assertThat(seen % 2).isZero();
            assertThat(seen / 2).isGreaterThanOrEqualTo(before);
            reads++;
          } while (before < batches);
          return reads;
        };
    try (var threads = Executors.newFixedThreadPool(8)) {
      List<Future<Integer>> readers = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        readers.add(threads.submit(reader));
      }
      try {
        for (int i = 0; i < batches; i++) {
          store.commit(List.of(reserve(reservation(authority)), reserve(reservation(authority))));
          returned.incrementAndGet();
        }
      } finally {
        returned.set(batches);
      }
      for (Future<Integer> each : readers) {
        assertThat(each.get()).isPositive();
      }
    }
  }

  record Use(String name, Consumer<Store> call) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Use> uses() {
    Authority authority = creating();
    return List.of(
        new Use("commit", store -> store.commit(List.of(creation(authority)))),
        new Use("authority", store -> store.authority(authority.id())),
        new Use("csr", store -> store.csr(authority.id())),
        new Use("caCertificate", store -> store.caCertificate(authority.id())),
        new Use("by owner", store -> store.authorities(authority.owner(), null, 1)),
        new Use("by status", store -> store.authorities(CaStatus.ACTIVE)),
        new Use("certificate", store -> store.certificate(authority.id(), StoreFixtures.serial())),
        new Use("openReservations", store -> store.openReservations(1)),
        new Use("claimed", store -> store.claimed("scope", "token", NOW)),
        new Use("tags", store -> store.attached().tags(authority.id())),
        new Use("sharing", store -> store.attached().sharing(authority.id())),
        new Use("shared with", store -> store.attached().sharedWith("a", "b", null, 1)),
        new Use("permissions", store -> store.attached().permissions(authority.id())),
        new Use("revocations", store -> store.attached().revocations(authority.id(), null, 1)),
        new Use("issued", store -> store.attached().issued(authority.id(), null, 1)),
        new Use("open reports", store -> store.attached().openAuditReports(1)),
        new Use("auditEvents", store -> store.auditEvents(authority.id(), 1)));
  }

  @ParameterizedTest
  @MethodSource("uses")
  void aClosedStoreIsUnavailable(Use use) {
    store.close();

    assertThatThrownBy(() -> use.call().accept(store))
        .isInstanceOfSatisfying(
            CaException.class, e -> assertThat(e.failure()).isEqualTo(Failure.STORE_UNAVAILABLE));
  }

  static List<Use> emptyPages() {
    return List.of(
        new Use("authorities", store -> store.authorities("owner", null, 0)),
        new Use("open reservations", store -> store.openReservations(0)),
        new Use("issued", store -> store.attached().issued(creating().id(), null, 0)),
        new Use("revocations", store -> store.attached().revocations(creating().id(), null, 0)),
        new Use("shared with", store -> store.attached().sharedWith("a", "b", null, 0)),
        new Use("open reports", store -> store.attached().openAuditReports(0)),
        new Use("audit events", store -> store.auditEvents(creating().id(), -1)));
  }

  @ParameterizedTest
  @MethodSource("emptyPages")
  void aPageHoldsAtLeastOne(Use use) {
    assertThatThrownBy(() -> use.call().accept(store)).isInstanceOf(IllegalArgumentException.class);
  }
}
