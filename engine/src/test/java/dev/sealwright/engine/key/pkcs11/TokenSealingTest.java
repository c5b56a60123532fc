package dev.sealwright.engine.key.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sealwright.engine.fault.CaException;
import dev.sealwright.engine.fault.Failure;
import dev.sealwright.engine.key.SealContext;
import dev.sealwright.engine.x509.Octets;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Sealing when the module does not answer as it should. */
class TokenSealingTest {
  private static final SealContext CONTEXT = new SealContext("access-key", "AKIA1");
  private static final byte[] SECRET = {1, 2, 3};

  private final FaultyCryptoki cryptoki = new FaultyCryptoki(SoftHsmFixture.cryptoki());
  private final Token token = new Token(SoftHsmFixture.token().config(), cryptoki);

  @AfterEach
  void close() {
    token.close();
  }

  /** So that a start waits for the token instead of giving the secret up. */
  @ParameterizedTest
  @EnumSource(names = {"CKR_DEVICE_ERROR", "CKR_SESSION_HANDLE_INVALID", "CKR_USER_NOT_LOGGED_IN"})
  void aTokenThatIsAwayIsNoBrokenSecret(ReturnValue value) {
    Octets sealed = sealed();
    cryptoki.failing("C_Decrypt", value);
    try (var session = token.open()) {
      fails(Failure.TOKEN_UNAVAILABLE, () -> session.unseal(CONTEXT, sealed));
    }
    cryptoki.healed();
    try (var session = token.open()) {
      assertThat(session.unseal(CONTEXT, sealed)).isEqualTo(SECRET);
    }
  }

  @ParameterizedTest
  @EnumSource(
      names = {"CKR_ENCRYPTED_DATA_INVALID", "CKR_GENERAL_ERROR", "CKR_AEAD_DECRYPT_FAILED"})
  void aSessionThatDidNotOpenASecretIsNotUsedAgain(ReturnValue value) {
    Octets sealed = sealed();
    try (var session = token.open()) {
      cryptoki.failing("C_Decrypt", value);
      fails(Failure.RECORD_UNREADABLE, () -> session.unseal(CONTEXT, sealed));
      cryptoki.healed();
      fails(Failure.TOKEN_UNAVAILABLE, () -> session.unseal(CONTEXT, sealed));
    }
  }

  @Test
  void aKeyThatMayLeaveTheTokenIsNotUsed() {
    sealed();
    cryptoki.reading(Pkcs11.CKA_EXTRACTABLE, true);
    int made = cryptoki.calls("C_GenerateKey");
    int destroyed = cryptoki.calls("C_DestroyObject");
    try (var session = token.open()) {
      fails(Failure.TOKEN_UNAVAILABLE, () -> session.seal(CONTEXT, SECRET));
    }
    assertThat(cryptoki.calls("C_GenerateKey")).isEqualTo(made + 1);
    assertThat(cryptoki.calls("C_DestroyObject")).isEqualTo(destroyed + 1);
    assertThat(cryptoki.calls("C_Encrypt")).isOne();
  }

  @Test
  void whatTheTokenCannotOpenAgainIsNotHandedOut() {
    cryptoki.failing("C_Decrypt", ReturnValue.CKR_FUNCTION_FAILED);
    try (var session = token.open()) {
      fails(Failure.TOKEN_UNAVAILABLE, () -> session.seal(CONTEXT, SECRET));
    }
  }

  private Octets sealed() {
    try (var session = token.open()) {
      return session.seal(CONTEXT, SECRET);
    }
  }

  private static void fails(Failure failure, ThrowingCallable call) {
    assertThatExceptionOfType(CaException.class)
        .isThrownBy(call)
        .satisfies(e -> assertThat(e.failure()).isEqualTo(failure));
  }
}
