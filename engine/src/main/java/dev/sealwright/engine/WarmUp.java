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
  private static final SignatureAlgorithm ALGORITHM = SignatureAlgorithm.SHA256WITHECDSA;

  private WarmUp() {}

  /**
   * Issues for as long as it is given, and ends the engine; blocks meanwhile.
   *
   * @param scratch an empty store of the kind that will be used; closed when this returns
   * @param keys a vault in memory; closed when this returns
   * @return how many were issued
   * @throws CaException when a certificate could not be issued
   */
  public static int issue(Store scratch, KeyVault keys, Duration time) {
    long end = System.nanoTime() + time.toNanos();
    try (CaEngine engine =
        CaEngine.open(
            scratch,
            VaultSet.each(keys),
            Clock.systemUTC(),
            new SimpleMeterRegistry(),
            EngineLimits.STANDARD)) {
      AuthorityId ca = activeRoot(engine);
      Octets request = request();
      Order order = order(ca, request, "EndEntityCertificate/V1", new Period(PeriodType.DAYS, 1));
      AtomicInteger issued = new AtomicInteger();
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
      return issued.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 0;
    }
  }

  private static AuthorityId activeRoot(CaEngine engine) {
    AuthorityId ca =
        engine.create(
            "warm-up",
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
