package dev.sealwright.engine.key.pkcs11;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.key.KeyId;
import dev.sealwright.engine.key.KeySpec;
import dev.sealwright.engine.key.Remedy;
import dev.sealwright.engine.key.SigningKey;
import dev.sealwright.engine.key.VaultFault;
import dev.sealwright.engine.x509.Octets;
import dev.sealwright.engine.x509.SignatureAlgorithm;
import dev.sealwright.hsm.Driver;
import dev.sealwright.hsm.ModuleConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Signature;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every driver must do beyond that, on SoftHSM2 and on files that are no modules. */
@SuppressWarnings("exports") // JUnit is not our API
public abstract class DriverContract extends CryptokiContract {
  private static final long VENDOR = 0xce534384L;

  private static final Mechanism RSA = new Mechanism.Plain(Pkcs11.CKM_RSA_PKCS);
  private static final Mechanism GCM =
      new Mechanism.Gcm(Octets.copyOf(new byte[12]), Octets.copyOf(new byte[0]));

  /** A use of each function; those that come after C_*Init make the key that they need. */
  private static final Map<String, BiConsumer<Cryptoki, CryptokiSession>> CALLS =
      Map.ofEntries(
          entry("C_GetInfo", (module, session) -> module.moduleInfo()),
          entry("C_GetSlotList", (module, session) -> module.slotsWithToken()),
          entry("C_GetTokenInfo", (module, session) -> module.tokenInfo(1)),
          entry("C_GetMechanismList", (module, session) -> module.mechanisms(1)),
          entry("C_GetMechanismInfo", (module, session) -> module.mechanismInfo(1, 1)),
          entry("C_OpenSession", (module, session) -> module.openSession(1)),
          entry("C_Login", (module, session) -> session.login("1".toCharArray())),
          entry("C_DestroyObject", (module, session) -> session.destroy(1)),
          entry("C_GetAttributeValue", (module, session) -> session.bytes(1, 1)),
          entry("C_FindObjectsInit", (module, session) -> session.find(List.of(), 1)),
          entry("C_FindObjects", (module, session) -> session.find(List.of(), 1)),
          entry("C_FindObjectsFinal", (module, session) -> session.find(List.of(), 1)),
          entry("C_SignInit", (module, session) -> session.sign(RSA, 1, new byte[1])),
          entry("C_Sign", (module, session) -> session.sign(RSA, rsa(session), new byte[1])),
          entry("C_EncryptInit", (module, session) -> session.encrypt(GCM, 1, new byte[1])),
          entry("C_Encrypt", (module, session) -> session.encrypt(GCM, aes(session), new byte[1])),
          entry("C_DecryptInit", (module, session) -> session.decrypt(GCM, 1, new byte[17])),
          entry("C_Decrypt", (module, session) -> session.decrypt(GCM, aes(session), new byte[17])),
          entry("C_GenerateKey", (module, session) -> aes(session)),
          entry("C_GenerateKeyPair", (module, session) -> rsa(session)));

  private final Driver driver;

  protected DriverContract(Driver driver) {
    super(driver, SoftHsmFixture.underTest());
    this.driver = driver;
  }

  private static long rsa(CryptokiSession session) {
    return session
        .generateKeyPair(
            Pkcs11.CKM_RSA_PKCS_KEY_PAIR_GEN,
            List.of(new Attribute.Count(Pkcs11.CKA_MODULUS_BITS, 1024)),
            List.of(new Attribute.Flag(Pkcs11.CKA_SIGN, true)))
        .privateKey();
  }

  private static long aes(CryptokiSession session) {
    return session.generateKey(
        Pkcs11.CKM_AES_KEY_GEN,
        List.of(
            new Attribute.Flag(Pkcs11.CKA_ENCRYPT, true),
            new Attribute.Flag(Pkcs11.CKA_DECRYPT, true),
            new Attribute.Count(Pkcs11.CKA_VALUE_LEN, 32)));
  }

  @Test
  public void refusesAMissingModule(@TempDir Path folder) {
    refused(folder.resolve("libnone.so"), "no PKCS#11 module at");
  }

  @Test
  public void refusesAFileThatIsNoLibrary(@TempDir Path folder) throws IOException {
    refused(Files.writeString(folder.resolve("libtext.so"), "text"), "libtext.so is no PKCS#11");
  }

  @Test
  public void refusesALibraryWithoutTheEntryPoint() {
    refused(libc(), "C_GetFunctionList");
  }

  @Test
  public void isAGuestWhereTheModuleIsInitialisedAndDoesNotFinaliseIt() {
    var host = SoftHsmFixture.cryptoki();
    var guest = Drivers.load(Drivers.with(driver, SoftHsmFixture.token().config().module()));
    guest.initialise();
    assertThat(guest.slotsWithToken()).isEqualTo(host.slotsWithToken());
    guest.close();
    guest.close();
    assertThat(host.slotsWithToken()).isNotEmpty();
  }

  /** Every function, with a code of a vendor that no table knows, and every code that one knows. */
  @Test
  public void everyReturnValueComesThroughUnchanged() {
    var module = FaultModule.create();
    var cryptoki = module.load(driver);
    module.plan("C_Initialize always return " + Long.toHexString(VENDOR));
    fails("C_Initialize", VENDOR, cryptoki::initialise);
    module.plan();
    cryptoki.initialise();
    long slot = slot(cryptoki, module);
    for (var call : CALLS.entrySet()) {
      // An operation that was begun and not ended stays with its session.
      try (var session = cryptoki.openSession(slot)) {
        logIn(session, module);
        module.plan(call.getKey() + " always return " + Long.toHexString(VENDOR));
        fails(call.getKey(), VENDOR, () -> call.getValue().accept(cryptoki, session));
        module.plan();
      }
    }
    try (var session = cryptoki.openSession(slot)) {
      for (var value : ReturnValue.values()) {
        module.plan("C_SignInit always return " + Long.toHexString(value.code()));
        fails(
            "C_SignInit", value.code(), () -> session.sign(new Mechanism.Plain(1), 1, new byte[1]));
      }
    }
    module.plan("C_Finalize 1 return " + Long.toHexString(VENDOR));
    fails("C_Finalize", VENDOR, cryptoki::close);
    // Not finalised, and still its own to finalise.
    cryptoki.initialise();
    module.plan("C_Finalize always note");
    cryptoki.close();
    assertThat(module.log()).contains("C_Finalize");
  }

  @Test
  public void givesBackASessionThatTheModuleDoesNotClose() {
    var module = FaultModule.create();
    var cryptoki = module.load(driver);
    cryptoki.initialise();
    long slot = slot(cryptoki, module);
    var session = cryptoki.openSession(slot);
    module.plan("C_CloseSession 1 return b3");
    fails("C_CloseSession", 0xb3, session::close);
    session.close();
    module.plan("C_OpenSession 1 return b1");
    fails("C_OpenSession", 0xb1, () -> cryptoki.openSession(slot));
    cryptoki.close();
  }

  @Test
  public void aTokenThatWasLostIsReachedAgainAndSigns() throws Exception {
    var module = FaultModule.create();
    var cryptoki = module.load(driver);
    cryptoki.initialise();
    var id = new KeyId(UUID.randomUUID());
    byte[] message = {1, 2, 3};
    try (var token = new Token(module.config(), cryptoki)) {
      SigningKey key;
      try (var session = token.open()) {
        key =
            new SigningKey(
                token.name(), id, KeySpec.EC_P256, session.generate(id, KeySpec.EC_P256));
        module.plan("C_Sign 1 lose");
        assertThatExceptionOfType(VaultFault.class)
            .isThrownBy(() -> session.sign(key, SignatureAlgorithm.SHA256WITHECDSA, message))
            .withMessageContaining("C_Sign: CKR_DEVICE_ERROR (0x30)")
            .satisfies(e -> assertThat(e.remedy()).isEqualTo(Remedy.RECOVER));
      }
      token.recover();
      try (var session = token.open()) {
        var verifier = Signature.getInstance("SHA256withECDSA");
        verifier.initVerify(key.publicKey().toPublicKey());
        verifier.update(message);
        assertThat(verifier.verify(session.sign(key, SignatureAlgorithm.SHA256WITHECDSA, message)))
            .isTrue();
      }
    }
    cryptoki.close();
  }

  @Test
  public void sendsThePinInUtf8() throws Exception {
    // Written with the escapes of the shell: the locale of the tests may be any.
    var label = "u-" + UUID.randomUUID().toString().substring(0, 8);
    var tool =
        new ProcessBuilder(
            "bash",
            "-c",
            "softhsm2-util --init-token --free --so-pin 12345678 --label "
                + label
                + "$'\\303\\274' --pin $'p\\303\\257n\\342\\202\\254'");
    tool.environment().putAll(SoftHsmFixture.token().environment());
    tool.redirectErrorStream(true);
    var process = tool.start();
    var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();

    var cryptoki = Drivers.load(Drivers.with(driver, SoftHsmFixture.underTest().token().module()));
    cryptoki.initialise();
    long slot = slot(cryptoki, label + "ü");
    try (var session = cryptoki.openSession(slot)) {
      fails("C_Login", 0xa0, () -> session.login("pin€".toCharArray()));
      fails("C_Login", 0xa1, () -> session.login(new char[] {'\ud800'}));
      char[] pin = "pïn€".toCharArray();
      session.login(pin);
      assertThat(pin).isEqualTo("pïn€".toCharArray());
    }
    cryptoki.close();
  }

  private static void logIn(CryptokiSession session, FaultModule module) {
    var pin = module.config().pin().read();
    session.login(pin);
    Arrays.fill(pin, '\0');
  }

  private static long slot(Cryptoki cryptoki, FaultModule module) {
    return slot(cryptoki, String.valueOf(module.config().label()));
  }

  private static long slot(Cryptoki cryptoki, String label) {
    return Arrays.stream(cryptoki.slotsWithToken())
        .filter(slot -> cryptoki.tokenInfo(slot).label().equals(label))
        .findFirst()
        .orElseThrow();
  }

  private static void fails(String function, long code, ThrowingCallable call) {
    assertThatExceptionOfType(CryptokiException.class)
        .as(function)
        .isThrownBy(call)
        .satisfies(e -> {
          assertThat(e.function()).isEqualTo(function);
          assertThat(e.code()).isEqualTo(code);
        });
  }

  private void refused(Path library, String message) {
    assertThatExceptionOfType(CaException.class)
        .isThrownBy(() -> Drivers.load(new ModuleConfig(library, driver)))
        .withMessageContaining(message)
        .satisfies(e -> assertThat(e.failure()).isEqualTo(Failure.TOKEN_UNAVAILABLE));
  }

  private static Path libc() {
    return Arrays.stream(new String[] {"/lib/x86_64-linux-gnu", "/lib/aarch64-linux-gnu", "/lib64"})
        .map(folder -> Path.of(folder, "libc.so.6"))
        .filter(Files::isRegularFile)
        .findFirst()
        .orElseThrow(() -> new AssertionError("no C library: apt-get install libc6"));
  }
}
