package dev.sealwright.api.event;

import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.crl.CrlObserver;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

/**
 * Tells an event log of revocation lists.
 *
 * <p>Threads: shared; it never blocks.
 */
public final class ListEvents implements CrlObserver {
  private final EventLog log;
  private final Clock clock;

  public ListEvents(EventLog log, Clock clock) {
    this.log = log;
    this.clock = clock;
  }

  @Override
  public void published(AuthorityId authority, String uri) {
    tell(authority, uri, Optional.empty());
  }

  @Override
  public void failed(AuthorityId authority, String uri, Reason reason) {
    tell(authority, uri, Optional.of(text(reason)));
  }

  private void tell(AuthorityId authority, String uri, Optional<String> failure) {
    log.listMade(authority, Instant.ofEpochMilli(clock.millis()), URI.create(uri), failure);
  }

  private static String text(Reason reason) {
    return switch (reason) {
      case BUCKET -> "Failed to write the CRL to its bucket. Check the permissions of the bucket";
      case WRITING -> "Failed to write the CRL to its bucket. Internal error";
      case GENERATING -> "Failed to generate the CRL. Internal error";
    };
  }
}
