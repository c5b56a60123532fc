package dev.sealwright.engine.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.x509.DigestSignature;
import dev.sealwright.engine.x509.Octets;
import dev.sealwright.engine.x509.SignatureAlgorithm;
import dev.sealwright.engine.x509.SubjectPublicKey;
import dev.sealwright.hsm.StorageStandard;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What every {@link KeyVault} must do; each implementation has a subclass.
 *
 * <p>The methods are public because Surefire opens a package to JUnit only when it holds a test
 * class of its own.
 */
// vault is set before each test; JUnit is no part of the module's API.
@SuppressWarnings({"NullAway.Init", "exports"})
public abstract class KeyVaultContract {
  private static final byte[] MESSAGE = "to be signed".getBytes(StandardCharsets.UTF_8);

  /** More than a driver keeps room for; all but ML-DSA sign a digest of it. */
  private static final byte[] LONG_MESSAGE = new byte[20_000];

  private static final SealContext CONTEXT = new SealContext("access-key", "AKIAEXAMPLE");

  private KeyVault vault;

  /** A vault that is ready for use. */
  protected abstract KeyVault openVault();

  /** The same keys as a restarted process sees them; {@code before} is closed already. */
  protected abstract KeyVault reopenVault(KeyVault before);

  /** The kinds of key that this vault is known to make. */
  protected abstract Set<KeySpec> offered();

  /** Custody as INVARIANT I8 wants it, by means of the vault's own; nothing where there is none. */
  protected void checkCustody(KeyVault vault, KeyId id) {}

  @BeforeEach
  public void open() {
    vault = openVault();
  }

  @AfterEach
  public void close() {
    vault.close();
  }

  @ParameterizedTest
  @EnumSource(KeySpec.class)
  public void keepsKeysThatSignWithEveryLegalAlgorithm(KeySpec spec) throws Exception {
    if (!offered().contains(spec)) {
      for (var algorithm : SignatureAlgorithm.values()) {
        assertThat(vault.offers(spec, algorithm)).as("%s", algorithm).isFalse();
      }
      return;
    }
    var id = freshId();
    SubjectPublicKey made;
    try (var session = vault.open()) {
      made = session.generate(id, spec);
      assertThat(bits(made)).isEqualTo(spec.bits());
      checkSignatures(session, new SigningKey(vault.name(), id, spec, made));
    }
    checkCustody(vault, id);
    vault.close();
    vault = reopenVault(vault);
    try (var session = vault.open()) {
      assertThat(session.find(id)).contains(made);
      checkSignatures(session, new SigningKey(vault.name(), id, spec, made));
      session.destroy(id);
    }
  }

  @Test
  public void offersWhatItsKeysMaySignWith() {
    for (var spec : offered()) {
      for (var algorithm : SignatureAlgorithm.values()) {
        assertThat(vault.offers(spec, algorithm))
            .as("%s with %s", spec, algorithm)
            .isEqualTo(spec.signsWith(algorithm));
      }
    }
  }

  @Test
  public void meetsTheStandardsItStandsInForAndLowerOnes() {
    assertThat(vault.meets(StorageStandard.FIPS_140_2_LEVEL_2)).isTrue();
    assertThat(vault.meets(StorageStandard.FIPS_140_2_LEVEL_3)).isTrue();
    assertThat(vault.meets(StorageStandard.CCPC_LEVEL_1)).isFalse();
  }

  @Test
  public void findsNothingWhereNothingWasMade() {
    try (var session = vault.open()) {
      assertThat(session.find(freshId())).isEmpty();
    }
  }

  @Test
  public void destroysBothHalvesForEver() {
    var id = freshId();
    try (var session = vault.open()) {
      var key = signingKey(id, session.generate(id, KeySpec.EC_P256));
      var signature = session.sign(key, SignatureAlgorithm.SHA256WITHECDSA, MESSAGE);
      assertThat(signature).isNotEmpty();
      session.destroy(id);
      assertThat(session.find(id)).isEmpty();
      session.destroy(id);
    }
    try (var session = vault.open()) {
      assertThat(session.find(id)).isEmpty();
    }
  }

  @Test
  public void refusesASecondKeyOfTheSameId() {
    var id = freshId();
    try (var session = vault.open()) {
      var first = session.generate(id, KeySpec.EC_P256);
      fails(Failure.INTERNAL, () -> session.generate(id, KeySpec.EC_P256))
          .hasMessageContaining(id.value().toString());
      assertThat(session.find(id)).contains(first);
      session.destroy(id);
    }
  }

  @Test
  public void refusesToSignForAnotherPublicKey() {
    var id = freshId();
    var other = freshId();
    try (var session = vault.open()) {
      session.generate(id, KeySpec.EC_P256);
      var foreign = signingKey(id, session.generate(other, KeySpec.EC_P256));
      fails(
              Failure.TOKEN_UNAVAILABLE,
              () -> session.sign(foreign, SignatureAlgorithm.SHA256WITHECDSA, MESSAGE))
          .hasMessageContaining(id.value().toString());
    }
    try (var session = vault.open()) {
      session.destroy(id);
      session.destroy(other);
    }
  }

  @Test
  public void refusesToSignWithAMissingKey() {
    var id = freshId();
    try (var session = vault.open()) {
      var key = signingKey(id, session.generate(id, KeySpec.EC_P256));
      session.destroy(id);
      fails(
              Failure.TOKEN_UNAVAILABLE,
              () -> session.sign(key, SignatureAlgorithm.SHA256WITHECDSA, MESSAGE))
          .hasMessageContaining(id.value().toString());
    }
  }

  @Test
  public void refusesAnAlgorithmThatDoesNotFitTheKey() {
    var id = freshId();
    try (var session = vault.open()) {
      var key = signingKey(id, session.generate(id, KeySpec.EC_P256));
      fails(Failure.INTERNAL, () -> session.sign(key, SignatureAlgorithm.SHA256WITHRSA, MESSAGE));
      session.destroy(id);
    }
  }

  @Test
  public void belongsToTheThreadThatOpenedIt() throws Exception {
    try (var session = vault.open();
        var pool = Executors.newSingleThreadExecutor()) {
      assertThatThrownBy(() -> pool.submit(() -> session.find(freshId())).get())
          .isInstanceOf(ExecutionException.class)
          .cause()
          .isInstanceOfSatisfying(
              CaException.class, e -> assertThat(e.failure()).isEqualTo(Failure.INTERNAL));
      assertThat(session.find(freshId())).isEmpty();
    }
  }

  @Test
  public void refusesAClosedSession() {
    var session = vault.open();
    session.close();
    session.close();
    fails(Failure.INTERNAL, () -> session.find(freshId()));
  }

  @Test
  public void signsCorrectlyInSeveralThreads() throws Exception {
    var id = freshId();
    SigningKey key;
    try (var session = vault.open()) {
      key = signingKey(id, session.generate(id, KeySpec.EC_P256));
    }
    try (var pool = Executors.newFixedThreadPool(4)) {
      Callable<Void> lane =
          () -> {
            try (var session = vault.open()) {
              for (int i = 0; i < 25; i++) {
                checkSignatures(session, key);
              }
            }
            return null;
          };
      var running = new ArrayList<Future<Void>>();
      for (int i = 0; i < 4; i++) {
        running.add(pool.submit(lane));
      }
      for (var done : running) {
        done.get();
      }
    }
    try (var session = vault.open()) {
      session.destroy(id);
    }
  }

  @Test
  public void opensWhatItSealedAlsoAfterARestart() {
    assertThat(vault.seals()).isTrue();
    Octets sealed;
    try (var session = vault.open()) {
      sealed = session.seal(CONTEXT, MESSAGE);
      assertThat(session.seal(CONTEXT, MESSAGE)).as("a fresh nonce").isNotEqualTo(sealed);
      assertThat(session.unseal(CONTEXT, sealed)).isEqualTo(MESSAGE);
      var long1 = new byte[SecretSealer.MAX_SECRET];
      assertThat(session.unseal(CONTEXT, session.seal(CONTEXT, long1))).isEqualTo(long1);
    }
    assertThat(sealed.hex()).doesNotContain(HexFormat.of().formatHex(MESSAGE));
    vault.close();
    vault = reopenVault(vault);
    try (var session = vault.open()) {
      assertThat(session.unseal(CONTEXT, sealed)).isEqualTo(MESSAGE);
      // The key is found again, not made anew: bytes 1 to 16 name it.
      assertThat(session.seal(CONTEXT, MESSAGE).hex().substring(0, 34))
          .isEqualTo(sealed.hex().substring(0, 34));
    }
  }

  @Test
  public void doesNotOpenWhatWasAlteredOrMoved() {
    Octets sealed;
    try (var session = vault.open()) {
      sealed = session.seal(CONTEXT, MESSAGE);
    }
    broken(new SealContext("access-key", "AKIAOTHER"), sealed);
    broken(new SealContext("session-token", "AKIAEXAMPLE"), sealed);
    // One bit of each part: layout, key, nonce, ciphertext, tag.
    for (int at : new int[] {0, 1, 16, 17, 28, 29, sealed.length() - 1}) {
      var bytes = sealed.toArray();
      bytes[at] ^= 1;
      broken(CONTEXT, Octets.copyOf(bytes));
    }
    broken(CONTEXT, Octets.copyOf(Arrays.copyOf(sealed.toArray(), sealed.length() - 1)));
    broken(CONTEXT, Octets.copyOf(new byte[0]));
    try (var session = vault.open()) {
      assertThat(session.unseal(CONTEXT, sealed)).isEqualTo(MESSAGE);
    }
  }

  private void broken(SealContext context, Octets sealed) {
    try (var session = vault.open()) {
      fails(Failure.RECORD_UNREADABLE, () -> session.unseal(context, sealed));
    }
  }

  protected static KeyId freshId() {
    return new KeyId(UUID.randomUUID());
  }

  private SigningKey signingKey(KeyId id, SubjectPublicKey publicKey) {
    return new SigningKey(vault.name(), id, KeySpec.EC_P256, publicKey);
  }

  private static void checkSignatures(KeySession session, SigningKey key)
      throws GeneralSecurityException {
    int checked = 0;
    for (var algorithm : SignatureAlgorithm.values()) {
      if (key.spec().signsWith(algorithm)) {
        var verifier = algorithm.jca();
        verifier.initVerify(key.publicKey().toPublicKey());
        for (var message : new byte[][] {MESSAGE, LONG_MESSAGE}) {
          verifier.update(message);
          assertThat(verifier.verify(session.sign(key, algorithm, message)))
              .as("%s", algorithm)
              .isTrue();
        }
        checkDigest(session, key, algorithm);
        checked++;
      }
    }
    assertThat(checked).isPositive();
  }

  /** A signature over a digest is one over the message; ML-DSA wants the message itself. */
  private static void checkDigest(KeySession session, SigningKey key, SignatureAlgorithm algorithm)
      throws GeneralSecurityException {
    if (algorithm.digest() == SignatureAlgorithm.Digest.NONE) {
      return;
    }
    var digest = MessageDigest.getInstance(algorithm.digest().jcaName()).digest(LONG_MESSAGE);
    var signature = session.signDigest(key, algorithm, digest);
    var verifier = algorithm.jca();
    verifier.initVerify(key.publicKey().toPublicKey());
    verifier.update(LONG_MESSAGE);
    assertThat(verifier.verify(signature)).as("%s over a digest", algorithm).isTrue();
    assertThat(DigestSignature.verifies(key.publicKey(), algorithm, digest, signature))
        .as("%s judged by the digest", algorithm)
        .isTrue();
    digest[0] ^= 1;
    assertThat(DigestSignature.verifies(key.publicKey(), algorithm, digest, signature))
        .as("%s of another digest", algorithm)
        .isFalse();
    assertThatThrownBy(() -> session.signDigest(key, algorithm, new byte[20]))
        .isInstanceOfSatisfying(
            CaException.class, e -> assertThat(e.failure()).isEqualTo(Failure.INTERNAL));
  }

  private static int bits(SubjectPublicKey key) {
    return switch (key.toPublicKey()) {
      case RSAPublicKey rsa -> rsa.getModulus().bitLength();
      case ECPublicKey ec -> ec.getParams().getCurve().getField().getFieldSize();
      default ->
          // ML-DSA: what the BIT STRING holds.
          8
              * SubjectPublicKeyInfo.getInstance(key.info().toArray())
                  .getPublicKeyData()
                  .getOctets()
                  .length;
    };
  }

  private static AbstractThrowableAssert<?, ?> fails(Failure failure, ThrowingCallable call) {
    return assertThatThrownBy(call)
        .isInstanceOfSatisfying(CaException.class, e -> assertThat(e.failure()).isEqualTo(failure));
  }
}
