package dev.sealwright.api.publish;

import dev.sealwright.api.http.HttpFront;
import dev.sealwright.api.http.HttpLimits;
import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.bucket.PublicObjects;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.InetAddress;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The listener for relying parties: plain HTTP, without authentication.
 *
 * <p>Plain, because what it serves is signed, and a client that had to check a certificate to fetch
 * a revocation list would go round in circles (RFC 5280 8).
 */
public final class PublicationServer implements AutoCloseable {
  private final HttpFront front;

  private PublicationServer(HttpFront front) {
    this.front = front;
  }

  /**
   * Where and how much.
   *
   * @param port 0 for any free one
   * @param requestsPerSecond of one address
   */
  public record Settings(InetAddress address, int port, int requestsPerSecond) {}

  /**
   * What is served.
   *
   * @param lists absent when the buckets are served by somebody else
   * @param ocsp absent when nobody answers
   * @param authorities all there are, of every account; asked for every few seconds at most
   */
  public record Sources(
      Optional<PublicObjects> lists,
      Optional<OcspResponder> ocsp,
      Supplier<List<Authority>> authorities) {}

  /**
   * Opens it.
   *
   * @throws IllegalStateException when the address cannot be bound
   */
  public static PublicationServer start(
      Settings settings, Sources sources, Clock clock, MeterRegistry metrics) {
    AddressRates rates = new AddressRates(settings.requestsPerSecond(), System::nanoTime);
    CustomNames names = new CustomNames(sources.authorities(), System::nanoTime);
    Desk desk =
        new Desk(
            sources.lists().map(objects -> new ListDesk(objects, clock)),
            sources.ocsp().map(responder -> new OcspDesk(responder, clock)),
            names,
            rates,
            new RequestCounts(metrics));
    return new PublicationServer(
        HttpFront.startForAll(settings.address(), settings.port(), HttpLimits.publication(), desk));
  }

  /** The port it listens on. */
  public int port() {
    return front.port();
  }

  /** As {@link HttpFront#close}. */
  @Override
  public void close() {
    front.close();
  }
}
