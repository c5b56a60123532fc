package dev.sealwright.api;

import dev.sealwright.api.action.ActionTable;
import dev.sealwright.api.action.Dispatcher;
import dev.sealwright.api.action.PageTokens;
import dev.sealwright.api.action.Realm;
import dev.sealwright.api.auth.AccessKeys;
import dev.sealwright.api.auth.SigV4Verifier;
import dev.sealwright.api.http.Health;
import dev.sealwright.api.http.HttpFront;
import dev.sealwright.api.http.HttpLimits;
import dev.sealwright.api.http.ManagementServer;
import dev.sealwright.api.quota.RateQuotas;
import dev.sealwright.api.quota.RateTable;
import dev.sealwright.api.report.AuditReports;
import dev.sealwright.api.tls.TlsRotation;
import dev.sealwright.engine.CaEngine;
import dev.sealwright.engine.bucket.Buckets;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.InetAddress;
import java.net.URI;
import java.time.Clock;
import java.util.Optional;
import java.util.SortedMap;

/**
 * The composition root above the engine: verifier, actions, the API listener and the management
 * listener.
 *
 * <p>Threads: started and closed by one thread; requests run on virtual threads of their own.
 */
final class ApiServer implements AutoCloseable {
  private final HttpFront front;
  private final Optional<TlsRotation> tls;
  private final ManagementServer management;
  private final AuditReports reports;
  private final CaEngine engine;

  private ApiServer(
      HttpFront front,
      Optional<TlsRotation> tls,
      ManagementServer management,
      AuditReports reports,
      CaEngine engine) {
    this.front = front;
    this.tls = tls;
    this.management = management;
    this.reports = reports;
    this.engine = engine;
  }

  /**
   * Listens on loopback; engine and rotation are closed with the server.
   *
   * @param tls of the API listener, not started; without it that speaks plain HTTP
   */
  static ApiServer start(
      CaEngine engine,
      Buckets buckets,
      Realm realm,
      AccessKeys keys,
      RateTable rates,
      PageTokens tokens,
      Clock clock,
      PrometheusMeterRegistry metrics,
      Optional<TlsRotation> tls,
      int port,
      int managementPort) {
    SigV4Verifier verifier = new SigV4Verifier(keys, realm.region(), "acm-pca", clock);
    RateQuotas quotas = new RateQuotas(rates, System::nanoTime, metrics);
    AuditReports reports = AuditReports.start(engine, realm::arnOf, buckets);
    ActionTable actions = new ActionTable(engine, reports, buckets, realm, clock, tokens);
    ManagementServer management =
        ManagementServer.start(managementPort, metrics::scrape, () -> health(engine));
    try {
      Dispatcher dispatcher = new Dispatcher(verifier, quotas, actions, metrics);
      InetAddress address = InetAddress.getLoopbackAddress();
      HttpLimits limits = HttpLimits.standard();
      HttpFront front =
          tls.isPresent()
              ? HttpFront.startTls(address, port, limits, tls.get()::engine, dispatcher)
              : HttpFront.start(address, port, limits, dispatcher);
      tls.ifPresent(TlsRotation::start);
      return new ApiServer(front, tls, management, reports, engine);
    } catch (RuntimeException e) {
      management.close();
      reports.close();
      throw e;
    }
  }

  private static Health health(CaEngine engine) {
    SortedMap<String, String> troubles = engine.troubles();
    return new Health(troubles.isEmpty(), troubles);
  }

  /** Where clients of this machine reach the API, under a name that its certificate has. */
  URI endpoint() {
    String host =
        tls.map(rotation -> LocalName.of(rotation.chain().getFirst())).orElse("127.0.0.1");
    return URI.create((tls.isPresent() ? "https://" : "http://") + host + ":" + front.port());
  }

  Optional<TlsRotation> tls() {
    return tls;
  }

  int port() {
    return front.port();
  }

  int managementPort() {
    return management.port();
  }

  /** New requests are refused, those under way are answered, then the engine is closed. */
  @Override
  public void close() {
    front.close();
    tls.ifPresent(TlsRotation::close);
    reports.close();
    engine.close();
    management.close();
  }
}
