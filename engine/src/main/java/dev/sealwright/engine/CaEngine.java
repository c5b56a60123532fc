package dev.sealwright.engine;

import dev.sealwright.engine.attach.Permits;
import dev.sealwright.engine.attach.Reports;
import dev.sealwright.engine.attach.Revoker;
import dev.sealwright.engine.attach.Sharing;
import dev.sealwright.engine.attach.Tagging;
import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.authority.AuthoritySettings;
import dev.sealwright.engine.authority.CaCertificate;
import dev.sealwright.engine.authority.CaStatus;
import dev.sealwright.engine.authority.CountLimits;
import dev.sealwright.engine.authority.CustodyReport;
import dev.sealwright.engine.authority.RevocationSettings;
import dev.sealwright.engine.authority.Tags;
import dev.sealwright.engine.crl.Publishing;
import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.key.SecretSealer;
import dev.sealwright.engine.key.VaultSet;
import dev.sealwright.engine.life.Registrar;
import dev.sealwright.engine.life.Sweeper;
import dev.sealwright.engine.ocsp.OcspResponder;
import dev.sealwright.engine.order.Order;
import dev.sealwright.engine.sign.LaneSealer;
import dev.sealwright.engine.store.AuthorityCursor;
import dev.sealwright.engine.store.Claim;
import dev.sealwright.engine.store.Store;
import dev.sealwright.engine.template.PublicationHosts;
import dev.sealwright.engine.x509.Arithmetic;
import dev.sealwright.engine.x509.Octets;
import dev.sealwright.engine.x509.Serial;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A certificate authority service without its network: authorities with keys in vaults, and
 * certificates that are durable before anyone sees them.
 *
 * <p>Every method throws {@link CaException}; its {@link Failure} says who has to act.
 *
 * <p>Threads: shared freely. Methods block the calling thread until their result is durable; call
 * them from virtual threads.
 */
public final class CaEngine implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CaEngine.class);

  private final EngineParts parts;
  private volatile boolean closing;

  private CaEngine(EngineParts parts) {
    this.parts = parts;
  }

  /**
   * Starts an engine over an open store and open vaults, which it owns from now on and closes.
   *
   * <p>Before it returns, what a crash left open is finished or closed (INVARIANT I4), as far as
   * the vaults are there; the rest follows when they are.
   *
   * @param vaults at least one, with different names; a new key is made in the first set that
   *     offers it
   */
  public static CaEngine open(
      Store store,
      List<VaultSet> vaults,
      Clock clock,
      MeterRegistry metrics,
      EngineLimits limits,
      Surroundings around) {
    Arithmetic.nativeTrouble()
        .ifPresent(reason ->
            LOG.warn("signatures are verified by Bouncy Castle, more slowly: {}", reason));
    return new CaEngine(EngineParts.started(store, vaults, clock, metrics, limits, around));
  }

  /** Starts an engine whose commits nobody is told of. */
  public static CaEngine open(
      Store store,
      List<VaultSet> vaults,
      Clock clock,
      MeterRegistry metrics,
      EngineLimits limits,
      PublicationHosts publication,
      @Nullable Publishing publishing) {
    Surroundings around = new Surroundings(publication, publishing, List.of());
    return open(store, vaults, clock, metrics, limits, around);
  }

  /** Starts an engine that publishes no lists. */
  public static CaEngine open(
      Store store,
      List<VaultSet> vaults,
      Clock clock,
      MeterRegistry metrics,
      EngineLimits limits,
      PublicationHosts publication) {
    return open(store, vaults, clock, metrics, limits, publication, null);
  }

  /** Starts an engine whose certificates point to this machine, for those who try it out. */
  public static CaEngine open(
      Store store, List<VaultSet> vaults, Clock clock, MeterRegistry metrics, EngineLimits limits) {
    return open(store, vaults, clock, metrics, limits, new PublicationHosts("localhost:8081"));
  }

  /**
   * Creates an authority; its key and CSR are made behind the answer, see {@link #awaitKey}.
   *
   * @param owner opaque name of the account it will belong to
   * @param tags durable together with it
   * @param actor who asks, for the audit record
   * @return the authority, CREATING, or the one that the same claim created before
   */
  public AuthorityId create(
      String owner,
      AuthoritySettings settings,
      RevocationSettings revocation,
      Tags tags,
      @Nullable Claim claim,
      String actor) {
    requireOpen();
    return parts.founder.create(owner, settings, revocation, tags, claim, actor);
  }

  /**
   * Waits until the key of an authority is made, and with it its CSR. Costs nothing but the waiting
   * thread, and leaves nothing behind when it gives up; the making goes on then.
   *
   * @return the authority as it is on record: PENDING_CERTIFICATE, or what became of it since
   * @throws CaException NOT_FOUND, also when it is deleted meanwhile; REQUEST_FAILED when it is
   *     FAILED, for good; IN_PROGRESS when there is no key within the patience, or the thread is
   *     interrupted, which it stays; STORE_UNAVAILABLE and OUTCOME_UNKNOWN when the key cannot be
   *     recorded, and the former when the engine closes: the next start goes on with it
   */
  public Authority awaitKey(AuthorityId id, Duration patience) {
    requireOpen();
    return parts.founder.awaitKey(id, patience);
  }

  /** Switches an authority on or off, or changes its revocation; see {@link Registrar#update}. */
  public void update(
      Authority seen, @Nullable CaStatus wanted, RevocationSettings revocation, String actor) {
    requireOpen();
    parts.registrar.update(seen, wanted, revocation, actor);
    parts.listsChanged(seen.id());
  }

  /** Deletes an authority, to be restored within the window; see {@link Registrar#delete}. */
  public void delete(Authority seen, Duration window, String actor) {
    requireOpen();
    parts.registrar.delete(seen, window, actor);
  }

  /** Brings a deleted authority back; see {@link Registrar#restore}. */
  public void restore(AuthorityId id, String actor) {
    requireOpen();
    parts.registrar.restore(id, actor);
    parts.listsChanged(id);
  }

  /**
   * Ends what is due to end, as the engine does by itself from time to time; see {@link
   * Sweeper#sweep}.
   */
  public int sweep() {
    requireOpen();
    return parts.sweeper.sweep();
  }

  /** An authority that is not gone, even if no sweep has come by since its window passed. */
  public Optional<Authority> authority(AuthorityId id) {
    return parts.directory.find(id);
  }

  /** The owner's authorities after the cursor that are not gone, in order of creation. */
  public List<Authority> authorities(String owner, @Nullable AuthorityCursor after, int limit) {
    return parts.directory.list(owner, after, limit);
  }

  /** The authorities of all owners that are not gone, for those who publish what is theirs. */
  public List<Authority> authorities() {
    return parts.directory.all();
  }

  /** DER of the authority's certification request; absent until its key was made. */
  public Optional<Octets> csr(AuthorityId id) {
    return parts.store.csr(id);
  }

  /** The authority's own certificate and chain; absent until one was imported. */
  public Optional<CaCertificate> caCertificate(AuthorityId id) {
    return parts.store.caCertificate(id);
  }

  /**
   * How the key of an authority is kept: what was recorded at its creation, and what its vaults say
   * now. Waits for the vaults within the engine's patience.
   *
   * @param actor who asks, for the evidence
   * @throws CaException NOT_FOUND
   */
  public CustodyReport keyEvidence(AuthorityId id, String actor) {
    requireOpen();
    return authority(id)
        .map(authority -> parts.custodian.report(authority, actor))
        .orElseThrow(
            () -> new CaException(Failure.NOT_FOUND, "The certificate authority does not exist"));
  }

  /**
   * Gives the authority its certificate.
   *
   * @param certificate PEM, one certificate
   * @param chain PEM, nearest issuer first and root last; absent for a root
   */
  public void importCertificate(
      AuthorityId id, Octets certificate, @Nullable Octets chain, String actor) {
    requireOpen();
    parts.importer.importCertificate(id, certificate, chain, actor);
    parts.listsChanged(id);
  }

  /** Issues a certificate and returns its serial once it is durable. */
  public Serial issue(Order order) {
    requireOpen();
    return parts.issuer.issue(order);
  }

  /**
   * An issued certificate with the chain above it as it stands now.
   *
   * @throws CaException NOT_FOUND, IN_PROGRESS while it is being signed, REQUEST_FAILED when its
   *     issuance failed for good
   */
  public IssuedCertificate certificate(AuthorityId authority, Serial serial) {
    return parts.reader.read(authority, serial);
  }

  /** How many of each thing there may be. */
  public CountLimits counts() {
    return parts.limits.counts();
  }

  /** The tags of an authority; none for an unknown one. */
  public Tags tags(AuthorityId id) {
    return parts.store.attached().tags(id);
  }

  /** Hangs tags on authorities and takes them off. */
  public Tagging tagging() {
    requireOpen();
    return new Tagging(parts.change);
  }

  /** The policies by which authorities are shared. */
  public Sharing sharing() {
    return new Sharing(parts.change);
  }

  /** Permits services to use authorities. */
  public Permits permits() {
    requireOpen();
    return new Permits(parts.change);
  }

  /** Revokes certificates. */
  public Revoker revoker() {
    requireOpen();
    return new Revoker(parts.change, parts::listsChanged);
  }

  /** Answers requests for the status of certificates; at work until the engine is closed. */
  public OcspResponder ocsp() {
    return parts.ocsp.responder();
  }

  /** The record of audit reports. */
  public Reports reports() {
    requireOpen();
    return new Reports(parts.change, parts.limits.counts().reported());
  }

  /**
   * Whether this node does what one does for all, such as writing reports; it may change at any
   * moment, see {@link dev.sealwright.engine.store.Cluster#leads}.
   */
  public boolean leads() {
    return parts.store.cluster().leads();
  }

  /**
   * Adds one who hears of reports that were begun on another node, or may have been.
   *
   * @param told called on a thread that it must not hold up
   */
  public void onReport(Runnable told) {
    parts.news.onReport(told);
  }

  /**
   * Seals secrets in the first vault that can; absent when none can.
   *
   * @throws CaException TOKEN_UNAVAILABLE when a vault that was not reached yet might be able to
   */
  public Optional<SecretSealer> sealer() {
    return LaneSealer.first(parts.lanes, parts.limits.patience());
  }

  /** What keeps the engine from working, by component; empty when ready. Never signs anything. */
  public SortedMap<String, String> troubles() {
    SortedMap<String, String> troubles = new TreeMap<>();
    if (closing) {
      troubles.put("engine", "closing");
    }
    parts.store.cluster().trouble().ifPresent(reason -> troubles.put("store", reason));
    parts.committer.haltReason().ifPresent(reason -> troubles.put("store", reason));
    parts.lanes.forEach((vault, group) ->
        group.trouble().ifPresent(reason -> troubles.put("vault " + vault, reason)));
    return troubles;
  }

  /**
   * Lets accepted work finish within the drain limit, then ends lanes, committer, vaults, store.
   */
  @Override
  public void close() {
    closing = true;
    parts.close();
  }

  private void requireOpen() {
    if (closing) {
      throw new CaException(Failure.STORE_UNAVAILABLE, "the engine is closing");
    }
  }
}
