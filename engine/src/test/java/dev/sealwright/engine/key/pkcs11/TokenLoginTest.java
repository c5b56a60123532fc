package dev.sealwright.engine.key.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.key.KeyId;
import dev.sealwright.engine.key.KeySpec;
import dev.sealwright.hsm.PinSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** INVARIANT I7, and what an operator is told when a token cannot be opened. */
class TokenLoginTest {
  private static final String WRONG = "not-the-pin";

  private final FaultyCryptoki cryptoki = new FaultyCryptoki(SoftHsmFixture.cryptoki());

  @TempDir private Path folder;

  @Test
  void triesAWrongPinOnceAndNeverAgain() throws IOException {
    try (var token = new Token(SoftHsmFixture.untouched().withPin(wrongPin()), cryptoki)) {
      for (int i = 0; i < 3; i++) {
        refused(token, "CKR_PIN_INCORRECT").withMessageNotContaining(WRONG);
      }
    }
    assertThat(cryptoki.calls("C_Login")).isEqualTo(1);
  }

  @Test
  void remembersARefusalAcrossRestartsUntilTheMarkerIsRemoved() throws IOException {
    var pin = wrongPin();
    var markers = folder.resolve("markers");
    for (int start = 0; start < 3; start++) {
      try (var token =
          new Token(
              SoftHsmFixture.untouched().withPin(pin),
              new LoadedModule(cryptoki),
              RefusalMarker.in(markers, "hsm/../1"))) {
        refused(token, "CKR_PIN_INCORRECT").withMessageContaining(" remove " + markers);
      }
    }
    assertThat(cryptoki.calls("C_Login")).isEqualTo(1);
    try (var files = Files.list(markers)) {
      Path marker = files.toList().getFirst();
      assertThat(marker).content().doesNotContain(WRONG).contains("CKR_PIN_INCORRECT");
      Files.delete(marker);
    }
    try (var token =
        new Token(
            SoftHsmFixture.untouched().withPin(pin),
            new LoadedModule(cryptoki),
            RefusalMarker.in(markers, "hsm/../1"))) {
      refused(token, "CKR_PIN_INCORRECT");
    }
    assertThat(cryptoki.calls("C_Login")).as("as the operator wished").isEqualTo(2);
  }

  /** Deny by default: not knowing is no reason to try. */
  @Test
  void sendsNoPinWhileTheMarkerCannotBeRead() throws IOException {
    Files.createDirectories(folder.resolve("test.pin-refused"));
    try (var token =
        new Token(
            SoftHsmFixture.token().config(),
            new LoadedModule(cryptoki),
            RefusalMarker.in(folder, "test"))) {
      refused(token, "cannot be read");
    }
    assertThat(cryptoki.calls("C_Login")).isZero();
  }

  @ParameterizedTest
  @EnumSource(names = {"CKR_PIN_INCORRECT", "CKR_PIN_LOCKED", "CKR_PIN_EXPIRED"})
  void remembersEveryRefusalOfThePin(ReturnValue value) {
    cryptoki.failing("C_Login", value);
    try (var token = new Token(SoftHsmFixture.token().config(), cryptoki)) {
      refused(token, value.name());
      cryptoki.healed();
      refused(token, value.name());
    }
    assertThat(cryptoki.calls("C_Login")).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(longs = {Pkcs11.CKF_USER_PIN_LOCKED, Pkcs11.CKF_USER_PIN_FINAL_TRY})
  void sendsNoPinWhenTheFlagsForbidIt(long flag) {
    cryptoki.reporting(flag);
    try (var token = new Token(SoftHsmFixture.token().config(), cryptoki)) {
      refused(token, "CKF_USER_PIN_");
    }
    assertThat(cryptoki.calls("C_Login")).isZero();
  }

  @Test
  void logsInOnceForAllSessions() {
    try (var token = new Token(SoftHsmFixture.token().config(), cryptoki)) {
      token.open().close();
      token.open().close();
    }
    assertThat(cryptoki.calls("C_Login")).isEqualTo(1);
    assertThat(cryptoki.calls("C_CloseSession")).isEqualTo(3);
  }

  @Test
  void logsInAgainAfterTheTokenForgotTheLogin() {
    try (var token = new Token(SoftHsmFixture.token().config(), cryptoki)) {
      var id = new KeyId(UUID.randomUUID());
      try (var session = token.open()) {
        cryptoki.failing("C_FindObjects", ReturnValue.CKR_USER_NOT_LOGGED_IN);
        assertThatExceptionOfType(CaException.class).isThrownBy(() -> session.find(id));
        cryptoki.healed();
      }
      try (var session = token.open()) {
        assertThat(session.find(id)).isEmpty();
      }
    }
    assertThat(cryptoki.calls("C_Login")).isEqualTo(2);
  }

  @Test
  void acceptsALoginThatIsThereAlready() {
    cryptoki.failing("C_Login", ReturnValue.CKR_USER_ALREADY_LOGGED_IN);
    try (var loggedIn = SoftHsmFixture.vault();
        var first = loggedIn.open();
        var token = new Token(SoftHsmFixture.token().config(), cryptoki);
        var session = token.open()) {
      var id = new KeyId(UUID.randomUUID());
      assertThat(first.find(id)).isEmpty();
      assertThat(session.find(id)).isEmpty();
    }
  }

  @Test
  void namesTheTokensItSeesWhenTheLabelIsUnknown() {
    var config = SoftHsmFixture.token().config();
    var other = config.withName("hsm1").withLabel("no such label");
    try (var token = new Token(other, cryptoki)) {
      refused(token, "no such label").withMessageContainingAll("hsm1", "test", "second");
    }
  }

  @Test
  void tellsTokensWithOneLabelApartByTheirSerial() {
    var serial = serialOf("test");
    cryptoki.labelling("twin");
    var twin = SoftHsmFixture.token().config().withLabel("twin");
    try (var either = new Token(twin, cryptoki)) {
      refused(either, " tokens have label 'twin'; tell them apart by serial")
          .withMessageContaining(serial);
    }
    try (var none = new Token(twin.withSerial("no-such-serial"), cryptoki)) {
      refused(none, "0 tokens have label 'twin' and serial 'no-such-serial'");
    }
    assertThat(cryptoki.calls("C_Login")).isZero();
    var id = new KeyId(UUID.randomUUID());
    try (var vault = SoftHsmFixture.vault();
        var session = vault.open();
        var told = new Token(twin.withSerial(serial), cryptoki);
        var again = told.open()) {
      session.generate(id, KeySpec.EC_P256);
      assertThat(again.find(id)).isPresent();
      session.destroy(id);
    }
  }

  @Test
  void sendsNothingWhenAPromptedPinIsForgotten() {
    var source = new PinSource.OfPrompt("test");
    source.forget();
    try (var token = new Token(SoftHsmFixture.untouched().withPin(source), cryptoki)) {
      refused(token, "no longer held");
    }
    assertThat(cryptoki.calls("C_Login")).isZero();
  }

  private String serialOf(String label) {
    return Arrays.stream(cryptoki.slotsWithToken())
        .mapToObj(cryptoki::tokenInfo)
        .filter(info -> info.label().equals(label))
        .map(TokenInfo::serial)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void tellsWhatIsWrongWithThePinFileAndMayBeAskedAgain() throws IOException {
    var file = wrongPin();
    Files.setPosixFilePermissions(file.path(), PosixFilePermissions.fromString("rw-r-----"));
    try (var token = new Token(SoftHsmFixture.untouched().withPin(file), cryptoki)) {
      refused(token, "chmod 600");
    }
    assertThat(cryptoki.calls("C_Login")).isZero();
  }

  @Test
  void opensNothingOnceClosed() {
    var token = SoftHsmFixture.vault();
    token.close();
    token.close();
    assertThatExceptionOfType(CaException.class)
        .isThrownBy(token::open)
        .satisfies(e -> assertThat(e.failure()).isEqualTo(Failure.INTERNAL));
  }

  private PinSource.OfFile wrongPin() throws IOException {
    var file = folder.resolve("pin");
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    return new PinSource.OfFile(Files.writeString(file, WRONG + "\n"));
  }

  private static ThrowableAssertAlternative<CaException> refused(Token token, String message) {
    return assertThatExceptionOfType(CaException.class)
        .isThrownBy(token::open)
        .withMessageContaining(message)
        .satisfies(e -> assertThat(e.failure()).isEqualTo(Failure.TOKEN_UNAVAILABLE));
  }
}
