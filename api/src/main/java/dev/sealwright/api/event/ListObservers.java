package dev.sealwright.api.event;

import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.crl.CrlObserver;
import java.util.List;

/**
 * Several who hear of lists, as one.
 *
 * <p>Threads: as the observers.
 */
public record ListObservers(List<CrlObserver> observers) implements CrlObserver {
  public ListObservers {
    observers = List.copyOf(observers);
  }

  @Override
  public void published(AuthorityId authority, String uri) {
    observers.forEach(observer -> observer.published(authority, uri));
  }

  @Override
  public void failed(AuthorityId authority, String uri, Reason reason) {
    observers.forEach(observer -> observer.failed(authority, uri, reason));
  }
}
