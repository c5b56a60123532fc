package dev.sealwright.engine.store;

import dev.sealwright.engine.audit.AuditEvent;
import dev.sealwright.engine.authority.Authority;
import dev.sealwright.engine.authority.AuthorityId;
import dev.sealwright.engine.authority.AuthoritySettings;
import dev.sealwright.engine.authority.AuthorityType;
import dev.sealwright.engine.authority.CrlScope;
import dev.sealwright.engine.authority.InstalledCertificate;
import dev.sealwright.engine.authority.Tags;
import dev.sealwright.engine.authority.UsageMode;
import dev.sealwright.engine.key.KeySpec;
import dev.sealwright.engine.key.SigningKey;
import dev.sealwright.engine.x509.Name;
import dev.sealwright.engine.x509.Octets;
import dev.sealwright.engine.x509.Serial;
import dev.sealwright.engine.x509.SignatureAlgorithm;
import dev.sealwright.engine.x509.SubjectPublicKey;
import dev.sealwright.engine.x509.Validity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.bouncycastle.asn1.x500.X500Name;
import org.jspecify.annotations.Nullable;

/** Sample records for tests that need something on record; each call draws a new identity. */
public final class StoreFixtures {
  /** With milliseconds, so that a store that drops them shows. */
  public static final Instant NOW = Instant.parse("2026-11-22T10:15:30.123Z");

  public static final String OWNER = "111122223333";

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final SubjectPublicKey PUBLIC_KEY = drawPublicKey();

  private StoreFixtures() {}

  public static AuthorityId authorityId() {
    return new AuthorityId(UUID.randomUUID());
  }

  public static Serial serial() {
    return Serial.draw(NOW, RANDOM);
  }

  public static Octets octets(String content) {
    return Octets.copyOf(content.getBytes(StandardCharsets.UTF_8));
  }

  public static Name name(String text) {
    try {
      return new Name(Octets.copyOf(new X500Name(text).getEncoded("DER")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static AuthoritySettings settings() {
    return new AuthoritySettings(
        AuthorityType.ROOT,
        KeySpec.EC_P256,
        SignatureAlgorithm.SHA256WITHECDSA,
        name("CN=Store Test Root,O=Sealwright"),
        UsageMode.GENERAL_PURPOSE,
        null,
        "{\"Subject\":{\"CommonName\":\"Store Test Root\"}}");
  }

  public static SigningKey signingKey(AuthorityId id) {
    return signingKey(id, KeySpec.EC_P256);
  }

  /** The spec is only a word here: the public key is one of P-256 all the same. */
  public static SigningKey signingKey(AuthorityId id, KeySpec spec) {
    return new SigningKey("vault-a", id.keyId(), spec, PUBLIC_KEY);
  }

  public static InstalledCertificate installed(@Nullable Integer pathLength) {
    return new InstalledCertificate(
        new BigInteger("ff00112233445566778899aabbccddeeff001122", 16),
        settings().subject(),
        validity(),
        PUBLIC_KEY.identifier(),
        pathLength);
  }

  public static Validity validity() {
    return new Validity(NOW.minus(Duration.ofHours(1)), NOW.plus(Duration.ofDays(365)));
  }

  /** CREATING, version 1. */
  public static Authority creating() {
    return Authority.creating(authorityId(), OWNER, NOW, settings());
  }

  /** ACTIVE, version 3. */
  public static Authority active() {
    Authority pending = pending();
    return pending.certified(installed(null), NOW.plusMillis(20));
  }

  /** PENDING_CERTIFICATE, version 2. */
  public static Authority pending() {
    Authority creating = creating();
    return creating.keyMade(signingKey(creating.id()), NOW.plusMillis(10));
  }

  public static Reservation reservation(Authority authority) {
    return reservation(authority, serial());
  }

  public static Reservation reservation(Authority authority, Serial serial) {
    return new Reservation(
        authority.id(),
        authority.version(),
        serial,
        octets("to be signed " + serial.hex()),
        SignatureAlgorithm.SHA384WITHECDSA,
        "EndEntityCertificate/V1",
        "arn:aws:iam::111122223333:user/alice",
        NOW,
        validity());
  }

  /** Bound to a list. */
  public static Reservation reservation(Authority authority, CrlScope scope) {
    Reservation plain = reservation(authority);
    return new Reservation(
        plain.authority(),
        plain.authorityVersion(),
        plain.serial(),
        plain.tbs(),
        plain.algorithm(),
        plain.template(),
        plain.requester(),
        plain.issuedAt(),
        plain.validity(),
        scope);
  }

  /** Lives for five minutes from {@link #NOW}. */
  public static Claim claim(String token) {
    return new Claim(
        "111122223333/IssueCertificate", token, octets("fingerprint"), NOW.plusSeconds(300));
  }

  public static AuditEvent event(AuthorityId authority, AuditEvent.Kind kind) {
    return new AuditEvent(NOW, kind, authority, null, "alice", "by a test");
  }

  public static AuditEvent event(AuthorityId authority, Serial serial, AuditEvent.Kind kind) {
    return new AuditEvent(NOW, kind, authority, serial, "alice", "by a test");
  }

  public static Mutation.CreateAuthority creation(Authority authority) {
    return creation(authority, null);
  }

  public static Mutation.CreateAuthority creation(Authority authority, @Nullable Claim claim) {
    return new Mutation.CreateAuthority(
        authority, Tags.NONE, claim, event(authority.id(), AuditEvent.Kind.AUTHORITY_CREATED));
  }

  public static Mutation.Reserve reserve(Reservation reservation) {
    return new Mutation.Reserve(reservation, null);
  }

  public static Mutation.Seal seal(Reservation reservation) {
    return seal(reservation.authority(), reservation.serial());
  }

  public static Mutation.Seal seal(AuthorityId authority, Serial serial) {
    return new Mutation.Seal(
        authority,
        serial,
        octets("signature of " + serial.hex()),
        NOW.plusMillis(7),
        event(authority, serial, AuditEvent.Kind.CERTIFICATE_ISSUED));
  }

  public static Mutation.Close close(Reservation reservation) {
    return close(reservation.authority(), reservation.serial());
  }

  public static Mutation.Close close(AuthorityId authority, Serial serial) {
    return new Mutation.Close(
        authority,
        serial,
        "the CA may no longer sign",
        NOW.plusMillis(8),
        null,
        event(authority, serial, AuditEvent.Kind.ISSUANCE_FAILED));
  }

  private static SubjectPublicKey drawPublicKey() {
    try {
      var generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"));
      return new SubjectPublicKey(
          Octets.copyOf(generator.generateKeyPair().getPublic().getEncoded()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the JDK makes P-256 keys", e);
    }
  }
}
