package dev.sealwright.api;

import dev.sealwright.api.action.PageTokens;
import dev.sealwright.api.action.Realm;
import dev.sealwright.api.cli.HsmCommand;
import dev.sealwright.api.cli.StoreCommand;
import dev.sealwright.api.cli.Stores;
import dev.sealwright.api.config.Configuration;
import dev.sealwright.api.config.InvalidConfiguration;
import dev.sealwright.api.event.EventLog;
import dev.sealwright.api.publish.PublicationServer;
import dev.sealwright.api.quota.RateQuotas;
import dev.sealwright.api.quota.RateTable;
import dev.sealwright.api.tls.TlsFileException;
import dev.sealwright.api.tls.TlsFiles;
import dev.sealwright.api.tls.TlsRotation;
import dev.sealwright.engine.CaEngine;
import dev.sealwright.engine.EngineLimits;
import dev.sealwright.engine.Surroundings;
import dev.sealwright.engine.crl.Publishing;
import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.store.Store;
import dev.sealwright.engine.store.memory.MemoryStore;
import dev.sealwright.engine.template.PublicationHosts;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts the server of the dev profile: a private SoftHSM2 token, the embedded store, one
 * administrator.
 *
 * <p>Exit status: 143 after SIGTERM and 130 after SIGINT, as of every JVM; 1 when it could not
 * start or was not closed in time, 2 when the configuration is wrong.
 */
public final class Main {
  private static final Logger LOG = LoggerFactory.getLogger(Main.class);

  private Main() {}

  /**
   * The entry point: without arguments it serves; {@code seal ID} seals the secret on its input for
   * the access key of this id; {@code hsm} looks after tokens, see {@link HsmCommand}; {@code
   * store} after the record, see {@link StoreCommand}. Everything else is in the configuration.
   */
  public static void main(String[] arguments) throws InterruptedException {
    if (arguments.length > 0 && arguments[0].equals("hsm")) {
      System.exit(
          HsmCommand.run(
              List.of(arguments).subList(1, arguments.length),
              () -> ConfiguredSite.of(System.getenv()),
              Modules::load));
      return;
    }
    if (arguments.length > 0 && arguments[0].equals("store")) {
      System.exit(
          StoreCommand.run(
              List.of(arguments).subList(1, arguments.length),
              () -> ConfiguredSite.database(System.getenv())));
      return;
    }
    boolean seal = arguments.length == 2 && arguments[0].equals("seal");
    if (arguments.length > 0 && !seal) {
      System.err.println(
          "usage: without arguments, or: seal ACCESS_KEY_ID, or: hsm --help, or: store --help");
      System.exit(2);
      return;
    }
    Configuration configuration;
    try {
      configuration = Configuration.from(System.getenv());
    } catch (InvalidConfiguration e) {
      System.err.println(e.getMessage());
      System.exit(2);
      return;
    }
    try {
      if (seal) {
        seal(configuration, arguments[1]);
      } else {
        serve(configuration);
      }
    } catch (IOException | UncheckedIOException | CaException | IllegalStateException e) {
      LOG.debug("start failed", e);
      System.err.println("error: " + reason(e));
      System.exit(1);
    }
  }

  /** The message of a file system's exception may be nothing but the file. */
  private static String reason(Exception e) {
    Throwable cause = e instanceof UncheckedIOException wrapped ? wrapped.getCause() : e;
    return switch (cause) {
      case FileAlreadyExistsException there -> there.getFile() + " is there and not a folder";
      case AccessDeniedException denied -> denied.getFile() + " may not be used by this user";
      case FileSystemException other when other.getReason() == null ->
          other.getFile() + " cannot be used";
      case null, default -> String.valueOf(e.getMessage());
    };
  }

  private static void serve(Configuration configuration) throws IOException, InterruptedException {
    SecureRandom random = new SecureRandom();
    Path home = configuration.server().home();
    Files.createDirectories(
        home, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    Clock clock = Clock.systemUTC();
    Optional<TlsRotation> tls = tls(configuration, clock, metrics);
    WarmStart warm = WarmStart.begin(configuration.server().warmUp());
    AdministratorKey administrator = AdministratorKey.of(configuration, random);
    byte[] pageSecret = PageSecret.of(configuration.server(), random);
    Vaults vaults = Vaults.open(configuration, Main::say);
    if (!Stores.exists(configuration.database())) {
      say("creating the store " + configuration.database());
    }

    PublicationServer.Settings published = published(configuration);
    BucketChoice buckets = BucketChoice.of(configuration);
    Store store = Stores.open(configuration.database(), nodeName(configuration));
    Realm realm = new Realm("aws", configuration.server().region());
    Audience audience =
        Audience.of(store, events(configuration, store, realm, metrics), realm, clock, metrics);
    CaEngine engine =
        CaEngine.open(
            store,
            vaults.sets(),
            clock,
            metrics,
            EngineLimits.STANDARD
                .with(configuration.quotas().counts())
                .withFreshness(configuration.revocation().freshness())
                .with(configuration.revocation().ocsp()),
            new Surroundings(
                new PublicationHosts(
                    configuration.publication().host().orElse("127.0.0.1:" + published.port())),
                new Publishing(
                    buckets.buckets(), home.resolve("lists-under-way"), audience.lists()),
                audience.commits()));
    ApiServer server;
    try {
      server =
          ApiServer.start(
              engine,
              buckets,
              new ApiServer.Entrance(
                  realm,
                  PrincipalKeys.of(
                      administrator.key(), configuration.accounts(), SealCommand.opener(engine)),
                  quotas(configuration, store, metrics),
                  new PageTokens(pageSecret),
                  audience.calls()),
              new ApiServer.Listening(
                  tls,
                  published,
                  configuration.server().port(),
                  configuration.server().managementPort()),
              clock,
              metrics);
    } catch (RuntimeException e) {
      engine.close();
      throw e;
    }
    CountDownLatch closed = endOnSignal(server, vaults);
    say("CRL and OCSP on port " + server.publicationPort());
    warm.await();
    System.out.println("ready " + server.endpoint());
    System.out.print(
        PrintedSession.text(
            server,
            configuration.server().region(),
            administrator.file(),
            vaults.softHsm(),
            buckets.served().isPresent()));
    System.out.flush();
    closed.await();
  }

  /** For those who read the record of nodes, and the list of sessions of the database. */
  private static String nodeName(Configuration configuration) {
    String host;
    try {
      host = InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      host = "unknown";
    }
    return host + ":" + configuration.server().port();
  }

  /** Shared with the other nodes where there may be some. */
  private static RateQuotas quotas(
      Configuration configuration, Store store, MeterRegistry metrics) {
    RateTable rates = configuration.quotas().rates();
    return store
        .cluster()
        .rates()
        .map(ledger -> RateQuotas.shared(rates, ledger, System::nanoTime, metrics))
        .orElseGet(() -> new RateQuotas(rates, System::nanoTime, metrics));
  }

  /** Where what happens is told, if that is wanted anywhere. */
  private static Optional<EventLog> events(
      Configuration configuration, Store store, Realm realm, MeterRegistry metrics) {
    Configuration.Events events = configuration.events();
    return EventLog.start(
        new EventLog.Settings(
            events.file(), events.size(), events.keep(), events.records(), events.url()),
        new EventLog.Sources(store::authority, store::certificate, realm::arnOf),
        metrics);
  }

  /** The port is known before the engine is there: certificates name it. */
  private static PublicationServer.Settings published(Configuration configuration)
      throws IOException {
    Configuration.Publication publication = configuration.publication();
    int port = configuration.server().publicationPort();
    return new PublicationServer.Settings(
        publication.address(),
        port == 0 ? FreePort.of(publication.address()) : port,
        publication.requestsPerSecond());
  }

  /** Before anything is made: whoever can mend the files may start again at once. */
  private static Optional<TlsRotation> tls(
      Configuration configuration, Clock clock, MeterRegistry metrics) throws TlsFileException {
    if (configuration.tls().isEmpty()) {
      return Optional.empty();
    }
    Configuration.Tls files = configuration.tls().get();
    return Optional.of(
        new TlsRotation(new TlsFiles(files.certificate(), files.key()), clock, metrics));
  }

  /** Without the store, so that it can be done while the server runs. */
  private static void seal(Configuration configuration, String accessKeyId) throws IOException {
    Files.createDirectories(
        configuration.server().home(),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    // Standard output is for the sealed form alone.
    try (Vaults vaults = Vaults.open(configuration, step -> System.err.println("==> " + step));
        CaEngine engine =
            CaEngine.open(
                new MemoryStore(),
                vaults.sets(),
                Clock.systemUTC(),
                new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
                EngineLimits.STANDARD,
                new PublicationHosts("127.0.0.1"))) {
      System.out.println(SealCommand.sealed(accessKeyId, System.in, engine));
    }
  }

  /**
   * Ends the server on SIGTERM and SIGINT; the latch opens when everything is closed. The process
   * is gone within ten seconds even if a native call never returns.
   */
  private static CountDownLatch endOnSignal(ApiServer server, Vaults vaults) {
    CountDownLatch closed = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  Thread deadline =
                      Thread.ofPlatform()
                          .daemon()
                          .name("sealwright-deadline")
                          .start(Main::haltAfterDeadline);
                  server.close();
                  finalise(vaults);
                  deadline.interrupt();
                  closed.countDown();
                },
                "sealwright-end"));
    return closed;
  }

  /** A call that hangs in the module would meet its end, and take the process down with it. */
  private static void finalise(Vaults vaults) {
    try {
      vaults.close();
    } catch (IllegalStateException inside) {
      LOG.warn("ended without C_Finalize: {}", inside.getMessage());
      Runtime.getRuntime().halt(1);
    }
  }

  private static void haltAfterDeadline() {
    try {
      Thread.sleep(Duration.ofMillis(9_500));
      LOG.error("not closed in time; the next start finishes what is open");
      Runtime.getRuntime().halt(1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed in time
    }
  }

  static void say(String step) {
    System.out.println("==> " + step);
  }
}
