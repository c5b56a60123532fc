package dev.sealwright.engine.key.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sealwright.engine.key.KeySpec;
import dev.sealwright.engine.x509.Octets;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.Signature;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every driver must do, on the SoftHSM2 token of {@link SoftHsmFixture}. */
@SuppressWarnings({"NullAway.Init", "exports"}) // set before each test; JUnit is not our API
public abstract class CryptokiContract {
  private static final byte[] P256 = {6, 8, 0x2a, (byte) 0x86, 0x48, (byte) 0xce, 0x3d, 3, 1, 7};

  private final byte[] id = UUID.randomUUID().toString().getBytes(StandardCharsets.US_ASCII);
  private CryptokiSession session;

  /** The driver, initialised. */
  protected abstract Cryptoki cryptoki();

  @BeforeEach
  public void openAndLogIn() {
    session = cryptoki().openSession(slot());
    var pin = SoftHsmFixture.token().config().pin().read();
    try {
      session.login(pin);
    } catch (CryptokiException e) {
      // Another test class keeps the process logged in.
      assertThat(e.is(ReturnValue.CKR_USER_ALREADY_LOGGED_IN)).isTrue();
    }
    Arrays.fill(pin, '\0');
  }

  @AfterEach
  public void close() {
    session.close();
    session.close();
  }

  @Test
  public void tellsTheTokenWithoutPadding() {
    var info = cryptoki().tokenInfo(slot());
    assertThat(info.label()).isEqualTo("test");
    assertThat(info.manufacturer()).isEqualTo("SoftHSM project");
    assertThat(info.model()).isEqualTo("SoftHSM v2");
    assertThat(info.firmware().major()).isEqualTo(2);
    assertThat(info.serial()).hasSize(16);
    assertThat(info.has(Pkcs11.CKF_LOGIN_REQUIRED | Pkcs11.CKF_TOKEN_INITIALIZED)).isTrue();
    assertThat(info.has(Pkcs11.CKF_USER_PIN_LOCKED)).isFalse();
  }

  @Test
  public void tellsTheModule() {
    var info = cryptoki().moduleInfo();
    assertThat(info.manufacturer()).isEqualTo("SoftHSM");
    assertThat(info.description()).isEqualTo("Implementation of PKCS11");
    assertThat(info.cryptoki()).isEqualTo(new Version(2, 40));
    assertThat(info.library().major()).isEqualTo(2);
  }

  @Test
  public void generatesReadsSignsAndDestroys() throws Exception {
    var pair = generate();
    assertThat(find(Pkcs11.CKO_PRIVATE_KEY)).containsExactly(pair.privateKey());
    assertThat(find(Pkcs11.CKO_PUBLIC_KEY)).containsExactly(pair.publicKey());
    assertThat(session.number(pair.publicKey(), Pkcs11.CKA_KEY_TYPE)).isEqualTo(Pkcs11.CKK_EC);
    assertThat(session.bytes(pair.privateKey(), Pkcs11.CKA_ID)).isEqualTo(id);
    assertThat(session.flag(pair.privateKey(), Pkcs11.CKA_SENSITIVE)).isTrue();
    assertThat(session.flag(pair.privateKey(), Pkcs11.CKA_EXTRACTABLE)).isFalse();

    var hash = MessageDigest.getInstance("SHA-256").digest(id);
    var signature = session.sign(new Mechanism.Plain(Pkcs11.CKM_ECDSA), pair.privateKey(), hash);
    var verifier = Signature.getInstance("NONEwithECDSAinP1363Format");
    var point = session.bytes(pair.publicKey(), Pkcs11.CKA_EC_POINT);
    verifier.initVerify(PublicKeyAttributes.ec(KeySpec.EC_P256, point).toPublicKey());
    verifier.update(hash);
    assertThat(verifier.verify(signature)).isTrue();

    session.destroy(pair.privateKey());
    session.destroy(pair.publicKey());
    assertThat(find(Pkcs11.CKO_PRIVATE_KEY)).isEmpty();
  }

  @Test
  public void tellsMechanismsWithTheirKeySizesAndUses() {
    assertThat(cryptoki().mechanisms(slot()))
        .contains(Pkcs11.CKM_RSA_PKCS_PSS, Pkcs11.CKM_ECDSA, Pkcs11.CKM_AES_GCM)
        .doesNotHaveDuplicates();
    var info = cryptoki().mechanismInfo(slot(), Pkcs11.CKM_EC_KEY_PAIR_GEN);
    assertThat(info.has(Pkcs11.CKF_GENERATE_KEY_PAIR)).isTrue();
    assertThat(info.has(Pkcs11.CKF_SIGN)).isFalse();
    assertThat(info.admits(256) && info.admits(521)).isTrue();
    assertThat(info.admits(16_384)).isFalse();
    fails(
        () -> cryptoki().mechanismInfo(slot(), 0x7fff_fffeL),
        "C_GetMechanismInfo",
        ReturnValue.CKR_MECHANISM_INVALID.code());
  }

  @Test
  public void encryptsWithItsParameterAndTheJdkAgrees() throws Exception {
    // A session key that may be read, so that another implementation can be asked.
    var value = Arrays.copyOf(id, 32);
    long key =
        session.generateKey(
            Pkcs11.CKM_AES_KEY_GEN,
            List.of(
                new Attribute.Flag(Pkcs11.CKA_TOKEN, false),
                new Attribute.Flag(Pkcs11.CKA_SENSITIVE, false),
                new Attribute.Flag(Pkcs11.CKA_EXTRACTABLE, true),
                new Attribute.Flag(Pkcs11.CKA_ENCRYPT, true),
                new Attribute.Flag(Pkcs11.CKA_DECRYPT, true),
                new Attribute.Count(Pkcs11.CKA_VALUE_LEN, 32)));
    var nonce = Octets.copyOf(Arrays.copyOf(id, 12));
    var mechanism = new Mechanism.Gcm(nonce, Octets.copyOf(id));
    var box = session.encrypt(mechanism, key, value);
    assertThat(session.decrypt(mechanism, key, box)).isEqualTo(value);

    var cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(
        Cipher.DECRYPT_MODE,
        new SecretKeySpec(session.bytes(key, Pkcs11.CKA_VALUE), "AES"),
        new GCMParameterSpec(128, nonce.toArray()));
    cipher.updateAAD(id);
    assertThat(cipher.doFinal(box)).isEqualTo(value);
    session.destroy(key);
  }

  @Test
  public void returnsNoMoreHandlesThanAskedForAndFindsAgain() {
    generate();
    var wanted = List.<Attribute>of(Attribute.Bytes.of(Pkcs11.CKA_ID, id));
    assertThat(session.find(wanted, 1)).hasSize(1);
    assertThat(session.find(wanted, 64)).hasSize(2);
    for (long object : session.find(wanted, 2)) {
      session.destroy(object);
    }
    assertThat(session.find(wanted, 64)).isEmpty();
  }

  @Test
  public void namesTheFunctionThatFailedAndItsValue() {
    var pair = generate();
    fails(() -> session.destroy(0x7fff_ffffL), "C_DestroyObject", 0x82);
    fails(
        () -> session.bytes(pair.privateKey(), Pkcs11.CKA_VALUE),
        "C_GetAttributeValue",
        ReturnValue.CKR_ATTRIBUTE_SENSITIVE.code());
    fails(
        () -> session.sign(new Mechanism.Plain(0x7fff_fffeL), pair.privateKey(), new byte[32]),
        "C_SignInit",
        ReturnValue.CKR_MECHANISM_INVALID.code());
    fails(
        () -> session.generateKeyPair(0x7fff_fffeL, List.of(), List.of()),
        "C_GenerateKeyPair",
        ReturnValue.CKR_MECHANISM_INVALID.code());
    fails(
        () -> cryptoki().openSession(0x7fff_fffeL),
        "C_OpenSession",
        ReturnValue.CKR_SLOT_ID_INVALID.code());
    session.destroy(pair.privateKey());
    session.destroy(pair.publicKey());
  }

  @Test
  public void refusesToFinaliseWhileASessionIsOpen() {
    assertThatThrownBy(() -> cryptoki().close()).isInstanceOf(IllegalStateException.class);
    assertThat(find(Pkcs11.CKO_PRIVATE_KEY)).isEmpty();
  }

  private KeyPairHandles generate() {
    return session.generateKeyPair(
        Pkcs11.CKM_EC_KEY_PAIR_GEN,
        List.of(
            new Attribute.Flag(Pkcs11.CKA_TOKEN, true),
            Attribute.Bytes.of(Pkcs11.CKA_ID, id),
            Attribute.Bytes.of(Pkcs11.CKA_EC_PARAMS, P256)),
        List.of(
            new Attribute.Flag(Pkcs11.CKA_TOKEN, true),
            new Attribute.Flag(Pkcs11.CKA_PRIVATE, true),
            new Attribute.Flag(Pkcs11.CKA_SENSITIVE, true),
            new Attribute.Flag(Pkcs11.CKA_EXTRACTABLE, false),
            new Attribute.Flag(Pkcs11.CKA_SIGN, true),
            Attribute.Bytes.of(Pkcs11.CKA_ID, id)));
  }

  private long[] find(long type) {
    return session.find(
        List.of(new Attribute.Count(Pkcs11.CKA_CLASS, type), Attribute.Bytes.of(Pkcs11.CKA_ID, id)),
        8);
  }

  private long slot() {
    return Arrays.stream(cryptoki().slotsWithToken())
        .filter(slot -> cryptoki().tokenInfo(slot).label().equals("test"))
        .findFirst()
        .orElseThrow();
  }

  private static void fails(ThrowingCallable call, String function, long code) {
    assertThatExceptionOfType(CryptokiException.class)
        .isThrownBy(call)
        .satisfies(e -> {
          assertThat(e.function()).isEqualTo(function);
          assertThat(e.code()).isEqualTo(code);
        });
  }
}
