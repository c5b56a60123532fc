package dev.sealwright.engine.store;

import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.x509.Serial;
import java.util.List;
import java.util.Optional;

/**
 * SPI: the other processes that write the same record, and what the store shares out among them. A
 * process is a node from the opening of its store to its end; one that was restarted is another.
 *
 * <p>Threads: any, at any time. Methods throw {@link dev.sealwright.engine.fault.CaException}
 * STORE_UNAVAILABLE as {@link Store} does, but for {@link #leads}, {@link #trouble} and {@link
 * #follow}, which ask nobody.
 */
public interface Cluster {
  /** Of a store that one process has for itself. */
  static Cluster alone(Store store) {
    return new Alone(store);
  }

  /**
   * Whether this node does what only one may do at a time: making lists, ending authorities,
   * keeping OCSP signers, writing audit reports. It may change at any moment; the mutations of such
   * work are fenced, see {@link Mutation.OfLeader}.
   */
  boolean leads();

  /**
   * Takes over what nodes left behind that are gone. Each thing is told once, to one node, which
   * sees to it from then on. In a store that one process has for itself it is what the process
   * before left, told by the first call.
   */
  Legacy adopt();

  /** Adds one who is told what other nodes change from now on. */
  void follow(Follower follower);

  /** Why nothing can be written at present; for readiness, and to refuse what is new. */
  Optional<String> trouble();

  /** The account of rate quotas that all nodes share; absent when there is but one node. */
  Optional<RateLedger> rates();

  /**
   * What was taken over.
   *
   * @param reservations neither sealed nor closed, oldest first
   * @param foundings authorities whose key is still to be made
   */
  record Legacy(List<Reservation> reservations, List<AuthorityId> foundings) {
    public static final Legacy NONE = new Legacy(List.of(), List.of());

    public Legacy {
      reservations = List.copyOf(reservations);
      foundings = List.copyOf(foundings);
    }
  }

  /**
   * Hears within a second of a commit what another node changed, in the order in which that node
   * did; on a thread of the store, which it must not hold up. What it hears is on record already.
   */
  interface Follower {
    /** An authority, its certificate, or the policy that shares it. */
    void changed(AuthorityId id);

    void revoked(AuthorityId id, Serial serial);

    /** A signer of OCSP answers of the authority. */
    void signerChanged(AuthorityId id);

    /** A report was begun. */
    void reportBegun(AuthorityId id);

    /** Anything may have changed: this node was cut off. */
    void missed();
  }
}
