package dev.sealwright.engine.key.pkcs11.doctor;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sealwright.engine.Until;
import dev.sealwright.engine.key.KeySpec;
import dev.sealwright.engine.key.pkcs11.Attribute;
import dev.sealwright.engine.key.pkcs11.Cryptoki;
import dev.sealwright.engine.key.pkcs11.FaultModule;
import dev.sealwright.engine.key.pkcs11.Pkcs11;
import dev.sealwright.engine.key.pkcs11.RefusalMarker;
import dev.sealwright.engine.key.pkcs11.Token;
import dev.sealwright.engine.key.pkcs11.TokenContents;
import dev.sealwright.engine.x509.SignatureAlgorithm;
import dev.sealwright.hsm.PinSource;
import dev.sealwright.hsm.Profile;
import dev.sealwright.hsm.TokenConfig;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A real module, with and without faults, seen by the doctor; nothing of it stays on the token. */
@Timeout(120)
class DoctorTest {
  private static final Set<KeySpec> QUICK = EnumSet.of(KeySpec.EC_P256, KeySpec.RSA_2048);

  private final FaultModule device = FaultModule.create();
  private final TokenConfig config = device.config();
  private final Cryptoki cryptoki = device.load();

  /** A token whose call hung is never closed; its module cannot be finalised. */
  private boolean hanging;

  @TempDir Path folder;

  @BeforeEach
  void initialise() {
    cryptoki.initialise();
  }

  @AfterEach
  void nothingIsLeft() {
    device.plan();
    assertThat(scratchObjects()).isZero();
    if (!hanging) {
      cryptoki.close();
    }
  }

  @Test
  void tellsWhatAWellTokenCanDo() {
    Diagnosis seen = examine(EnumSet.allOf(KeySpec.class), QUICK, Duration.ofMillis(100));

    assertThat(seen.findings()).filteredOn(f -> f.severity() == Finding.Severity.PROBLEM).isEmpty();
    assertThat(seen.sound()).isTrue();
    assertThat(seen.module().manufacturer()).isEqualTo("SoftHSM");
    assertThat(seen.module().sha256()).hasSize(64);
    Diagnosis.Examined token = requireNonNull(seen.token());
    assertThat(token.slot().info().label()).isEqualTo(config.label());
    assertThat(token.mechanisms()).containsKey(Pkcs11.CKM_ECDSA).hasSizeGreaterThan(30);
    assertThat(trial(seen, KeySpec.ML_DSA_65).outcome()).isEqualTo(Trial.Outcome.NOT_OFFERED);
    assertThat(token.abilities())
        .filteredOn(ability -> ability.spec() == KeySpec.ML_DSA_65)
        .singleElement()
        .satisfies(ability ->
            assertThat(ability.missing()).contains("CKM_ML_DSA_KEY_PAIR_GEN is not in its list"));
    Trial rsa = trial(seen, KeySpec.RSA_2048);
    assertThat(rsa.outcome()).isEqualTo(Trial.Outcome.WORKS);
    assertThat(rsa.made()).isPositive();
    assertThat(requireNonNull(rsa.custody()).kept()).isTrue();
    assertThat(rsa.signatures())
        .extracting(Trial.Signature::algorithm)
        .contains(SignatureAlgorithm.SHA256WITHRSA, SignatureAlgorithm.SHA512WITHRSA_PSS);
    for (KeySpec spec : List.of(KeySpec.EC_P256, KeySpec.EC_P384, KeySpec.EC_P521)) {
      assertThat(trial(seen, spec).outcome()).isEqualTo(Trial.Outcome.WORKS);
    }
    assertThat(seen.findings())
        .extracting(Finding::what)
        .contains(
            "a login holds for every session",
            "CKA_EC_POINT is an OCTET STRING",
            "a second C_SignInit gives CKR_OPERATION_ACTIVE",
            "CKM_ECDSA signs a digest of 31 bytes in silence");
    assertThat(seen.speeds()).extracting(Speed::spec).containsExactlyInAnyOrderElementsOf(QUICK);
    for (Speed speed : seen.speeds()) {
      assertThat(speed.steps().getFirst().sessions()).isEqualTo(1);
      assertThat(speed.best()).isPositive();
      assertThat(speed.knee()).isPositive();
    }
    assertThat(requireNonNull(seen.advice()).lanes()).isPositive();
    assertThat(seen.hanging()).isFalse();
    assertThat(device.log()).as("signatures were made by the token").isNotEmpty();
  }

  @Test
  void aTokenThatDoesNotDescribeItselfIsNotTried() {
    device.plan("C_GetMechanismInfo always return 70");
    Diagnosis seen = examine(QUICK);
    assertThat(seen.sound()).isFalse();
    assertThat(seen.trials()).isEmpty();
    assertThat(problems(seen)).singleElement().asString().contains("CKR_MECHANISM_INVALID");
  }

  @Test
  void aMechanismThatIsListedAndNotDescribedIsTold() {
    device.plan("C_GetMechanismInfo 1 return 70");
    Diagnosis seen = examine(EnumSet.of(KeySpec.EC_P256));
    assertThat(seen.sound()).isTrue();
    assertThat(seen.findings())
        .extracting(Finding::what)
        .anyMatch(what -> what.startsWith("it lists and does not describe"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"corrupt", "short"})
  void aBadSignatureIsFoundWhateverTheTokenSays(String fault) {
    device.plan("C_Sign always " + fault);
    Diagnosis seen = examine(QUICK);
    assertThat(seen.sound()).isFalse();
    assertThat(trial(seen, KeySpec.EC_P256).outcome()).isEqualTo(Trial.Outcome.FAILED);
    assertThat(trial(seen, KeySpec.RSA_2048).signatures())
        .isNotEmpty()
        .allSatisfy(signature -> assertThat(signature.trouble()).isNotNull());
    assertThat(seen.speeds()).as("what does not work is not measured").isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "C_GenerateKeyPair 1 return 31",
    "C_GetAttributeValue 3 return 5",
    "C_GetAttributeValue 20 return 30",
    "C_SignInit 1 return 70",
    "C_Sign 1 return 30",
    "C_Sign 2 lose 300",
    "C_DestroyObject 1 return 30",
    "C_DestroyObject 2-3 return 6",
    "C_OpenSession 4 return b1",
    "C_FindObjects 5 return b3"
  })
  void whateverFailsNoScratchKeyIsLeft(String fault) {
    device.plan(fault);
    Diagnosis seen = examine(QUICK);
    assertThat(seen.hanging()).isFalse();
    device.plan();
    assertThat(scratchObjects()).isZero();
    assertThat(seen.findings()).isNotEmpty();
  }

  /** CKF_USER_PIN_COUNT_LOW, _FINAL_TRY, _LOCKED, _TO_BE_CHANGED. */
  @ParameterizedTest
  @ValueSource(strings = {"10000", "20000", "40000", "80000"})
  void doesNotLogInWhenAPinCouldBeLost(String flag) {
    device.plan("flags " + flag, "C_Login always note");
    Diagnosis seen = examine(QUICK);
    assertThat(seen.sound()).isFalse();
    assertThat(problems(seen)).singleElement().asString().contains("CKF_USER_PIN_");
    assertThat(seen.findings()).extracting(Finding::meaning).anyMatch(m -> m.startsWith("stopped"));
    assertThat(seen.trials()).isEmpty();
    assertThat(device.log()).as("INVARIANT I7").doesNotContain("C_Login");
    assertThat(requireNonNull(seen.token()).abilities()).isNotEmpty();
  }

  @Test
  void aRefusedPinIsSentOnce() throws Exception {
    Path wrong = folder.resolve("pin");
    Files.writeString(wrong, "wrong-pin\n");
    Files.setPosixFilePermissions(wrong, PosixFilePermissions.fromString("rw-------"));
    device.plan("C_Login always note");
    Diagnosis seen = examine(config.withPin(new PinSource.OfFile(wrong)), QUICK, Set.of(), false);
    assertThat(problems(seen)).singleElement().asString().contains("PIN was refused");
    assertThat(seen.findings().toString()).doesNotContain("wrong-pin");
    assertThat(device.log()).filteredOn("C_Login"::equals).hasSize(1);
  }

  @Test
  void aLimitOfSessionsIsFound() {
    device.plan("C_OpenSession always note");
    examine(EnumSet.of(KeySpec.EC_P256));
    long before = device.log().stream().filter("C_OpenSession"::equals).count();
    // As many as the login and the trial took, then one that signs alone, and no second one beside
    // it: steps without gain, which end a measurement too, come later.
    device.plan("C_OpenSession from " + (before + 3) + " return b1");
    Diagnosis seen =
        examine(EnumSet.of(KeySpec.EC_P256), EnumSet.of(KeySpec.EC_P256), Duration.ofMillis(50));
    device.plan();
    assertThat(seen.speeds())
        .singleElement()
        .satisfies(speed -> assertThat(speed.stopped()).contains("CKR_SESSION_COUNT"));
    assertThat(seen.findings())
        .extracting(Finding::meaning)
        .contains("configure fewer lanes than that");
  }

  @Test
  void aCallThatHangsEndsTheExamination() {
    device.plan("C_Sign 1 hang");
    Diagnosis seen =
        Doctor.examine(
            order(config.pin(), QUICK, Set.of(), Duration.ZERO, Duration.ofSeconds(1), false),
            cryptoki,
            step -> {});
    assertThat(seen.hanging()).isTrue();
    assertThat(problems(seen)).singleElement().asString().contains("did not return within 1 s");
    device.plan(); // lets the call go on; its thread destroys what it made
    hanging = true;
    Until.holds("the scratch key is gone", () -> scratchObjects() == 0);
  }

  @Test
  void whatAnEarlierExaminationLeftIsReportedAndRemovedWhenAskedFor() {
    leaveScratch();
    Diagnosis reported = examine(Set.of());
    assertThat(problems(reported)).singleElement().asString().contains("were left");
    assertThat(scratchObjects()).isEqualTo(1);
    Diagnosis removed = examine(config, Set.of(), Set.of(), true);
    assertThat(removed.sound()).isTrue();
    assertThat(scratchObjects()).isZero();
  }

  private void leaveScratch() {
    try (var token = new Token(config, cryptoki)) {
      token.open().close();
      try (var session = cryptoki.openSession(slot())) {
        session.generateKey(
            Pkcs11.CKM_AES_KEY_GEN,
            List.of(
                new Attribute.Flag(Pkcs11.CKA_TOKEN, true),
                new Attribute.Count(Pkcs11.CKA_VALUE_LEN, 32),
                Attribute.Bytes.of(
                    Pkcs11.CKA_LABEL,
                    TokenContents.SCRATCH_LABEL.getBytes(StandardCharsets.UTF_8))));
      }
    }
  }

  private int scratchObjects() {
    try (var token = new Token(config, cryptoki)) {
      return new TokenContents(token).scratchObjects();
    }
  }

  private long slot() {
    for (long slot : cryptoki.slotsWithToken()) {
      if (cryptoki.tokenInfo(slot).label().equals(config.label())) {
        return slot;
      }
    }
    throw new AssertionError();
  }

  private Diagnosis examine(Set<KeySpec> tried) {
    return examine(config, tried, Set.of(), false);
  }

  private Diagnosis examine(Set<KeySpec> tried, Set<KeySpec> measured, Duration step) {
    return Doctor.examine(
        order(config.pin(), tried, measured, step, Duration.ofSeconds(60), false),
        cryptoki,
        text -> {});
  }

  private Diagnosis examine(
      TokenConfig token, Set<KeySpec> tried, Set<KeySpec> measured, boolean remove) {
    return Doctor.examine(
        order(token.pin(), tried, measured, Duration.ZERO, Duration.ofSeconds(60), remove),
        cryptoki,
        step -> {});
  }

  private Examination order(
      PinSource pin,
      Set<KeySpec> tried,
      Set<KeySpec> measured,
      Duration step,
      Duration patience,
      boolean remove) {
    return new Examination(
        config.module(),
        new Examination.Choice(config.label(), null, null),
        pin,
        RefusalMarker.NONE,
        Profile.STANDARD,
        tried,
        measured,
        step,
        8,
        patience,
        remove);
  }

  private static Trial trial(Diagnosis seen, KeySpec spec) {
    return seen.trials().stream().filter(t -> t.spec() == spec).findFirst().orElseThrow();
  }

  private static List<String> problems(Diagnosis seen) {
    return seen.findings().stream()
        .filter(finding -> finding.severity() == Finding.Severity.PROBLEM)
        .map(Finding::what)
        .toList();
  }
}
