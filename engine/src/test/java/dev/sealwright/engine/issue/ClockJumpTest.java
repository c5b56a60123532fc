package dev.sealwright.engine.issue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sealwright.engine.ProbeStore;
import dev.sealwright.engine.ProbeVault;
import dev.sealwright.engine.TestEngine;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.key.soft.SoftVault;
import dev.sealwright.engine.store.Claim;
import dev.sealwright.engine.store.Mutation;
import dev.sealwright.engine.store.memory.MemoryStore;
import dev.sealwright.engine.x509.Octets;
import dev.sealwright.engine.x509.Serial;
import java.io.ByteArrayInputStream;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The clock of the machine is set while certificates are on the line. */
@Timeout(120)
class ClockJumpTest {
  private static final int CERTIFICATES = 20;
  private static final Duration YEARS = Duration.ofDays(3 * 365);
  private static final Duration LIFE = Duration.ofMinutes(5);

  private final ProbeStore store = new ProbeStore(new MemoryStore());
  private final ProbeVault vault = new ProbeVault(new SoftVault("soft", 2, new SecureRandom()));
  private final TestEngine ca = new TestEngine(store, vault);
  private AuthorityId root = new AuthorityId(new UUID(0, 0));

  @BeforeEach
  void activate() {
    root = ca.activeRoot();
  }

  @AfterEach
  void close() {
    ca.close();
  }

  /**
   * How far the clock goes at two instants.
   *
   * @param reserving between the draft and its reservation
   * @param signing between the reservation and its seal
   */
  record Jump(String name, Duration reserving, Duration signing) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Jump> jumps() {
    Duration hour = Duration.ofHours(1);
    return List.of(
        new Jump("an hour back before the reservation", hour.negated(), Duration.ZERO),
        new Jump("an hour on before the reservation", hour, Duration.ZERO),
        new Jump("an hour back before the seal", Duration.ZERO, hour.negated()),
        new Jump("an hour on before the seal", Duration.ZERO, hour),
        new Jump("years back, then on", YEARS.negated(), YEARS),
        new Jump("years on, then back", YEARS, YEARS.negated()));
  }

  /** What the certificate says is what was drafted; INVARIANT I5 whatever the clock says. */
  @ParameterizedTest
  @MethodSource("jumps")
  void aJumpOnTheLineChangesNothingInTheCertificate(Jump jump) throws Exception {
    Set<Serial> serials = new HashSet<>();
    for (int i = 0; i < CERTIFICATES; i++) {
      Instant drafted = ca.clock.instant();
      store.beforeCommit(batch -> {
        if (batch.stream().anyMatch(Mutation.Reserve.class::isInstance)) {
          ca.clock.advance(jump.reserving());
        }
      });
      vault.onSign((session, key, algorithm, message) -> {
        ca.clock.advance(jump.signing());
        return session.sign(key, algorithm, message);
      });
      Serial serial = ca.engine.issue(TestEngine.leafOrder(root, "jump", null));
      ca.clock.advance(Duration.between(ca.clock.instant(), drafted));
      assertThat(serials.add(serial)).isTrue();
      X509Certificate certificate = parse(ca.engine.certificate(root, serial).certificate());
      assertThat(certificate.getNotAfter().toInstant())
          .isBetween(
              drafted.plus(Duration.ofDays(30)).minusSeconds(1), drafted.plus(Duration.ofDays(31)));
      assertThat(certificate.getNotBefore().toInstant()).isBeforeOrEqualTo(drafted);
      certificate.verify(
          parse(ca.engine.caCertificate(root).orElseThrow().certificate()).getPublicKey());
    }
    assertThat(store.openReservations(1)).isEmpty();
    assertThat(ca.engine.troubles()).isEmpty();
  }

  /** The month at the head of a serial comes again; the rest of it does not. */
  @Test
  void noSerialComesAgainWhenTheSameTimeDoes() {
    Set<Serial> serials = new HashSet<>();
    for (int round = 0; round < 10; round++) {
      for (int i = 0; i < CERTIFICATES; i++) {
        assertThat(serials.add(ca.engine.issue(TestEngine.leafOrder(root, "again", null))))
            .isTrue();
      }
      ca.clock.advance(round % 2 == 0 ? YEARS : YEARS.negated());
    }
  }

  /** INVARIANT I12: within its life by the clock, however often that life comes again. */
  @Test
  void aTokenIsHeldUntilItsExpiryByTheClock() {
    Instant start = ca.clock.instant();
    Claim claim =
        new Claim("IssueCertificate x", "token", Octets.copyOf(new byte[] {1}), start.plus(LIFE));
    Serial first = ca.engine.issue(TestEngine.leafOrder(root, "claimed", claim));
    ca.clock.advance(Duration.ofHours(1).negated());
    assertThat(ca.engine.issue(TestEngine.leafOrder(root, "claimed", claim)))
        .as("an hour back")
        .isEqualTo(first);
    ca.clock.advance(Duration.ofHours(2));
    Claim later =
        new Claim(claim.scope(), claim.token(), claim.fingerprint(), ca.clock.instant().plus(LIFE));
    Serial second = ca.engine.issue(TestEngine.leafOrder(root, "claimed", later));
    assertThat(second).as("expired").isNotEqualTo(first);
    assertThat(ca.engine.issue(TestEngine.leafOrder(root, "claimed", later))).isEqualTo(second);
  }

  private static X509Certificate parse(Octets der) throws CertificateException {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(der.toArray()));
  }
}
