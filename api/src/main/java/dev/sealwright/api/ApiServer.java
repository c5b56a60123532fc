package dev.sealwright.api;

import dev.sealwright.api.action.ActionTable;
import dev.sealwright.api.action.Dispatcher;
import dev.sealwright.api.action.PageTokens;
import dev.sealwright.api.action.Realm;
import dev.sealwright.api.auth.AccessKeys;
import dev.sealwright.api.auth.SigV4Verifier;
import dev.sealwright.api.event.ApiCall;
import dev.sealwright.api.http.Health;
import dev.sealwright.api.http.HttpFront;
import dev.sealwright.api.http.HttpLimits;
import dev.sealwright.api.http.ManagementServer;
import dev.sealwright.api.publish.PublicationServer;
import dev.sealwright.api.quota.RateQuotas;
import dev.sealwright.api.report.AuditReports;
import dev.sealwright.api.tls.TlsRotation;
import dev.sealwright.engine.CaEngine;
import dev.sealwright.engine.bucket.Buckets;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.InetAddress;
import java.net.URI;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Consumer;

/**
 * The composition root above the engine: verifier, actions, and the listeners of API, publication
 * and management.
 *
 * <p>Threads: started and closed by one thread; requests run on virtual threads of their own.
 */
final class ApiServer implements AutoCloseable {
  private final HttpFront front;
  private final Optional<TlsRotation> tls;
  private final ManagementServer management;
  private final PublicationServer publication;
  private final AuditReports reports;
  private final CaEngine engine;

  private ApiServer(
      HttpFront front,
      Optional<TlsRotation> tls,
      ManagementServer management,
      PublicationServer publication,
      AuditReports reports,
      CaEngine engine) {
    this.front = front;
    this.tls = tls;
    this.management = management;
    this.publication = publication;
    this.reports = reports;
    this.engine = engine;
  }

  /**
   * Whom the API lets in, and how often.
   *
   * @param calls hears of each call whose caller is known
   */
  record Entrance(
      Realm realm,
      AccessKeys keys,
      RateQuotas quotas,
      PageTokens tokens,
      Consumer<ApiCall> calls) {}

  /**
   * Where it listens.
   *
   * @param tls of the API, not started; without it that speaks plain HTTP
   */
  record Listening(
      Optional<TlsRotation> tls,
      PublicationServer.Settings published,
      int port,
      int managementPort) {}

  /**
   * Listens, the API and the management on loopback; engine and rotation are closed with the
   * server.
   */
  static ApiServer start(
      CaEngine engine,
      BucketChoice choice,
      Entrance entrance,
      Listening listening,
      Clock clock,
      PrometheusMeterRegistry metrics) {
    Realm realm = entrance.realm();
    Buckets buckets = choice.buckets();
    Optional<TlsRotation> tls = listening.tls();
    SigV4Verifier verifier = new SigV4Verifier(entrance.keys(), realm.region(), "acm-pca", clock);
    AuditReports reports = AuditReports.start(engine, realm::arnOf, buckets);
    ActionTable actions =
        new ActionTable(engine, reports, buckets, realm, clock, entrance.tokens());
    Deque<AutoCloseable> opened = new ArrayDeque<>(List.of(reports));
    try {
      ManagementServer management =
          ManagementServer.start(listening.managementPort(), metrics::scrape, () -> health(engine));
      opened.push(management);
      PublicationServer publication =
          PublicationServer.start(
              listening.published(),
              new PublicationServer.Sources(
                  choice.served(), Optional.of(new EngineOcsp(engine.ocsp())), engine::authorities),
              clock,
              metrics);
      opened.push(publication);
      Dispatcher dispatcher =
          new Dispatcher(verifier, entrance.quotas(), actions, metrics, clock, entrance.calls());
      InetAddress address = InetAddress.getLoopbackAddress();
      HttpLimits limits = HttpLimits.standard();
      HttpFront front =
          tls.isPresent()
              ? HttpFront.startTls(address, listening.port(), limits, tls.get()::engine, dispatcher)
              : HttpFront.start(address, listening.port(), limits, dispatcher);
      tls.ifPresent(TlsRotation::start);
      return new ApiServer(front, tls, management, publication, reports, engine);
    } catch (RuntimeException e) {
      opened.forEach(ApiServer::close);
      throw e;
    }
  }

  private static void close(AutoCloseable part) {
    try {
      part.close();
    } catch (Exception e) {
      throw new IllegalStateException("none of them declares any", e);
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

  int publicationPort() {
    return publication.port();
  }

  /** New requests are refused, those under way are answered, then the engine is closed. */
  @Override
  public void close() {
    // Beside each other, or two clients that never end would take twice the time there is.
    Thread published = Thread.ofVirtual().name("publication-end").start(publication::close);
    front.close();
    join(published);
    tls.ifPresent(TlsRotation::close);
    reports.close();
    engine.close();
    management.close();
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
