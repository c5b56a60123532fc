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
import dev.sealwright.engine.CaEngine;
import dev.sealwright.engine.bucket.Buckets;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.InetAddress;
import java.time.Clock;
import java.util.SortedMap;

/**
 * The composition root above the engine: verifier, actions, the API listener and the management
 * listener.
 *
 * <p>Threads: started and closed by one thread; requests run on virtual threads of their own.
 */
final class ApiServer implements AutoCloseable {
  private final HttpFront front;
  private final ManagementServer management;
  private final AuditReports reports;
  private final CaEngine engine;

  private ApiServer(
      HttpFront front, ManagementServer management, AuditReports reports, CaEngine engine) {
    this.front = front;
    this.management = management;
    this.reports = reports;
    this.engine = engine;
  }

  /** Listens on loopback; the engine is closed with the server. */
  static ApiServer start(
      CaEngine engine,
      Buckets buckets,
      Realm realm,
      AccessKeys keys,
      RateTable rates,
      PageTokens tokens,
      Clock clock,
      PrometheusMeterRegistry metrics,
      int port,
      int managementPort) {
    SigV4Verifier verifier = new SigV4Verifier(keys, realm.region(), "acm-pca", clock);
    RateQuotas quotas = new RateQuotas(rates, System::nanoTime, metrics);
    AuditReports reports = AuditReports.start(engine, realm::arnOf, buckets);
    ActionTable actions = new ActionTable(engine, reports, buckets, realm, clock, tokens);
    ManagementServer management =
        ManagementServer.start(managementPort, metrics::scrape, () -> health(engine));
    try {
      HttpFront front =
          HttpFront.start(
              InetAddress.getLoopbackAddress(),
              port,
              HttpLimits.standard(),
              new Dispatcher(verifier, quotas, actions, metrics));
      return new ApiServer(front, management, reports, engine);
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
    reports.close();
    engine.close();
    management.close();
  }
}
