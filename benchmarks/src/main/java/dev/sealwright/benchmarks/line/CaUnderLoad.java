package dev.sealwright.benchmarks.line;

import dev.sealwright.engine.CaEngine;
import dev.sealwright.engine.EngineLimits;
import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.authority.AuthoritySettings;
import dev.sealwright.engine.authority.AuthorityType;
import dev.sealwright.engine.authority.RevocationSettings;
import dev.sealwright.engine.authority.Tags;
import dev.sealwright.engine.authority.UsageMode;
import dev.sealwright.engine.key.KeyVault;
import dev.sealwright.engine.key.VaultSet;
import dev.sealwright.engine.order.Order;
import dev.sealwright.engine.store.Store;
import dev.sealwright.engine.template.Period;
import dev.sealwright.engine.template.PeriodType;
import dev.sealwright.engine.x509.Attribute;
import dev.sealwright.engine.x509.Name;
import dev.sealwright.engine.x509.Octets;
import dev.sealwright.engine.x509.Pem;
import dev.sealwright.engine.x509.Serial;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

/**
 * An engine as it is in production, with one root CA, and the orders for it.
 *
 * <p>Threads: shared; the engine is.
 */
public final class CaUnderLoad implements AutoCloseable {
  private static final String OWNER = "123456789012";
  private static final String ACTOR = "benchmark";

  /** SoftHSM2 may look for the primes of RSA-4096 for many seconds. */
  private static final Duration KEY_PATIENCE = Duration.ofMinutes(2);

  private final CaEngine engine;
  private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  private final LineCase subject;
  private final AuthorityId authority;

  /** Opens the engine and makes the CA, or finds the one that an earlier opening made. */
  public CaUnderLoad(LineCase subject, Store store, KeyVault vault) {
    this.subject = subject;
    this.engine =
        CaEngine.open(
            store, VaultSet.each(vault), Clock.systemUTC(), metrics, EngineLimits.STANDARD);
    List<Authority> made = engine.authorities(OWNER, null, 1);
    this.authority = made.isEmpty() ? root() : made.getFirst().id();
  }

  public CaEngine engine() {
    return engine;
  }

  public SimpleMeterRegistry metrics() {
    return metrics;
  }

  /** The CA as it is on record now. */
  public Authority authority() {
    return engine.authority(authority).orElseThrow();
  }

  /** An order for an end entity, for 30 days, that leaves the rest to the request. */
  public Order order(Octets csr) {
    return order(csr, "EndEntityCertificate/V1", new Period(PeriodType.DAYS, 30));
  }

  /**
   * Reads an issued certificate back and verifies it by the JDK.
   *
   * @throws IllegalStateException when it is not the one, or not signed by the CA
   */
  public void verify(Serial serial) {
    try {
      Certificate issuer =
          parsed(engine.caCertificate(authority).orElseThrow().certificate().toArray());
      Certificate issued = parsed(engine.certificate(authority, serial).certificate().toArray());
      issued.verify(issuer.getPublicKey());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("certificate " + serial + " does not verify", e);
    }
  }

  private static Certificate parsed(byte[] der) throws GeneralSecurityException {
    return CertificateFactory.getInstance("X.509")
        .generateCertificate(new ByteArrayInputStream(der));
  }

  private AuthorityId root() {
    var settings =
        new AuthoritySettings(
            AuthorityType.ROOT,
            subject.spec(),
            subject.algorithm(),
            Name.of(List.of(new Attribute(Attribute.COMMON_NAME, "Benchmark " + subject.name()))),
            UsageMode.GENERAL_PURPOSE,
            null,
            "benchmark");
    AuthorityId id =
        engine.create(OWNER, settings, RevocationSettings.NONE, Tags.NONE, null, ACTOR);
    engine.awaitKey(id, KEY_PATIENCE);
    Octets request = pem(Pem.CERTIFICATE_REQUEST, engine.csr(id).orElseThrow());
    Serial serial =
        engine.issue(order(id, request, "RootCACertificate/V1", new Period(PeriodType.YEARS, 10)));
    engine.importCertificate(
        id, pem(Pem.CERTIFICATE, engine.certificate(id, serial).certificate()), null, ACTOR);
    return id;
  }

  private Order order(Octets csr, String template, Period validity) {
    return order(authority, csr, template, validity);
  }

  private Order order(AuthorityId id, Octets csr, String template, Period validity) {
    return new Order(id, csr, subject.algorithm(), template, validity, null, null, ACTOR);
  }

  private static Octets pem(String label, Octets der) {
    return Octets.copyOf(Pem.encode(label, der).getBytes(StandardCharsets.US_ASCII));
  }

  @Override
  public void close() {
    engine.close();
  }
}
