package dev.sealwright.engine;

import dev.sealwright.engine.audit.AuditEvent;
import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.authority.AuthoritySettings;
import dev.sealwright.engine.authority.AuthorityType;
import dev.sealwright.engine.authority.CaStatus;
import dev.sealwright.engine.authority.Deletion;
import dev.sealwright.engine.authority.RevocationSettings;
import dev.sealwright.engine.authority.Tags;
import dev.sealwright.engine.authority.UsageMode;
import dev.sealwright.engine.crl.Publishing;
import dev.sealwright.engine.csr.Requests;
import dev.sealwright.engine.key.KeySpec;
import dev.sealwright.engine.key.KeyVault;
import dev.sealwright.engine.key.VaultSet;
import dev.sealwright.engine.order.Order;
import dev.sealwright.engine.store.Claim;
import dev.sealwright.engine.store.Mutation;
import dev.sealwright.engine.store.Store;
import dev.sealwright.engine.template.Period;
import dev.sealwright.engine.template.PeriodType;
import dev.sealwright.engine.template.PublicationHosts;
import dev.sealwright.engine.x509.Attribute;
import dev.sealwright.engine.x509.Name;
import dev.sealwright.engine.x509.Octets;
import dev.sealwright.engine.x509.Pem;
import dev.sealwright.engine.x509.Serial;
import dev.sealwright.engine.x509.SignatureAlgorithm;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An engine over a given store and vault, with the few orders that tests repeat. */
public final class TestEngine implements AutoCloseable {
  public static final String OWNER = "123456789012";

  private static final Duration KEY_PATIENCE = Duration.ofMinutes(1);

  public static final Instant START = Instant.parse("2026-11-22T10:00:00.123Z");

  public final CaEngine engine;
  public final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  public final HandClock clock = new HandClock(START);

  public TestEngine(Store store, KeyVault vault) {
    this(store, vault, EngineLimits.STANDARD);
  }

  /** Starts some time after {@link #START}. */
  public TestEngine(Store store, KeyVault vault, Duration later) {
    clock.advance(later);
    this.engine = CaEngine.open(store, VaultSet.each(vault), clock, metrics, EngineLimits.STANDARD);
  }

  public TestEngine(Store store, KeyVault vault, EngineLimits limits) {
    this.engine = CaEngine.open(store, VaultSet.each(vault), clock, metrics, limits);
  }

  /** Publishes lists; starts some time after {@link #START}. */
  public TestEngine(
      Store store, KeyVault vault, PublicationHosts hosts, Publishing publishing, Duration later) {
    clock.advance(later);
    this.engine =
        CaEngine.open(
            store, VaultSet.each(vault), clock, metrics, EngineLimits.STANDARD, hosts, publishing);
  }

  /** Over sets of vaults that stand in for each other. */
  public TestEngine(Store store, List<VaultSet> vaults) {
    this.engine = CaEngine.open(store, vaults, clock, metrics, EngineLimits.STANDARD);
  }

  /** A CA that has its key and waits for its certificate. */
  public AuthorityId pending(AuthorityType type, KeySpec spec, SignatureAlgorithm algorithm) {
    AuthorityId id = creating(type, spec, algorithm);
    engine.awaitKey(id, KEY_PATIENCE);
    return id;
  }

  /** A CA that is on record; its key may still be to come. */
  public AuthorityId creating(AuthorityType type, KeySpec spec, SignatureAlgorithm algorithm) {
    return engine.create(
        OWNER,
        new AuthoritySettings(
            type,
            spec,
            algorithm,
            Name.of(List.of(new Attribute(Attribute.COMMON_NAME, "Test CA " + spec))),
            UsageMode.GENERAL_PURPOSE,
            null,
            "as it was asked for"),
        RevocationSettings.NONE,
        Tags.NONE,
        null,
        "tester");
  }

  /** A root CA with its certificate installed, P-256. */
  public AuthorityId activeRoot() {
    return activeRoot(KeySpec.EC_P256, SignatureAlgorithm.SHA256WITHECDSA);
  }

  /** A root CA with its certificate installed. */
  public AuthorityId activeRoot(KeySpec spec, SignatureAlgorithm algorithm) {
    AuthorityId id = pending(AuthorityType.ROOT, spec, algorithm);
    Serial serial = engine.issue(rootOrder(id));
    engine.importCertificate(id, pem(engine.certificate(id, serial).certificate()), null, "tester");
    return id;
  }

  public CaStatus status(AuthorityId id) {
    return engine.authority(id).orElseThrow().shownStatus(clock.instant());
  }

  /** The order by which a root signs itself, for ten years. */
  public Order rootOrder(AuthorityId id) {
    return new Order(
        id,
        Pem.text(Pem.CERTIFICATE_REQUEST, engine.csr(id).orElseThrow()),
        engine.authority(id).orElseThrow().settings().signingAlgorithm(),
        "RootCACertificate/V1",
        new Period(PeriodType.YEARS, 10),
        null,
        null,
        "tester");
  }

  /** An order for an end entity, for 30 days. */
  public static Order leafOrder(AuthorityId id, String commonName, @Nullable Claim claim) {
    return new Order(
        id,
        Octets.copyOf(Requests.pem(Requests.named(commonName))),
        SignatureAlgorithm.SHA256WITHECDSA,
        "EndEntityCertificate/V1",
        new Period(PeriodType.DAYS, 30),
        null,
        claim,
        "tester");
  }

  /** The next version of an authority, in another status or the same. */
  public static Mutation.ChangeAuthority change(Authority now, CaStatus status) {
    return new Mutation.ChangeAuthority(
        next(now, status),
        null,
        null,
        new AuditEvent(
            now.createdAt(),
            AuditEvent.Kind.CERTIFICATE_IMPORTED,
            now.id(),
            null,
            "tester",
            "became " + status));
  }

  private static Authority next(Authority now, CaStatus status) {
    return new Authority(
        now.id(),
        now.owner(),
        now.createdAt(),
        now.settings(),
        now.revocation(),
        status,
        now.version() + 1,
        now.createdAt(),
        now.key(),
        now.installed(),
        null,
        status == CaStatus.DELETED
            ? new Deletion(now.status(), now.createdAt().plus(Duration.ofDays(30)))
            : null);
  }

  public static Octets pem(Octets certificate) {
    return pem(certificate, Pem.CERTIFICATE);
  }

  public static Octets pem(Octets der, String label) {
    return Pem.text(label, der);
  }

  @Override
  public void close() {
    engine.close();
  }
}
