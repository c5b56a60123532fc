package dev.sealwright.engine.store;

import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.authority.CaStatus;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

/** One process for itself: it leads, inherits from the one before, and hears nothing. */
final class Alone implements Cluster {
  private final Store store;
  private final AtomicBoolean told = new AtomicBoolean();

  Alone(Store store) {
    this.store = store;
  }

  @Override
  public boolean leads() {
    return true;
  }

  @Override
  public Legacy adopt() {
    if (told.getAndSet(true)) {
      return Legacy.NONE;
    }
    boolean read = false;
    try {
      Legacy legacy =
          new Legacy(
              store.openReservations(Integer.MAX_VALUE),
              store.authorities(CaStatus.CREATING).stream().map(Authority::id).toList());
      read = true;
      return legacy;
    } finally {
      if (!read) {
        told.set(false);
      }
    }
  }

  @Override
  public void follow(Follower follower) {
    // Nobody else writes.
  }

  @Override
  public Optional<String> trouble() {
    return Optional.empty();
  }

  @Override
  public Optional<RateLedger> rates() {
    return Optional.empty();
  }
}
