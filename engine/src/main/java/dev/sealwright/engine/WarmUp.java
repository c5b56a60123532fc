package dev.sealwright.engine;

import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.authority.AuthoritySettings;
import dev.sealwright.engine.authority.AuthorityType;
import dev.sealwright.engine.authority.RevocationSettings;
import dev.sealwright.engine.authority.Tags;
import dev.sealwright.engine.authority.UsageMode;
import dev.sealwright.engine.csr.CsrWriter;
import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.key.KeySpec;
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
import dev.sealwright.engine.x509.SignatureAlgorithm;
import dev.sealwright.engine.x509.Signed;
import dev.sealwright.engine.x509.SubjectPublicKey;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Issues certificates that nobody sees, so that the code of an issuance is compiled before the
 * first caller needs it.
 *
 * <p>It has an engine of its own, over a store and a key in memory that the caller throws away: no
 * CA key and no record that counts is ever touched.
 */
public final class WarmUp {
  private static final int CALLERS = 8;
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final String REQUESTER = "warm-up";

  /** Of the CA that is practised on: an account that nobody has. */
  public static final String OWNER = "000000000000";

  private static final SignatureAlgorithm ALGORITHM = SignatureAlgorithm.SHA256WITHECDSA;

  private WarmUp() {}

  /** What is done with an engine that is thrown away. */
  @FunctionalInterface
  public interface Practice {
    /**
     * Uses the engine, and returns when it is done with it.
     *
     * @param ca an active root of {@link #OWNER} with a P-256 key
     * @param request PEM, by a P-256 key, good for any number of certificates
     */
    void with(CaEngine engine, AuthorityId ca, Octets request) throws InterruptedException;
  }

  /**
   * Opens an engine to practise on, and ends it after that; blocks meanwhile.
   *
   * @param scratch an empty store of the kind that will be used; closed when this returns
   * @param keys a vault in memory; closed when this returns
   * @throws CaException when it cannot issue
   */
  public static void practise(Store scratch, KeyVault keys, Practice practice)
      throws InterruptedException {
    try (CaEngine engine =
        CaEngine.open(
            scratch,
            VaultSet.each(keys),
            Clock.systemUTC(),
            new SimpleMeterRegistry(),
            EngineLimits.STANDARD)) {
      AuthorityId ca = activeRoot(engine);
      practice.with(engine, ca, request());
    }
  }

  /**
   * Issues with several callers for as long as it is given, and reads each certificate back.
   *
   * @param scratch and {@code keys} as for {@link #practise}
   * @return how many were issued
   * @throws CaException when a certificate could not be issued
   */
  public static int issue(Store scratch, KeyVault keys, Duration time) {
    long end = System.nanoTime() + time.toNanos();
    AtomicInteger issued = new AtomicInteger();
    try {
      practise(
          scratch,
          keys,
          (engine, ca, request) -> {
            Order order =
                order(ca, request, "EndEntityCertificate/V1", new Period(PeriodType.DAYS, 1));
            Runnable caller =
                () -> {
                  do {
                    engine.certificate(ca, engine.issue(order));
                    issued.incrementAndGet();
                  } while (System.nanoTime() < end);
                };
            List<Thread> others = new ArrayList<>();
            for (int number = 1; number < CALLERS; number++) {
              others.add(Thread.ofVirtual().start(caller));
            }
            caller.run();
            for (Thread other : others) {
              other.join();
            }
          });
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return issued.get();
  }

  private static AuthorityId activeRoot(CaEngine engine) {
    AuthorityId ca =
        engine.create(
            OWNER,
            new AuthoritySettings(
                AuthorityType.ROOT,
                KeySpec.EC_P256,
                ALGORITHM,
                name("warm-up CA"),
                UsageMode.GENERAL_PURPOSE,
                null,
                ""),
            RevocationSettings.NONE,
            Tags.NONE,
            null,
            REQUESTER);
    engine.awaitKey(ca, PATIENCE);
    Octets request = pem(Pem.CERTIFICATE_REQUEST, engine.csr(ca).orElseThrow());
    Serial own =
        engine.issue(order(ca, request, "RootCACertificate/V1", new Period(PeriodType.YEARS, 1)));
    engine.importCertificate(
        ca, pem(Pem.CERTIFICATE, engine.certificate(ca, own).certificate()), null, REQUESTER);
    return ca;
  }

  private static Order order(AuthorityId ca, Octets request, String template, Period validity) {
    return new Order(ca, request, ALGORITHM, template, validity, null, null, REQUESTER);
  }

  private static Octets request() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(256);
      KeyPair key = generator.generateKeyPair();
      Octets body =
          CsrWriter.toBeSigned(
              name("warm-up"),
              new SubjectPublicKey(Octets.copyOf(key.getPublic().getEncoded())),
              List.of());
      Signature signer = ALGORITHM.jca();
      signer.initSign(key.getPrivate());
      signer.update(body.toArray());
      return pem(
          Pem.CERTIFICATE_REQUEST, Signed.assemble(body, ALGORITHM, Octets.copyOf(signer.sign())));
    } catch (GeneralSecurityException e) {
      throw new CaException(Failure.INTERNAL, "the JDK makes no P-256 key", e);
    }
  }

  private static Name name(String commonName) {
    return Name.of(List.of(new Attribute(Attribute.COMMON_NAME, commonName)));
  }

  private static Octets pem(String label, Octets der) {
    return Octets.copyOf(Pem.encode(label, der).getBytes(StandardCharsets.US_ASCII));
  }
}
