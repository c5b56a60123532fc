package dev.sealwright.engine.key.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.key.CustodyAttributes;
import dev.sealwright.engine.key.KeyId;
import dev.sealwright.engine.key.KeySpec;
import dev.sealwright.engine.x509.Octets;
import dev.sealwright.engine.x509.SignatureAlgorithm;
import dev.sealwright.engine.x509.SignatureAlgorithm.Scheme;
import dev.sealwright.hsm.Driver;
import dev.sealwright.hsm.Reaction;
import dev.sealwright.hsm.TokenConfig;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What every driver must do with a module, measured against what the module offers.
 *
 * <p>The module is finalised and initialised by these tests: it must be theirs alone.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings({"NullAway.Init", "exports"}) // set before each test; JUnit is not our API
public abstract class CryptokiContract {
  /** A number that no standard and no vendor has given away. */
  private static final long NONE = 0x7fff_fffeL;

  private static final long CKA_PRIVATE_EXPONENT = 0x123;
  private static final long CKM_EC_EDWARDS_KEY_PAIR_GEN = 0x1055;
  private static final long CKM_EDDSA = 0x1057;
  private static final byte[] MESSAGE = "to be signed".getBytes(StandardCharsets.UTF_8);

  private final ModuleUnderTest module;
  private final TokenConfig token;
  private Cryptoki cryptoki;
  private CryptokiSession session;
  private KeyId id;

  /** A signature that the engine may ask for. */
  public record Case(KeySpec spec, SignatureAlgorithm algorithm) {}

  protected CryptokiContract(Driver driver, ModuleUnderTest module) {
    this.module = module;
    this.token = module.token().withModule(Drivers.with(driver, module.token().module()));
  }

  protected final TokenConfig token() {
    return token;
  }

  /** Whether encryption works through the driver where the module has it. */
  protected boolean encrypts() {
    return true;
  }

  @BeforeAll
  public void load() {
    cryptoki = Drivers.load(token.module());
    cryptoki.initialise();
  }

  @AfterAll
  public void unload() {
    cryptoki.close();
    cryptoki.close();
  }

  @BeforeEach
  public void open() {
    session = loggedIn();
    id = new KeyId(UUID.randomUUID());
  }

  @AfterEach
  public void close() {
    try {
      destroyAll();
    } catch (CryptokiException inUse) {
      // tpm2-pkcs11 keeps a key in use after a C_SignInit that it refused, until C_Finalize.
      session.close();
      cryptoki.close();
      cryptoki.initialise();
      session = loggedIn();
      destroyAll();
    } finally {
      session.close();
      session.close();
    }
  }

  private void destroyAll() {
    for (long object : session.find(List.of(ofId()), 64)) {
      session.destroy(object);
    }
  }

  @Test
  public void tellsTheModuleAndTheTokenWithoutPadding() {
    assertThat(cryptoki.moduleInfo().manufacturer()).isEqualTo(module.manufacturer());
    assertThat(cryptoki.moduleInfo().cryptoki().major()).isBetween(2, 3);
    assertThat(cryptoki.moduleInfo().description()).isNotBlank().doesNotEndWith(" ");
    var info = cryptoki.tokenInfo(slot());
    assertThat(info.label()).isEqualTo(token.label());
    assertThat(info.model()).isEqualTo(module.model());
    assertThat(info.serial()).isEqualTo(info.serial().strip());
    assertThat(info.has(Pkcs11.CKF_LOGIN_REQUIRED | Pkcs11.CKF_TOKEN_INITIALIZED)).isTrue();
    assertThat(info.has(Pkcs11.CKF_USER_PIN_LOCKED)).isFalse();
  }

  @Test
  public void tellsMechanismsWithTheirUses() {
    long[] listed = cryptoki.mechanisms(slot());
    assertThat(listed).contains(Pkcs11.CKM_RSA_PKCS).doesNotHaveDuplicates();
    var info = cryptoki.mechanismInfo(slot(), Pkcs11.CKM_RSA_PKCS_KEY_PAIR_GEN);
    assertThat(info.has(Pkcs11.CKF_GENERATE_KEY_PAIR)).isTrue();
    assertThat(info.has(Pkcs11.CKF_SIGN)).isFalse();
    assertThat(info.admits(2048)).isTrue();
    fails(
        () -> cryptoki.mechanismInfo(slot(), NONE),
        "C_GetMechanismInfo",
        ReturnValue.CKR_MECHANISM_INVALID.code());
  }

  public Stream<Case> cases() {
    return Stream.of(KeySpec.values())
        .filter(spec -> spec.bits() != 3072 && spec.bits() != 4096)
        .flatMap(spec ->
            Stream.of(SignatureAlgorithm.values())
                .filter(spec::signsWith)
                .map(algorithm -> new Case(spec, algorithm)));
  }

  @ParameterizedTest
  @MethodSource("cases")
  public void signsWhatTheJdkVerifiesOrRefuses(Case wanted) throws Exception {
    if (module.useless().contains(wanted.spec())) {
      assertThatThrownBy(
              () -> {
                keys().generate(id, wanted.spec());
                sign(wanted, one(Pkcs11.CKO_PRIVATE_KEY));
              })
          .isInstanceOfAny(CryptokiException.class, CaException.class);
      return;
    }
    boolean offered =
        module.keys().contains(wanted.spec())
            && (wanted.algorithm().scheme() != Scheme.PSS || module.pss());
    assertThat(TokenOffer.of(cryptoki, slot()).signs(wanted.spec(), wanted.algorithm()))
        .isEqualTo(offered);
    if (!module.keys().contains(wanted.spec())) {
      refuses(() -> keys().generate(id, wanted.spec()), "C_GenerateKeyPair");
      return;
    }
    var publicKey = keys().generate(id, wanted.spec());
    long key = one(Pkcs11.CKO_PRIVATE_KEY);
    if (!offered) {
      refuses(() -> sign(wanted, key), "C_SignInit");
      return;
    }
    byte[] signature = sign(wanted, key);
    assertThat(verifies(wanted.algorithm(), publicKey.toPublicKey(), signature)).isTrue();
    signature[signature.length / 2] ^= 1;
    assertThat(verifies(wanted.algorithm(), publicKey.toPublicKey(), signature)).isFalse();
  }

  private byte[] sign(Case wanted, long key) {
    return session.sign(
        SignatureInput.mechanism(wanted.algorithm()),
        key,
        new SignatureInput(wanted.algorithm()).of(wanted.spec(), MESSAGE));
  }

  @Test
  public void signsMessagesOfAnyLengthWithEd25519OrRefuses() throws Exception {
    var kind = Attribute.Bytes.of(Pkcs11.CKA_EC_PARAMS, HexFormat.of().parseHex("06032b6570"));
    if (!module.ed25519()) {
      // NSS makes such keys and does not sign.
      assertThatExceptionOfType(CryptokiException.class)
          .isThrownBy(() ->
              session.sign(
                  new Mechanism.Plain(CKM_EDDSA),
                  generate(CKM_EC_EDWARDS_KEY_PAIR_GEN, kind).privateKey(),
                  MESSAGE));
      return;
    }
    var pair = generate(CKM_EC_EDWARDS_KEY_PAIR_GEN, kind);
    byte[] point = session.bytes(pair.publicKey(), Pkcs11.CKA_EC_POINT);
    var key =
        KeyFactory.getInstance("Ed25519")
            .generatePublic(
                new X509EncodedKeySpec(
                    HexFormat.of()
                        .parseHex(
                            "302a300506032b6570032100"
                                + HexFormat.of()
                                    .formatHex(point, point.length - 32, point.length))));
    var verifier = Signature.getInstance("Ed25519");
    for (byte[] message : List.of(MESSAGE, new byte[2_000], new byte[20_000])) {
      byte[] signature = session.sign(new Mechanism.Plain(CKM_EDDSA), pair.privateKey(), message);
      verifier.initVerify(key);
      verifier.update(message);
      assertThat(verifier.verify(signature)).isTrue();
    }
  }

  @Test
  public void readsAttributesOfEveryForm() {
    var pair = rsa();
    assertThat(session.number(pair.publicKey(), Pkcs11.CKA_KEY_TYPE)).isEqualTo(Pkcs11.CKK_RSA);
    assertThat(session.bytes(pair.publicKey(), Pkcs11.CKA_MODULUS)).hasSize(256);
    assertThat(session.bytes(pair.privateKey(), Pkcs11.CKA_ID)).isEqualTo(id.toArray());
    assertThat(session.bytes(pair.privateKey(), Pkcs11.CKA_LABEL))
        .isEqualTo("töken ✓".getBytes(StandardCharsets.UTF_8));
    assertThat(session.flag(pair.privateKey(), Pkcs11.CKA_SENSITIVE)).isTrue();
    assertThat(session.flag(pair.privateKey(), Pkcs11.CKA_EXTRACTABLE)).isFalse();
  }

  @Test
  public void tellsHowAKeyIsKept() {
    keys().generate(id, KeySpec.RSA_2048);
    long key = one(Pkcs11.CKO_PRIVATE_KEY);
    CustodyAttributes custody = CustodyReading.attributes(session, key);
    assertThat(custody.kept()).isTrue();
    assertThat(CustodyReading.label(session, key)).isEqualTo(TokenKeys.labelOf(id));
    assertThat(Optional.ofNullable(custody.keyGenMechanism()).orElse(0L))
        .isEqualTo(Pkcs11.CKM_RSA_PKCS_KEY_PAIR_GEN);
    assertThat(new InventoryReading(session, keys()).read(1000).keys())
        .filteredOn(entry -> entry.keyId().filter(id::equals).isPresent())
        .singleElement()
        .satisfies(entry -> {
          assertThat(entry.kind()).isEqualTo(KeyInventory.Kind.PAIR);
          assertThat(entry.spec()).isEqualTo(KeySpec.RSA_2048);
          assertThat(entry.attributes()).isEqualTo(custody);
          assertThat(entry.ours()).isTrue();
        });
  }

  @Test
  public void findsUntilItIsDestroyed() {
    var pair = rsa();
    assertThat(found(Pkcs11.CKO_PRIVATE_KEY)).containsExactly(pair.privateKey());
    assertThat(found(Pkcs11.CKO_PUBLIC_KEY)).containsExactly(pair.publicKey());
    assertThat(session.find(List.of(ofId()), 1)).hasSize(1);
    assertThat(session.find(List.of(ofId()), 64)).hasSize(2);
    session.destroy(pair.privateKey());
    session.destroy(pair.publicKey());
    assertThat(session.find(List.of(ofId()), 64)).isEmpty();
    for (int limit : new int[] {0, CryptokiSession.MAX_FOUND + 1}) {
      assertThatThrownBy(() -> session.find(List.of(), limit))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  public void encryptsWithItsParameterAndTheJdkAgreesOrRefuses() throws Exception {
    assertThat(TokenOffer.of(cryptoki, slot()).seals()).isEqualTo(module.gcm());
    if (!module.gcm()) {
      return;
    }
    // A session key that may be read, so that another implementation can be asked.
    var value = Arrays.copyOf(id.toArray(), 32);
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
    var nonce = Octets.copyOf(Arrays.copyOf(value, 12));
    var mechanism = new Mechanism.Gcm(nonce, Octets.copyOf(MESSAGE));
    if (!encrypts()) {
      fails(
          () -> session.encrypt(mechanism, key, value),
          "C_Encrypt",
          ReturnValue.CKR_BUFFER_TOO_SMALL.code());
      return;
    }
    var box = session.encrypt(mechanism, key, value);
    assertThat(session.decrypt(mechanism, key, box)).isEqualTo(value);

    var cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(
        Cipher.DECRYPT_MODE,
        new SecretKeySpec(session.bytes(key, Pkcs11.CKA_VALUE), "AES"),
        new GCMParameterSpec(128, nonce.toArray()));
    cipher.updateAAD(MESSAGE);
    assertThat(cipher.doFinal(box)).isEqualTo(value);
    session.destroy(key);
    assertThatThrownBy(() -> session.encrypt(mechanism, key, new byte[8193]))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  public void namesTheFunctionThatFailedAndItsValue() {
    var pair = rsa();
    assertThatExceptionOfType(CryptokiException.class)
        .isThrownBy(() -> session.destroy(0x7fff_ffffL))
        .satisfies(e -> {
          assertThat(e.function()).isEqualTo("C_DestroyObject");
          assertThat(e.reaction()).as(e.getMessage()).isEqualTo(Reaction.HANDLE_STALE);
        });
    // CKR_ATTRIBUTE_SENSITIVE, or CKR_ATTRIBUTE_TYPE_INVALID where the module does not know it.
    refuses(() -> session.bytes(pair.privateKey(), CKA_PRIVATE_EXPONENT), "C_GetAttributeValue");
    refuses(
        () -> session.sign(new Mechanism.Plain(NONE), pair.privateKey(), new byte[32]),
        "C_SignInit");
    refuses(() -> session.generateKeyPair(NONE, List.of(), List.of()), "C_GenerateKeyPair");
    fails(
        () -> cryptoki.openSession(NONE), "C_OpenSession", ReturnValue.CKR_SLOT_ID_INVALID.code());
  }

  @Test
  public void finalisesWithoutSessionsOnlyAndWorksAgain() {
    rsa();
    assertThatThrownBy(() -> cryptoki.close()).isInstanceOf(IllegalStateException.class);
    assertThat(found(Pkcs11.CKO_PRIVATE_KEY)).hasSize(1);
    for (int round = 0; round < 2; round++) {
      session.close();
      cryptoki.close();
      assertThatThrownBy(() -> cryptoki.openSession(1)).isInstanceOf(IllegalStateException.class);
      cryptoki.initialise();
      session = loggedIn();
      assertThat(
              session.sign(
                  new Mechanism.Plain(Pkcs11.CKM_RSA_PKCS),
                  one(Pkcs11.CKO_PRIVATE_KEY),
                  new SignatureInput(SignatureAlgorithm.SHA256WITHRSA)
                      .of(KeySpec.RSA_2048, MESSAGE)))
          .hasSize(256);
    }
  }

  private KeyPairHandles rsa() {
    return generate(
        Pkcs11.CKM_RSA_PKCS_KEY_PAIR_GEN,
        new Attribute.Count(Pkcs11.CKA_MODULUS_BITS, 2048),
        Attribute.Bytes.of(Pkcs11.CKA_PUBLIC_EXPONENT, new byte[] {1, 0, 1}));
  }

  private KeyPairHandles generate(long mechanism, Attribute... kind) {
    return session.generateKeyPair(
        mechanism,
        Stream.concat(
                Stream.of(
                    new Attribute.Flag(Pkcs11.CKA_TOKEN, true),
                    new Attribute.Flag(Pkcs11.CKA_VERIFY, true),
                    ofId()),
                Stream.of(kind))
            .toList(),
        List.of(
            new Attribute.Flag(Pkcs11.CKA_TOKEN, true),
            new Attribute.Flag(Pkcs11.CKA_PRIVATE, true),
            new Attribute.Flag(Pkcs11.CKA_SENSITIVE, true),
            new Attribute.Flag(Pkcs11.CKA_EXTRACTABLE, false),
            new Attribute.Flag(Pkcs11.CKA_SIGN, true),
            Attribute.Bytes.of(Pkcs11.CKA_LABEL, "töken ✓".getBytes(StandardCharsets.UTF_8)),
            ofId()));
  }

  private Attribute ofId() {
    return Attribute.Bytes.of(Pkcs11.CKA_ID, id.toArray());
  }

  private TokenKeys keys() {
    return new TokenKeys(session, token.profile().quirks());
  }

  private long one(long type) {
    long[] found = found(type);
    assertThat(found).hasSize(1);
    return found[0];
  }

  private long[] found(long type) {
    return session.find(List.of(new Attribute.Count(Pkcs11.CKA_CLASS, type), ofId()), 8);
  }

  private CryptokiSession loggedIn() {
    var opened = cryptoki.openSession(slot());
    var pin = token.pin().read();
    opened.login(pin);
    Arrays.fill(pin, '\0');
    return opened;
  }

  protected final Cryptoki cryptoki() {
    return cryptoki;
  }

  protected final long slot() {
    return Arrays.stream(cryptoki.slotsWithToken())
        .filter(slot -> cryptoki.tokenInfo(slot).label().equals(token.label()))
        .findFirst()
        .orElseThrow();
  }

  private static boolean verifies(SignatureAlgorithm algorithm, PublicKey key, byte[] signature)
      throws Exception {
    var verifier =
        algorithm.scheme() == Scheme.ECDSA
            ? Signature.getInstance(algorithm.jcaName() + "inP1363Format")
            : algorithm.jca();
    verifier.initVerify(key);
    verifier.update(MESSAGE);
    return verifier.verify(signature);
  }

  /** Modules do not agree on the code for what they do not have, but on what it means. */
  private static void refuses(ThrowingCallable call, String function) {
    assertThatExceptionOfType(CryptokiException.class)
        .isThrownBy(call)
        .satisfies(e -> {
          assertThat(e.function()).isEqualTo(function);
          assertThat(e.reaction()).as(e.getMessage()).isEqualTo(Reaction.CONFIGURATION);
        });
  }

  private static void fails(ThrowingCallable call, String function, long code) {
    assertThatExceptionOfType(CryptokiException.class)
        .isThrownBy(call)
        .satisfies(e -> {
          assertThat(e.function()).isEqualTo(function);
          assertThat(e.code()).as(e.getMessage()).isEqualTo(code);
        });
  }
}
