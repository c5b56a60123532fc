package dev.sealwright.engine.key.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.key.KeyId;
import dev.sealwright.engine.key.KeySession;
import dev.sealwright.engine.key.KeySpec;
import dev.sealwright.engine.key.SigningKey;
import dev.sealwright.engine.x509.SignatureAlgorithm;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What a session does when the module does not answer as it should. */
@SuppressWarnings("NullAway.Init") // key is set before each test
class TokenSessionTest {
  private static final byte[] MESSAGE = {1, 2, 3};

  private final FaultyCryptoki cryptoki = new FaultyCryptoki(SoftHsmFixture.cryptoki());
  private final Token token = new Token(SoftHsmFixture.token().config(), cryptoki);
  private final KeyId id = new KeyId(UUID.randomUUID());
  private SigningKey key;

  @BeforeEach
  void makeKey() {
    try (var session = token.open()) {
      key = new SigningKey("test", id, KeySpec.EC_P256, session.generate(id, KeySpec.EC_P256));
    }
  }

  @AfterEach
  void destroyKey() {
    cryptoki.healed();
    try (var session = token.open()) {
      session.destroy(id);
    }
    token.close();
  }

  @ParameterizedTest
  @EnumSource(
      names = {
        "CKR_DEVICE_ERROR",
        "CKR_FUNCTION_FAILED",
        "CKR_OPERATION_ACTIVE",
        "CKR_SESSION_HANDLE_INVALID",
        "CKR_KEY_HANDLE_INVALID",
        "CKR_DEVICE_MEMORY"
      })
  void closesForGoodAtTheFirstFault(ReturnValue value) {
    var session = token.open();
    cryptoki.failing("C_Sign", value);
    unavailable(() -> sign(session), "C_Sign: " + value);
    cryptoki.healed();
    int signs = cryptoki.calls("C_Sign");
    unavailable(() -> sign(session), value.name());
    assertThat(cryptoki.calls("C_Sign")).isEqualTo(signs);
    session.close();
    try (var fresh = token.open()) {
      assertThat(sign(fresh)).isNotEmpty();
    }
  }

  @Test
  void callsAWrongArgumentOurOwnBug() {
    var session = token.open();
    cryptoki.failing("C_Sign", ReturnValue.CKR_ARGUMENTS_BAD);
    assertThatExceptionOfType(CaException.class)
        .isThrownBy(() -> sign(session))
        .satisfies(e -> assertThat(e.failure()).isEqualTo(Failure.INTERNAL));
  }

  @Test
  void refusesAShortSignature() {
    var session = token.open();
    cryptoki.cuttingSignatures(1);
    unavailable(() -> sign(session), "63 bytes");
    cryptoki.cuttingSignatures(0);
    unavailable(() -> sign(session), "closed after");
  }

  @ParameterizedTest
  @CsvSource({
    "CKA_SENSITIVE, 0x103, false",
    "CKA_EXTRACTABLE, 0x162, true",
    "CKA_NEVER_EXTRACTABLE, 0x164, false",
    "CKA_ALWAYS_SENSITIVE, 0x165, false",
    "CKA_TOKEN, 0x1, false",
    "CKA_PRIVATE, 0x2, false",
    "CKA_LOCAL, 0x163, false",
  })
  void destroysANewKeyOfBadCustody(String name, String attribute, boolean reads) {
    cryptoki.reading(Long.decode(attribute), reads);
    var bad = new KeyId(UUID.randomUUID());
    try (var session = token.open()) {
      unavailable(() -> session.generate(bad, KeySpec.EC_P256), "destroyed");
    }
    assertThat(cryptoki.calls("C_DestroyObject")).as(name).isEqualTo(2);
    try (var vault = SoftHsmFixture.vault();
        var session = vault.open()) {
      assertThat(session.find(bad)).isEmpty();
      // Not even a half is left: the same id can be used again.
      session.generate(bad, KeySpec.EC_P256);
      session.destroy(bad);
    }
  }

  @Test
  void neitherFindsNorUsesAKeyOfBadCustody() {
    cryptoki.reading(Pkcs11.CKA_NEVER_EXTRACTABLE, false);
    try (var session = token.open()) {
      assertThat(session.find(id)).isEmpty();
      unavailable(() -> sign(session), id.value().toString());
    }
  }

  @Test
  void resolvesAKeyOncePerSession() {
    try (var session = token.open()) {
      sign(session);
      int reads = cryptoki.calls("C_GetAttributeValue") + cryptoki.calls("C_FindObjects");
      sign(session);
      assertThat(cryptoki.calls("C_GetAttributeValue") + cryptoki.calls("C_FindObjects"))
          .isEqualTo(reads);
    }
  }

  private byte[] sign(KeySession session) {
    return session.sign(key, SignatureAlgorithm.SHA256WITHECDSA, MESSAGE);
  }

  private static void unavailable(ThrowingCallable call, String message) {
    assertThatExceptionOfType(CaException.class)
        .isThrownBy(call)
        .withMessageContaining(message)
        .satisfies(e -> assertThat(e.failure()).isEqualTo(Failure.TOKEN_UNAVAILABLE));
  }
}
