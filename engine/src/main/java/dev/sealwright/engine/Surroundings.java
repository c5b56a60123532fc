package dev.sealwright.engine;

import dev.sealwright.engine.crl.Publishing;
import dev.sealwright.engine.store.Committer;
import dev.sealwright.engine.template.PublicationHosts;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an engine shows of itself to those around it.
 *
 * @param hosts what the certificates of CAs without names of their own point to
 * @param publishing where revocation lists go; without it how they are to be published is kept on
 *     record and in certificates, but none is made
 * @param observers told of every commit, the first one included
 */
public record Surroundings(
    PublicationHosts hosts, @Nullable Publishing publishing, List<Committer.Observer> observers) {
  public Surroundings {
    observers = List.copyOf(observers);
  }
}
