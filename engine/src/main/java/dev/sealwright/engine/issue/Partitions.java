package dev.sealwright.engine.issue;

import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.authority.CrlScope;
import dev.sealwright.engine.authority.CrlType;
import dev.sealwright.engine.authority.RevocationSettings;
import dev.sealwright.engine.store.CrlRecord;
import dev.sealwright.engine.store.Reservation;
import dev.sealwright.engine.store.Store;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Deals the certificates of authorities with partitioned lists out to partitions: one is filled,
 * then the next is begun.
 *
 * <p>How far one is filled is read from the record once, and counted here from then on: a
 * certificate that failed counts too, so a partition may stay below its size but never exceeds it.
 * One entry is kept for each such authority that issued something since the start.
 *
 * <p>Threads: shared; nobody waits for the record but the first.
 */
final class Partitions {
  /**
   * All of them revoked are a list below 1,000,000 bytes, with the longest entries ({@link
   * dev.sealwright.engine.x509.CertificateList#MAX_ENTRY}), names and signatures.
   */
  static final int SIZE = 19_000;

  /** Guarded by itself. */
  private static final class Filling {
    private int partition;
    private long bound;
    private int announced = -1;

    Filling(int partition, long bound) {
      this.partition = partition;
      this.bound = bound;
    }

    synchronized CrlScope next() {
      if (bound >= SIZE) {
        partition++;
        bound = 0;
      }
      bound++;
      return new CrlScope(partition);
    }

    /** Whether it is the first that is heard of this partition since the start. */
    synchronized boolean announce(int issued) {
      boolean first = issued > announced;
      announced = Math.max(announced, issued);
      return first;
    }
  }

  private final Store store;
  private final Consumer<AuthorityId> begun;
  private final Map<AuthorityId, Filling> fillings = new ConcurrentHashMap<>();

  /**
   * @param begun hears of authorities with a certificate in a new partition, on the caller's
   *     thread; must not block
   */
  Partitions(Store store, Consumer<AuthorityId> begun) {
    this.store = store;
    this.begun = begun;
  }

  /** The list that the next certificate of an authority is bound to. */
  CrlScope next(Authority authority) {
    RevocationSettings.Crl crl = authority.revocation().crl();
    if (crl == null || crl.type() == CrlType.COMPLETE) {
      return CrlScope.COMPLETE;
    }
    Filling filling = fillings.get(authority.id());
    return (filling == null ? first(authority.id()) : filling).next();
  }

  /** A certificate is on record: if it is the first of its partition, there is to be a list. */
  void issued(Reservation reservation) {
    if (reservation.scope().isComplete()) {
      return;
    }
    Filling filling = fillings.get(reservation.authority());
    if (filling != null && filling.announce(reservation.scope().partition())) {
      begun.accept(reservation.authority());
    }
  }

  /** The first to come reads; of two at once one reads in vain. */
  private Filling first(AuthorityId id) {
    Filling read = read(id);
    @Nullable Filling other = fillings.putIfAbsent(id, read);
    return other == null ? read : other;
  }

  private Filling read(AuthorityId id) {
    List<CrlRecord> lists = store.attached().crls(id);
    CrlRecord last = lists.isEmpty() ? null : lists.getLast();
    return last == null || last.scope().isComplete()
        ? new Filling(0, 0)
        : new Filling(last.scope().partition(), last.bound());
  }
}
