package dev.sealwright.engine.key.pkcs11;

import static dev.sealwright.engine.key.pkcs11.Pkcs11.CKO_PRIVATE_KEY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sealwright.engine.key.KeyId;
import dev.sealwright.engine.key.KeySpec;
import dev.sealwright.engine.key.pkcs11.foreign.ForeignCryptoki;
import dev.sealwright.engine.x509.SubjectPublicKey;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The tool that the tests of recovery rely on does what its plan says. */
@SuppressWarnings("NullAway.Init") // set before each test
class FaultModuleTest {
  private static final Mechanism ECDSA = new Mechanism.Plain(Pkcs11.CKM_ECDSA);
  private static final byte[] DIGEST = new byte[32];

  private final FaultModule module = FaultModule.create();
  private ForeignCryptoki cryptoki;
  private CryptokiSession session;
  private KeyId id;

  @BeforeEach
  void makeAKey() {
    cryptoki = module.load();
    cryptoki.initialise();
    session = loggedIn();
    id = new KeyId(UUID.randomUUID());
    new TokenKeys(session, Set.of()).generate(id, KeySpec.EC_P256);
  }

  @AfterEach
  void close() {
    module.plan();
    closeSession();
    cryptoki.close();
  }

  @Test
  void forwardsAndLogsWhatWasSigned() {
    assertThat(session.sign(ECDSA, key(), DIGEST)).hasSize(64);
    assertThat(module.log()).containsExactly(HexFormat.of().formatHex(DIGEST));
  }

  @Test
  void answersInsteadOfTheModuleOnTheCallsThatThePlanNames() {
    long key = key();
    module.plan("C_Sign 2-3 return 30", "C_SignInit 5 return 90");
    session.sign(ECDSA, key, DIGEST);
    fails(0x30, () -> session.sign(ECDSA, key, DIGEST));
    // The operation of the call that never came to the module is still active there.
    fails(0x90, () -> session.sign(ECDSA, key, DIGEST));
    assertThat(module.log()).hasSize(1);
  }

  @Test
  void losesTheAnswerOfWorkThatWasDone() {
    long key = key();
    module.plan("C_Sign always after 6");
    fails(0x6, () -> session.sign(ECDSA, key, DIGEST));
    assertThat(module.log()).hasSize(1);
  }

  @Test
  void spoilsSignatures() {
    long key = key();
    module.plan("C_Sign 1 short");
    assertThat(session.sign(ECDSA, key, DIGEST)).hasSize(63);
    var publicKey = new TokenKeys(session, Set.of()).find(id).orElseThrow().publicKey();
    assertThat(verifies(publicKey, session.sign(ECDSA, key, DIGEST))).isTrue();
    module.plan("C_Sign 1 corrupt");
    assertThat(verifies(publicKey, session.sign(ECDSA, key, DIGEST))).isFalse();

    new TokenKeys(session, Set.of()).generate(new KeyId(UUID.randomUUID()), KeySpec.EC_P256);
    module.plan("C_SignInit 1 other");
    assertThat(verifies(publicKey, session.sign(ECDSA, key, DIGEST))).isFalse();
    assertThat(verifies(publicKey, session.sign(ECDSA, key, DIGEST))).isTrue();
  }

  @Test
  void givesAHandleToAnotherKey() {
    long before = key();
    var publicKey = new TokenKeys(session, Set.of()).find(id).orElseThrow().publicKey();
    new TokenKeys(session, Set.of()).generate(new KeyId(UUID.randomUUID()), KeySpec.EC_P256);
    module.plan("C_GetAttributeValue 1 renumber");
    session.number(before, Pkcs11.CKA_KEY_TYPE);
    assertThat(verifies(publicKey, session.sign(ECDSA, before, DIGEST))).isFalse();
    assertThat(key()).isNotEqualTo(before);
    assertThat(verifies(publicKey, session.sign(ECDSA, key(), DIGEST))).isTrue();
  }

  @Test
  void dropsTheSessionsOfTheToken() {
    long key = key();
    module.plan("C_SignInit 1 drop");
    fails(ReturnValue.CKR_SESSION_HANDLE_INVALID.code(), () -> session.sign(ECDSA, key, DIGEST));
  }

  @Test
  void isLostUntilItIsInitialisedAnewAndTheTimeIsOver() {
    long key = key();
    module.plan("C_Sign 1 lose 300");
    fails(0x30, () -> session.sign(ECDSA, key, DIGEST));
    fails(0x30, () -> cryptoki.slotsWithToken());
    closeSession();
    cryptoki.close();
    cryptoki = module.load();
    cryptoki.initialise();
    assertThat(cryptoki.slotsWithToken()).isEmpty();
    long start = System.nanoTime();
    while (cryptoki.slotsWithToken().length == 0) {
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(30));
      Thread.onSpinWait();
    }
    session = loggedIn();
    assertThat(session.sign(ECDSA, key(), DIGEST)).hasSize(64);
  }

  @Test
  void hangsUntilThePlanChanges() throws Exception {
    long key = key();
    module.plan("C_Sign 1 hang");
    byte[][] signature = new byte[1][];
    Thread caller =
        Thread.ofPlatform().start(() -> signature[0] = session.sign(ECDSA, key, DIGEST));
    assertThat(caller.join(Duration.ofMillis(200))).isFalse();
    module.plan();
    assertThat(caller.join(Duration.ofSeconds(30))).isTrue();
    assertThat(signature[0]).hasSize(64);
  }

  @Test
  void showsFlagsAndNotesCalls() {
    module.plan("flags 40000", "C_GetTokenInfo always note");
    assertThat(cryptoki.tokenInfo(slot()).has(Pkcs11.CKF_USER_PIN_LOCKED)).isTrue();
    assertThat(module.log()).isNotEmpty().containsOnly("C_GetTokenInfo");
  }

  /** What a session holds is given back even when the module knows it no more. */
  private void closeSession() {
    try {
      session.close();
    } catch (CryptokiException gone) {
      assertThat(gone.function()).isEqualTo("C_CloseSession");
    }
  }

  private boolean verifies(SubjectPublicKey key, byte[] signature) {
    try {
      var verifier = Signature.getInstance("NONEwithECDSAinP1363Format");
      verifier.initVerify(key.toPublicKey());
      verifier.update(DIGEST);
      return verifier.verify(signature);
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private long key() {
    return session
        .find(
            List.of(
                new Attribute.Count(Pkcs11.CKA_CLASS, CKO_PRIVATE_KEY),
                Attribute.Bytes.of(Pkcs11.CKA_ID, id.toArray())),
            2)[0];
  }

  private CryptokiSession loggedIn() {
    var opened = cryptoki.openSession(slot());
    var pin = module.config().pin().read();
    opened.login(pin);
    Arrays.fill(pin, '\0');
    return opened;
  }

  private long slot() {
    return Arrays.stream(cryptoki.slotsWithToken())
        .filter(slot -> cryptoki.tokenInfo(slot).label().equals(module.config().label()))
        .findFirst()
        .orElseThrow();
  }

  private static void fails(long code, Runnable call) {
    assertThatExceptionOfType(CryptokiException.class)
        .isThrownBy(call::run)
        .satisfies(e -> assertThat(e.code()).isEqualTo(code));
  }
}
