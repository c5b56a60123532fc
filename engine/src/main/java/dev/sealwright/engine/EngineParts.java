package dev.sealwright.engine;

import dev.sealwright.engine.attach.Change;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.crl.CrlWorker;
import dev.sealwright.engine.crl.Publishing;
import dev.sealwright.engine.issue.BatchIssuer;
import dev.sealwright.engine.issue.Founder;
import dev.sealwright.engine.issue.Importer;
import dev.sealwright.engine.issue.Issuer;
import dev.sealwright.engine.issue.Recovery;
import dev.sealwright.engine.issue.Resumer;
import dev.sealwright.engine.issue.VaultChoice;
import dev.sealwright.engine.key.KeyVault;
import dev.sealwright.engine.key.VaultSet;
import dev.sealwright.engine.key.VaultSet.Member;
import dev.sealwright.engine.life.Custodian;
import dev.sealwright.engine.life.Registrar;
import dev.sealwright.engine.life.SweepTimer;
import dev.sealwright.engine.life.Sweeper;
import dev.sealwright.engine.ocsp.Line;
import dev.sealwright.engine.ocsp.OcspService;
import dev.sealwright.engine.sign.Replicas;
import dev.sealwright.engine.store.Cluster;
import dev.sealwright.engine.store.Committer;
import dev.sealwright.engine.store.Store;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How an engine is put together, started and ended: each part made after those that it stands on.
 *
 * <p>Threads: shared once started. {@link #close} by one thread.
 */
final class EngineParts implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EngineParts.class);

  /** What the committer takes besides issuances and foundings: changes, lists, signers. */
  private static final int OTHER_MUTATIONS = 64;

  final Store store;
  final EngineLimits limits;
  final Map<String, Replicas> lanes;
  final Committer committer;
  final Founder founder;
  final Issuer issuer;
  final CertificateReader reader;
  final AuthorityReader directory;
  final Importer importer;
  final Change change;
  final Registrar registrar;
  final Sweeper sweeper;
  final Custodian custodian;
  final OcspService ocsp;

  private final List<KeyVault> vaults;
  private final BatchIssuer line;
  private final Resumer resumer;
  private final SweepTimer sweepTimer;
  private final @Nullable CrlWorker lists;

  final News news;

  private EngineParts(
      Store store,
      List<VaultSet> vaults,
      Clock clock,
      MeterRegistry metrics,
      EngineLimits limits,
      Surroundings around) {
    VaultSet.requireDistinct(vaults);
    this.store = store;
    this.vaults = all(vaults);
    this.limits = limits;
    Map<String, Replicas> groups = new LinkedHashMap<>();
    for (VaultSet set : vaults) {
      groups.put(set.name(), new Replicas(set, metrics));
    }
    this.lanes = groups;
    this.committer =
        new Committer(
            store,
            limits.issuances() + limits.foundings() + OTHER_MUTATIONS,
            () -> Replicas.backlog(groups.values()),
            metrics);
    this.line = new BatchIssuer(committer, lanes, clock, limits.issuances(), metrics);
    this.founder =
        new Founder(
            store,
            committer,
            new VaultChoice(lanes.values()),
            clock,
            new Founder.Bounds(limits.foundings(), limits.counts().authorities()),
            limits.patience());
    this.issuer =
        new Issuer(
            store,
            line,
            clock,
            new SecureRandom(),
            new Issuer.Bounds(limits.patience(), limits.counts()),
            new Issuer.Publication(around.hosts(), this::listsChanged));
    this.reader = new CertificateReader(store);
    this.directory = new AuthorityReader(store, clock);
    this.importer = new Importer(store, committer, clock, limits.patience());
    this.change = new Change(store, committer, clock, limits.patience());
    this.registrar = new Registrar(store, committer, clock, limits.patience());
    this.ocsp =
        new OcspService(
            new Line(store, committer, line, lanes),
            clock,
            limits.ocsp(),
            limits.patience(),
            metrics);
    this.sweeper =
        new Sweeper(
            store,
            committer,
            lanes,
            id -> founder.isMaking(id) || ocsp.isMaking(id),
            clock,
            limits.patience());
    this.custodian = new Custodian(store, lanes, clock, limits.patience());
    this.resumer =
        new Resumer(
            store.cluster(),
            new Recovery(store, committer, line, clock, limits.patience()),
            founder,
            limits.patience());
    this.sweepTimer = new SweepTimer(sweeper::sweep, store.cluster()::leads, limits.sweep());
    Cluster cluster = store.cluster();
    Gauge.builder("sealwright.cluster.leads", cluster, node -> node.leads() ? 1 : 0)
        .description("1 while this node does what one does for all")
        .register(metrics);
    Gauge.builder("sealwright.store.trouble", cluster, node -> node.trouble().isPresent() ? 1 : 0)
        .description("1 while nothing new is written: the database or its standby is away")
        .register(metrics);
    Publishing publishing = around.publishing();
    this.lists =
        publishing == null
            ? null
            : CrlWorker.of(change, lanes, around.hosts(), publishing, limits.freshness(), metrics);
    this.news = new News(ocsp, founder, lists);
  }

  /** Puts together and starts; when that fails, store and vaults are closed. */
  static EngineParts started(
      Store store,
      List<VaultSet> vaults,
      Clock clock,
      MeterRegistry metrics,
      EngineLimits limits,
      Surroundings around) {
    EngineParts parts;
    try {
      parts = new EngineParts(store, vaults, clock, metrics, limits, around);
    } catch (RuntimeException e) {
      all(vaults).forEach(KeyVault::close);
      store.close();
      throw e;
    }
    try {
      around.observers().forEach(parts.committer::observe);
      parts.start();
      return parts;
    } catch (RuntimeException e) {
      parts.close();
      throw e;
    }
  }

  private static List<KeyVault> all(List<VaultSet> vaults) {
    return vaults.stream().flatMap(set -> set.members().stream()).map(Member::vault).toList();
  }

  private void start() {
    // Before anything is read that it keeps right, and its thread after that.
    store.cluster().follow(news);
    ocsp.start();
    news.start();
    resumer.start();
    sweepTimer.start();
    if (lists != null) {
      lists.start();
    }
  }

  /** The lists of an authority may be others from now on. */
  void listsChanged(AuthorityId id) {
    if (lists != null) {
      lists.changed(id);
    }
  }

  /** Lets accepted work finish within the drain limit, then ends what was started, in turn. */
  @Override
  public void close() {
    founder.close();
    if (!line.drain(limits.drain())) {
      LOG.warn("work is still on the line; the next start finishes it");
    }
    news.close();
    ocsp.close();
    sweepTimer.close();
    if (lists != null) {
      lists.close();
    }
    resumer.close();
    lanes.values().forEach(Replicas::close);
    committer.close();
    lanes.values().forEach(Replicas::abandonRest);
    vaults.forEach(KeyVault::close);
    store.close();
  }
}
