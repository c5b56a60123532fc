package dev.sealwright.engine.issue;

import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.authority.CountLimits;
import dev.sealwright.engine.authority.CrlScope;
import dev.sealwright.engine.authority.CrlType;
import dev.sealwright.engine.authority.RevocationSettings;
import dev.sealwright.engine.store.CrlRecord;
import dev.sealwright.engine.store.Reservation;
import dev.sealwright.engine.store.Store;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Deals the certificates of authorities with partitioned lists out to partitions: one is filled,
 * then the next is begun.
 *
 * <p>How far one is filled is read from the record, and counted here from then on: a certificate
 * that failed counts too, so a partition may stay below its size but never exceeds it. One entry is
 * kept for each such authority that issued something since the start.
 *
 * <p>When several nodes fill the same partition, what one of them counts is not enough. So each
 * certificate is reserved under a limit, which the commit itself holds, whatever node it comes
 * from: as many as the authority had issued when the record was read, and as many more as the
 * partition had room for then. Every certificate that any node issues uses up that room, in
 * whatever partition it is, so nodes that read at different times can only take less than there is.
 * Who is refused reads anew. One thing gives room back to the limit and not to the partition: the
 * closing of a reservation that is bound to another list and was open at the reading. Therefore a
 * reading is used for {@link #TRUSTED} and {@link #OWN} certificates at most, and {@link #SPARED}
 * places of a partition are left for it. Nothing in this depends on how many nodes there are.
 *
 * <p>Threads: shared; nobody waits for the record but who has to read it.
 */
final class Partitions {
  /**
   * All of them revoked are a list below 1,000,000 bytes, with the longest entries ({@link
   * dev.sealwright.engine.x509.CertificateList#MAX_ENTRY}), names and signatures.
   */
  static final int SIZE = 19_000;

  /** Places of a partition that several nodes fill which are not dealt. */
  static final int SPARED = 1_000;

  /** Certificates dealt by one node from one reading. */
  static final int OWN = 500;

  /** Age of a reading that is dealt from, by the clock of the process. */
  private static final Duration TRUSTED = Duration.ofSeconds(2);

  /**
   * A place in a list.
   *
   * @param room certificates issued by the authority beyond which there may be none left
   */
  record Place(CrlScope scope, long room) {
    static final Place COMPLETE = new Place(CrlScope.COMPLETE, CountLimits.UNLIMITED);
  }

  /** Guarded by itself. */
  private static final class Filling {
    private final long room;
    private final long read = System.nanoTime();
    private int partition;
    private long bound;
    private int dealt;
    private int announced;

    Filling(int partition, long bound, long room, int announced) {
      this.partition = partition;
      this.bound = bound;
      this.room = room;
      this.announced = announced;
    }

    /** Of one node alone. */
    synchronized Place next() {
      if (bound >= SIZE) {
        partition++;
        bound = 0;
      }
      bound++;
      return new Place(new CrlScope(partition), room);
    }

    /** Of one node among others; absent when the record has to be read anew. */
    synchronized @Nullable Place nextOfMany() {
      if (bound >= SIZE - SPARED || dealt >= OWN || System.nanoTime() - read >= TRUSTED.toNanos()) {
        return null;
      }
      bound++;
      dealt++;
      return new Place(new CrlScope(partition), room);
    }

    /** Whether it is the first that is heard of this partition since the start. */
    synchronized boolean announce(int issued) {
      boolean first = issued > announced;
      announced = Math.max(announced, issued);
      return first;
    }

    synchronized int announced() {
      return announced;
    }
  }

  private final Store store;
  private final boolean alone;
  private final Consumer<AuthorityId> begun;
  private final Map<AuthorityId, Filling> fillings = new ConcurrentHashMap<>();

  /**
   * @param begun hears of authorities with a certificate in a new partition, on the caller's
   *     thread; must not block
   */
  Partitions(Store store, Consumer<AuthorityId> begun) {
    this.store = store;
    this.alone = store.cluster().rates().isEmpty();
    this.begun = begun;
  }

  /** The list that the next certificate of an authority is bound to. */
  Place next(Authority authority) {
    RevocationSettings.Crl crl = authority.revocation().crl();
    if (crl == null || crl.type() == CrlType.COMPLETE) {
      return Place.COMPLETE;
    }
    Filling filling = fillings.get(authority.id());
    if (alone) {
      return (filling == null ? first(authority.id()) : filling).next();
    }
    Place place = filling == null ? null : filling.nextOfMany();
    while (place == null) {
      filling = anew(authority.id(), filling);
      place = filling.nextOfMany();
    }
    return place;
  }

  /**
   * The commit found no room for a certificate: others took it.
   *
   * @param room that it was dealt with
   */
  void crowded(AuthorityId id, long room) {
    Filling filling = fillings.get(id);
    if (filling != null && filling.room == room) {
      anew(id, filling);
    }
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

  /**
   * How many were issued is read first: what is issued before the filling is read shows there too,
   * and is taken from the room once more.
   */
  private Filling anew(AuthorityId id, @Nullable Filling before) {
    long issued = store.issued(id);
    List<CrlRecord> lists = store.attached().crls(id);
    CrlRecord last = lists.isEmpty() ? null : lists.getLast();
    int partition = last == null || last.scope().isComplete() ? 0 : last.scope().partition();
    long bound = last == null || last.scope().isComplete() ? 0 : last.bound();
    if (bound >= SIZE - SPARED) {
      partition++;
      bound = 0;
    }
    Filling read =
        new Filling(
            partition,
            bound,
            issued + SIZE - SPARED - bound,
            before == null ? -1 : before.announced());
    fillings.put(id, read);
    return read;
  }

  private Filling read(AuthorityId id) {
    List<CrlRecord> lists = store.attached().crls(id);
    CrlRecord last = lists.isEmpty() ? null : lists.getLast();
    return last == null || last.scope().isComplete()
        ? new Filling(0, 0, CountLimits.UNLIMITED, -1)
        : new Filling(last.scope().partition(), last.bound(), CountLimits.UNLIMITED, -1);
  }
}
